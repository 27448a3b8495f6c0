package valkka.rtsp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds start codes within NAL units, where they do not belong. Every byte of every camera goes
 * through here, so eight bytes are looked at in one step.
 */
final class StartCodes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private StartCodes() {}

    /** Returns where the next {@code 00 00 01} begins, at {@code from} or later; -1 for nowhere. */
    static int find(byte[] bytes, int from) {
        int last = bytes.length - 3;
        int at = from;
        while (at <= last) {
            if (at <= bytes.length - Long.BYTES && !hasZero((long) LONG.get(bytes, at))) {
                at += Long.BYTES;
                continue;
            }
            int end = Math.min(at + Long.BYTES, last + 1);
            for (; at < end; at++) {
                if (bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1) {
                    return at;
                }
            }
        }
        return -1;
    }

    private static boolean hasZero(long eightBytes) {
        return ((eightBytes - ONES) & ~eightBytes & HIGH_BITS) != 0;
    }
}
