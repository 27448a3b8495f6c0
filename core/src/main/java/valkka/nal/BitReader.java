package valkka.nal;

/**
 * Reads the bits of a NAL unit, the highest bit first. It skips the 03 behind two zeros, which
 * prevents a start code within the unit (H.264 and H.265, 7.3.1 and 9.2). Behind the end it reads
 * zeros, so that a damaged unit gives some number and no error.
 */
final class BitReader {
    private static final int LONGEST_GOLOMB = 32;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int zeros;
    private int current;
    private int bitsLeft;

    /**
     * Begins at a byte.
     *
     * @param from the first byte to read
     * @param end behind the last byte
     */
    BitReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int bit() {
        if (bitsLeft == 0) {
            current = nextByte();
            bitsLeft = 8;
        }
        bitsLeft--;
        return current >> bitsLeft & 1;
    }

    private int nextByte() {
        int next = at < end ? bytes[at++] & 0xff : 0;
        if (zeros >= 2 && next == 3) {
            zeros = 0;
            next = at < end ? bytes[at++] & 0xff : 0;
        }
        zeros = next == 0 ? zeros + 1 : 0;
        return next;
    }

    /** Returns whether all bytes are read, but for the last bits of the last one. */
    boolean isAtEnd() {
        return at >= end;
    }

    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Passes over whole bytes; the reader must stand at the beginning of a byte. */
    void skipBytes(int count) {
        for (int left = count; left > 0 && at < end; left--) {
            nextByte();
        }
    }

    boolean flag() {
        return bit() == 1;
    }

    /** ue(v): an unsigned number in Exp-Golomb code. */
    int unsigned() {
        int length = 0;
        while (length < LONGEST_GOLOMB && bit() == 0) {
            length++;
        }
        return length >= LONGEST_GOLOMB - 1 ? Integer.MAX_VALUE : (1 << length) - 1 + bits(length);
    }

    /** se(v): a signed one. */
    int signed() {
        int code = unsigned();
        return (code & 1) == 0 ? -(code >>> 1) : (code >>> 1) + 1;
    }
}
