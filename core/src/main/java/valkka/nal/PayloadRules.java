package valkka.nal;

import java.nio.ByteBuffer;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Tells whether a payload can be whole, where the format has no checksum. Only H.264 and H.265
 * restrict their own bytes (ITU-T H.264, 7.4.1; H.265, 7.4.2). Behind its start code a NAL unit
 * never contains 00 00 00, 00 00 01 or 00 00 02, and it never ends in 00.
 */
public final class PayloadRules {
    private static final int START_CODE_LENGTH = 4;

    private PayloadRules() {}

    /** Returns whether the bytes of a frame may be whole. Frames of other codecs always may. */
    public static boolean mayBeWhole(BasicFrame frame) {
        boolean nalUnit = frame.codec().equals(Codec.H264) || frame.codec().equals(Codec.H265);
        return !nalUnit || isNalUnit(frame.payload());
    }

    /** Returns whether these bytes are a start code 00 00 00 01 and one possible NAL unit. */
    static boolean isNalUnit(ByteBuffer payload) {
        int length = payload.limit();
        if (length <= START_CODE_LENGTH
                || payload.get(0) != 0
                || payload.get(1) != 0
                || payload.get(2) != 0
                || payload.get(3) != 1
                || payload.get(length - 1) == 0) {
            return false;
        }
        // A look at every third byte is enough: a forbidden triple ends in 0, 1 or 2 and has a 0 in
        // its middle.
        for (int i = START_CODE_LENGTH + 2; i < length; ) {
            byte third = payload.get(i);
            if (third < 0 || third > 2) {
                i += 3;
            } else if (payload.get(i - 1) == 0 && payload.get(i - 2) == 0) {
                return false;
            } else {
                i++;
            }
        }
        return true;
    }
}
