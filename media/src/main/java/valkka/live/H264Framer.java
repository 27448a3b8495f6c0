package valkka.live;

import java.util.ArrayList;
import java.util.List;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.SetupFrame;

/**
 * Makes frames of pictures: one NAL unit a {@link BasicFrame}, behind the start code {@code 00 00 00 01}, all units of a
 * picture with one timestamp. What a recording relies on is arranged here (format.md, "H.264 payload"):
 *
 * <ul>
 *   <li>SPS and PPS stand in front of every key frame (a picture with an IDR slice): the camera's own, or else the last
 *       ones it sent, or else those of the SDP. A picture that has them gets no second copy.
 *   <li>Nothing passes before the first key frame that has both; what was dropped is counted.
 *   <li>A {@link SetupFrame} goes in front of it.
 *   <li>Access unit delimiters (9), ends of sequence and stream (10, 11) and filler (12) are left out: they carry no
 *       picture, and a delimiter would part the SPS from its key frame's beginning.
 * </ul>
 *
 * One framer serves one connection; it is used by one thread.
 */
final class H264Framer {
    private static final int DELIMITER = 9;
    private static final int FILLER = 12;
    private static final int START_CODE_LENGTH = 4;
    /** Many times the slices of any picture: units of one byte each would take ten times their memory here. */
    static final int MOST_UNITS = 4096;

    private final int slot;
    private final FrameFilter output;
    private final StreamCounters counters;

    private List<byte[]> knownSps = List.of();
    private List<byte[]> knownPps = List.of();
    private boolean started;

    H264Framer(int slot, FrameFilter output, StreamCounters counters) {
        this.slot = slot;
        this.output = output;
        this.counters = counters;
    }

    /** Whether a key frame has come: from then on everything passes. */
    boolean hasStarted() {
        return started;
    }

    /** Takes the parameter sets that the SDP announces: {@code annexB} may be empty. */
    void announce(byte[] annexB) {
        learn(Picture.of(annexB, annexB.length)); // FFmpeg bounds what an SDP can hold
    }

    /**
     * Takes one picture in Annex B form, the first {@code length} bytes of {@code annexB}, and passes its frames on.
     *
     * @return false when it has more NAL units than any picture has, and nothing was done with it
     */
    boolean picture(byte[] annexB, int length, long mstimestamp) {
        Picture picture = Picture.of(annexB, length);
        if (picture.size() >= MOST_UNITS) {
            return false;
        }
        learn(picture);
        boolean key = picture.hasIdr && !knownSps.isEmpty() && !knownPps.isEmpty();
        if (!started && !key) {
            counters.droppedBeforeKey(picture.size());
            return true;
        }
        if (!started) {
            started = true;
            output.run(new SetupFrame(slot, 0, mstimestamp, Codec.H264));
        }
        if (key) {
            counters.keyFrame();
            send(picture.sps.isEmpty() ? knownSps : picture.sps, mstimestamp);
            send(picture.pps.isEmpty() ? knownPps : picture.pps, mstimestamp);
        } else {
            send(picture.sps, mstimestamp);
            send(picture.pps, mstimestamp);
        }
        send(picture.others, mstimestamp);
        return true;
    }

    private void learn(Picture picture) {
        if (!picture.sps.isEmpty()) {
            knownSps = picture.sps;
        }
        if (!picture.pps.isEmpty()) {
            knownPps = picture.pps;
        }
    }

    private void send(List<byte[]> payloads, long mstimestamp) {
        for (byte[] payload : payloads) {
            counters.frame(payload.length);
            output.run(BasicFrame.of(slot, 0, mstimestamp, Codec.H264, payload));
        }
    }

    /** The NAL units of one picture, each with its start code, by what they are. */
    private static final class Picture {
        final List<byte[]> sps = new ArrayList<>(1);
        final List<byte[]> pps = new ArrayList<>(1);
        final List<byte[]> others = new ArrayList<>(4);
        boolean hasIdr;

        static Picture of(byte[] annexB, int length) {
            Picture picture = new Picture();
            NalUnits.forEach(annexB, length, picture::add);
            return picture;
        }

        int size() {
            return sps.size() + pps.size() + others.size();
        }

        private void add(byte[] data, int offset, int length) {
            int type = NalUnits.type(data[offset]);
            if ((type >= DELIMITER && type <= FILLER) || size() >= MOST_UNITS) {
                return;
            }
            byte[] payload = new byte[START_CODE_LENGTH + length];
            payload[START_CODE_LENGTH - 1] = 1;
            System.arraycopy(data, offset, payload, START_CODE_LENGTH, length);
            hasIdr |= type == NalUnits.IDR;
            (type == NalUnits.SPS ? sps : type == NalUnits.PPS ? pps : others).add(payload);
        }
    }
}
