package valkka.rtsp;

import java.util.Locale;

/** The entrance for Jazzer: {@code --target_class=valkka.rtsp.Fuzzer --target_args=SDP}. */
public final class Fuzzer {
    private static FuzzTarget target = FuzzTarget.SDP;

    private Fuzzer() {}

    /** Chooses the target; Jazzer calls it once, in front of all. */
    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTarget.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    }

    /** Jazzer calls it for each input. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        target.take(bytes);
    }
}
