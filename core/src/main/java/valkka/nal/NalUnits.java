package valkka.nal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the NAL units in a piece of H.264 or H.265 in Annex B form: each begins behind a start code
 * {@code 00 00 01} and ends in front of the next one. Zeros in front of a start code belong to it
 * (or pad the unit before), and not to a unit: no NAL unit ends in 00, and none contains a start
 * code. Bytes in front of the first start code are no unit.
 */
public final class NalUnits {
    /** A slice of a picture at which decoding can start (H.264, table 7-1). */
    public static final int IDR = 5;
    /** A sequence parameter set. */
    public static final int SPS = 7;
    /** A picture parameter set. */
    public static final int PPS = 8;

    private static final int TYPE_MASK = 0x1f;

    /**
     * Receives one NAL unit: {@code length} bytes (1 or more, no start code) of {@code data} from
     * {@code offset} on.
     */
    @FunctionalInterface
    public interface Visitor {
        /** Takes one NAL unit. */
        void nalUnit(byte[] data, int offset, int length);
    }

    private NalUnits() {}

    /** Returns the type of an H.264 NAL unit, by its first byte. */
    public static int type(byte first) {
        return first & TYPE_MASK;
    }

    /** Copies of all NAL units, in order; none when there is no start code. */
    public static List<byte[]> split(byte[] data) {
        List<byte[]> units = new ArrayList<>();
        forEach(
                data,
                data.length,
                (bytes, offset, length) -> units.add(Arrays.copyOfRange(bytes, offset, offset + length)));
        return units;
    }

    /**
     * Visits each NAL unit of the first {@code length} bytes of {@code data}, in order. Empty ones
     * are left out.
     */
    public static void forEach(byte[] data, int length, Visitor visitor) {
        int start = -1; // of the unit that is open, -1 while there is none
        int i = 0;
        while (i + 2 < length) {
            // The third byte decides how far the next start code can be: most bytes are looked at
            // once in three.
            if (data[i + 2] > 1 || data[i + 2] < 0) {
                i += 3;
            } else if (data[i + 2] == 1 && data[i] == 0 && data[i + 1] == 0) {
                visit(data, start, i, visitor);
                i += 3;
                start = i;
            } else {
                i++;
            }
        }
        visit(data, start, length, visitor);
    }

    private static void visit(byte[] data, int start, int end, Visitor visitor) {
        if (start < 0) {
            return;
        }
        int last = end;
        while (last > start && data[last - 1] == 0) {
            last--;
        }
        if (last > start) {
            visitor.nalUnit(data, start, last - start);
        }
    }
}
