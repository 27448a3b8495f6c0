package valkka.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import valkka.frame.ValkkaException;

/**
 * One coded picture: the NAL units that a camera makes at one instant. Sent to many clients at once, so that nobody may
 * change its arrays.
 *
 * @param nalUnits the NAL units in their order, without start codes; parameter sets and SEI among them
 * @param mstimestamp when the picture was taken, Unix milliseconds
 * @param key whether decoding can start here: an IDR picture with its SPS and PPS
 */
public record RtpAccessUnit(List<byte[]> nalUnits, long mstimestamp, boolean key) {
    private static final int NAL_TYPE_MASK = 0x1f;
    private static final int IDR = 5;

    public RtpAccessUnit {
        nalUnits = List.copyOf(nalUnits);
        if (nalUnits.isEmpty()) {
            throw ValkkaException.badArgument("an access unit needs at least one NAL unit, and there is none");
        }
    }

    /**
     * An H.264 access unit from NAL units with start codes of three or four bytes, as encoders and recordings give them;
     * a key when there is an IDR slice.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no start code
     */
    public static RtpAccessUnit ofAnnexB(byte[] annexB, long mstimestamp) {
        List<byte[]> nalUnits = splitAnnexB(annexB);
        boolean key = nalUnits.stream().anyMatch(nal -> (nal[0] & NAL_TYPE_MASK) == IDR);
        return new RtpAccessUnit(nalUnits, mstimestamp, key);
    }

    /** The bytes of all NAL units, without start codes. */
    public int size() {
        int size = 0;
        for (byte[] nal : nalUnits) {
            size += nal.length;
        }
        return size;
    }

    /** NAL units without start codes and without the zeros that may stand behind them; none of them is empty. */
    static List<byte[]> splitAnnexB(byte[] annexB) {
        Objects.requireNonNull(annexB, "annexB");
        List<byte[]> nalUnits = new ArrayList<>();
        int start = nextStartCode(annexB, 0);
        while (start < annexB.length) {
            int from = start + 3;
            int next = nextStartCode(annexB, from);
            int to = next;
            while (to > from && annexB[to - 1] == 0) {
                to--;
            }
            if (to > from) {
                nalUnits.add(Arrays.copyOfRange(annexB, from, to));
            }
            start = next;
        }
        return nalUnits;
    }

    /** Where the next 00 00 01 begins, or the length when there is none. */
    private static int nextStartCode(byte[] bytes, int from) {
        for (int i = from; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
                return i;
            }
        }
        return bytes.length;
    }

    @Override
    public String toString() {
        return "RtpAccessUnit " + mstimestamp + (key ? " key " : " ") + nalUnits.size() + " NAL units, " + size()
                + " bytes";
    }
}
