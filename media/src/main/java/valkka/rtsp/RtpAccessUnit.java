package valkka.rtsp;

import java.util.List;
import valkka.frame.ValkkaException;
import valkka.nal.NalUnits;

/**
 * One coded picture: the NAL units that a camera makes at one instant; or a packet of its sound.
 * Sent to many clients at once, so that nobody may change its arrays.
 *
 * @param nalUnits the NAL units in their order, without start codes; parameter sets and SEI among
 *     them. Of sound, the packet alone
 * @param mstimestamp when the picture was taken, Unix milliseconds
 * @param key whether decoding can start here: an IDR picture (of H.265 any IRAP picture) with its
 *     parameter sets
 * @param subsession 0 for the picture, 1 for the sound
 */
public record RtpAccessUnit(List<byte[]> nalUnits, long mstimestamp, boolean key, int subsession) {
    /** A picture. */
    public RtpAccessUnit(List<byte[]> nalUnits, long mstimestamp, boolean key) {
        this(nalUnits, mstimestamp, key, Subsession.VIDEO);
    }

    /** Returns a packet of sound. */
    public static RtpAccessUnit sound(byte[] packet, long mstimestamp) {
        return new RtpAccessUnit(List.of(packet), mstimestamp, false, Subsession.AUDIO);
    }

    /** Makes an access unit of at least one NAL unit. */
    public RtpAccessUnit {
        nalUnits = List.copyOf(nalUnits);
        if (nalUnits.isEmpty()) {
            throw ValkkaException.badArgument("an access unit needs at least one NAL unit");
        }
        if (subsession != Subsession.VIDEO && subsession != Subsession.AUDIO) {
            throw ValkkaException.badArgument(
                    "an access unit is of subsession 0 (picture) or 1 (sound), not " + subsession);
        }
    }

    /**
     * Returns an H.264 access unit from NAL units with start codes of three or four bytes, as
     * encoders and recordings give them; a key when there is an IDR slice.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no start code
     */
    public static RtpAccessUnit ofAnnexB(byte[] annexB, long mstimestamp) {
        List<byte[]> nalUnits = NalUnits.split(annexB);
        boolean key = nalUnits.stream().anyMatch(nal -> NalUnits.type(nal[0]) == NalUnits.IDR);
        return new RtpAccessUnit(nalUnits, mstimestamp, key);
    }

    /** Returns the bytes of all NAL units, without start codes. */
    public int size() {
        int size = 0;
        for (byte[] nal : nalUnits) {
            size += nal.length;
        }
        return size;
    }

    @Override
    public String toString() {
        return "RtpAccessUnit " + mstimestamp + (key ? " key " : " ") + nalUnits.size() + " NAL units, " + size()
                + " bytes";
    }
}
