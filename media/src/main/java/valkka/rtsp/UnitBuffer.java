package valkka.rtsp;

import java.util.Arrays;

/**
 * Collects a unit whose parts come in several packets. It grows with what has come, never by what a
 * packet announces, and at most to {@link #MAX_BYTES}.
 */
final class UnitBuffer {
    /** The largest unit: many times the largest key picture of an 8K camera. */
    static final int MAX_BYTES = 16 << 20;
    /** A larger array is let go with its unit: 100 cameras would hold their largest key picture each. */
    private static final int KEPT_BYTES = 64 << 10;

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int length;

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = NOTHING;
        }
    }

    /** Appends a byte. There is room for the first few. */
    void append(int value) {
        grow(1);
        bytes[length++] = (byte) value;
    }

    /**
     * Appends a part of a payload.
     *
     * @return false when the unit would be too large; then it has not changed
     */
    boolean append(RtpPacket packet, int offset, int count) {
        if (count > MAX_BYTES - length) {
            return false;
        }
        grow(count);
        packet.copy(offset, bytes, length, count);
        length += count;
        return true;
    }

    private void grow(int count) {
        int needed = length + count;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, Math.max(needed, Math.max(2048, bytes.length * 2))));
        }
    }

    /** Returns the unit as an array of its own, and begins anew. */
    byte[] take() {
        byte[] unit = Arrays.copyOf(bytes, length);
        clear();
        return unit;
    }
}
