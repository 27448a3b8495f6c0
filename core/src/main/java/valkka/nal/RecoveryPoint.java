package valkka.nal;

/** Finds the recovery point message in an SEI unit (H.264, D.1.8; H.265, D.2.8). */
final class RecoveryPoint {
    /** In a unit without the message. */
    static final int NONE = -1;

    /** Messages stand in front of the picture's data; more bytes are user data. */
    static final int MOST_BYTES = 4096;

    private static final int START_CODE = 4;
    private static final int PAYLOAD_TYPE = 6;
    private static final int MOST_MESSAGES = 64;

    private RecoveryPoint() {}

    /**
     * Returns how many pictures may be flawed behind the message: recovery_frame_cnt, of H.265
     * recovery_poc_cnt.
     *
     * @param unit an SEI unit behind its start code, or its first bytes
     * @return {@link #NONE} without a recovery point
     */
    static int flawedPictures(NalSyntax syntax, byte[] unit, int length) {
        int end = Math.min(length, MOST_BYTES);
        BitReader bits = new BitReader(unit, START_CODE + syntax.headerBytes(), end);
        for (int message = 0; message < MOST_MESSAGES && !bits.isAtEnd(); message++) {
            int type = number(bits);
            int size = number(bits);
            if (type == PAYLOAD_TYPE && size > 0) {
                int count = syntax == NalSyntax.H265 ? bits.signed() : bits.unsigned();
                return count == Integer.MAX_VALUE ? NONE : Math.max(0, count);
            }
            bits.skipBytes(size);
        }
        return NONE;
    }

    /** Type and size: bytes of 255, and a last one. */
    private static int number(BitReader bits) {
        int sum = 0;
        int next = bits.bits(8);
        while (next == 255 && !bits.isAtEnd()) {
            sum += next;
            next = bits.bits(8);
        }
        return sum + next;
    }
}
