package valkka.rtsp;

/** Reads bits, the highest one of a byte first; zeros behind the end. */
final class BitReader {
    private final byte[] bytes;
    private final int end;
    private int at; // in bits

    BitReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    BitReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from * 8;
        this.end = to * 8;
    }

    /** Reads {@code count} bits, 32 at most. */
    int read(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    private int bit() {
        if (at >= end) {
            at++;
            return 0;
        }
        int bit = bytes[at >> 3] >> (7 - (at & 7)) & 1;
        at++;
        return bit;
    }

    /** Returns what {@link #read} would, and stays where it is. */
    int peek(int count) {
        int before = at;
        int value = read(count);
        at = before;
        return value;
    }

    boolean flag() {
        return read(1) != 0;
    }

    /** Returns how many bits are left; below 0 when more were read than there are. */
    int left() {
        return end - at;
    }

    /** Passes over bits. {@code count} is 0 or more, and not more than {@link #left()}. */
    void skip(int count) {
        at += count;
    }

    /** Copies whole bytes from the present bit on. They are all there. */
    void copy(byte[] to, int offset, int length) {
        if ((at & 7) == 0) {
            System.arraycopy(bytes, at >> 3, to, offset, length);
            at += length * 8;
        } else {
            int shift = at & 7;
            for (int i = 0; i < length; i++, at += 8) {
                int byteAt = at >> 3;
                to[offset + i] = (byte) (bytes[byteAt] << shift | (bytes[byteAt + 1] & 0xff) >> (8 - shift));
            }
        }
    }
}
