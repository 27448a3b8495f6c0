package valkka.camera;

/**
 * Sound as telephones have it (ITU-T G.711, A-law): 8 bits a sample. One bit is the sign, three
 * bits count the magnitude's leading zeros, and four bits are the magnitude's next bits. Every
 * second bit is inverted.
 */
final class ALaw {
    private static final int POSITIVE = 0x80;
    private static final int TURNED = 0x55;
    private static final int LINEAR_END = 32;
    private static final int LEAST_BITS = 5;

    private ALaw() {}

    /** Encodes a sample of 16 bits. */
    static byte encode(int sample) {
        int value = sample >> 3; // A-law has 13 bits
        int sign = value >= 0 ? POSITIVE : 0;
        int magnitude = value >= 0 ? value : ~value;
        int exponent = magnitude < LINEAR_END ? 0 : 32 - Integer.numberOfLeadingZeros(magnitude) - LEAST_BITS;
        int mantissa = magnitude >> Math.max(1, exponent) & 0xf;
        return (byte) ((sign | exponent << 4 | mantissa) ^ TURNED);
    }
}
