package valkka.fs;

/** Sizes in bytes, as in {@code 256 * KiB}. */
public final class Bytes {
    /** 1024 bytes. */
    public static final long KiB = 1024;
    /** 1024 KiB. */
    public static final long MiB = 1024 * KiB;
    /** 1024 MiB. */
    public static final long GiB = 1024 * MiB;

    private Bytes() {}

    /** Returns a size as people read it: {@code 256 KiB}, {@code 2.5 MiB}, {@code 100 B}. */
    public static String text(long bytes) {
        if (bytes < KiB) {
            return bytes + " B";
        }
        long unit = bytes < MiB ? KiB : bytes < GiB ? MiB : GiB;
        String name = unit == KiB ? " KiB" : unit == MiB ? " MiB" : " GiB";
        long tenths = Math.round(bytes * 10.0 / unit);
        return tenths % 10 == 0 ? tenths / 10 + name : tenths / 10 + "." + tenths % 10 + name;
    }
}
