package valkka.live;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.SetupFrame;
import valkka.nal.NalSyntax;
import valkka.nal.NalUnits;
import valkka.rtsp.Subsession;

/**
 * Makes frames of pictures: one NAL unit a {@link BasicFrame}, behind the start code {@code 00 00
 * 00 01}, all units of a picture with one timestamp (format.md, "dumpfile": payload). A
 * recording relies on the rules that this class keeps:
 *
 * <ul>
 *   <li>All kinds of parameter sets (H.264: SPS, PPS; H.265: VPS, SPS, PPS) stand in front of every
 *       key frame: the picture's own sets, or else the camera's last sets, or else the sets of the
 *       SDP. A picture with its own sets gets no second copy.
 *   <li>No frame passes before the first key frame with all parameter sets; dropped frames are
 *       counted.
 *   <li>A {@link SetupFrame} goes in front of the first key frame, and in front of a later key
 *       frame with other parameter sets, because the picture's size may have changed.
 *   <li>Access unit delimiters, ends of sequence and stream, and filler are left out: they carry no
 *       picture, and a delimiter would part the parameter sets from their key frame's beginning.
 * </ul>
 *
 * One framer serves one connection; it is used by one thread.
 */
final class NalFramer {
    private static final int START_CODE_LENGTH = 4;
    /**
     * Many times the slices of any picture: units of one byte each would take ten times their
     * memory here.
     */
    static final int MOST_UNITS = 4096;

    private final NalSyntax syntax;
    private final int slot;
    private final FrameFilter output;
    private final StreamCounters counters;

    /** The newest parameter sets of each kind. */
    private final List<List<byte[]>> known = new ArrayList<>();
    /** Those that the last setup frame announced; empty before it. */
    private List<byte[]> announced = List.of();

    NalFramer(NalSyntax syntax, int slot, FrameFilter output, StreamCounters counters) {
        this.syntax = syntax;
        this.slot = slot;
        this.output = output;
        this.counters = counters;
        for (int kind = 0; kind < syntax.parameterSetKinds(); kind++) {
            known.add(List.of());
        }
    }

    /** Returns whether a key frame has come: from then on everything passes. */
    boolean hasStarted() {
        return !announced.isEmpty();
    }

    /** Takes the parameter sets that the SDP announces: {@code annexB} may be empty. */
    void announce(byte[] annexB) {
        learn(new Picture(annexB, annexB.length)); // FFmpeg bounds what an SDP can hold
    }

    /**
     * Takes one picture in Annex B form, the first {@code length} bytes of {@code annexB}, and
     * passes its frames on.
     *
     * @param senderTime the camera's own time of the picture, or {@code null}
     * @return false when it has more NAL units than any picture has, and nothing was done with it
     */
    boolean picture(byte[] annexB, int length, long mstimestamp, @Nullable Instant senderTime) {
        Picture picture = new Picture(annexB, length);
        if (picture.units >= MOST_UNITS) {
            return false;
        }
        learn(picture);
        boolean key = picture.startsDecoding && known.stream().noneMatch(List::isEmpty);
        if (!hasStarted() && !key) {
            counters.droppedBeforeKey(picture.units);
            return true;
        }
        if (key) {
            announceChange(mstimestamp);
            counters.keyFrame();
        }
        for (int kind = 0; kind < known.size(); kind++) {
            send(key ? known.get(kind) : picture.parameterSets.get(kind), mstimestamp, senderTime);
        }
        send(picture.others, mstimestamp, senderTime);
        return true;
    }

    private void learn(Picture picture) {
        for (int kind = 0; kind < known.size(); kind++) {
            if (!picture.parameterSets.get(kind).isEmpty()) {
                known.set(kind, picture.parameterSets.get(kind));
            }
        }
    }

    /**
     * Returns a setup frame when the parameter sets differ from the sets of the last setup frame.
     */
    private void announceChange(long mstimestamp) {
        List<byte[]> current = known.stream().flatMap(List::stream).toList();
        boolean same = current.size() == announced.size();
        for (int i = 0; same && i < current.size(); i++) {
            same = Arrays.equals(current.get(i), announced.get(i));
        }
        if (!same) {
            announced = current;
            output.run(new SetupFrame(slot, Subsession.VIDEO, mstimestamp, syntax.codec()));
        }
    }

    private void send(List<byte[]> payloads, long mstimestamp, @Nullable Instant senderTime) {
        for (byte[] payload : payloads) {
            counters.frame(payload.length);
            output.run(BasicFrame.of(slot, Subsession.VIDEO, mstimestamp, syntax.codec(), payload)
                    .withSenderTime(senderTime));
        }
    }

    /** The NAL units of one picture by type, each with its start code. */
    private final class Picture {
        final List<List<byte[]>> parameterSets = new ArrayList<>();
        final List<byte[]> others = new ArrayList<>(4);
        boolean startsDecoding;
        int units;

        Picture(byte[] annexB, int length) {
            for (int kind = 0; kind < syntax.parameterSetKinds(); kind++) {
                parameterSets.add(new ArrayList<>(1));
            }
            NalUnits.forEach(annexB, length, this::add);
        }

        private void add(byte[] data, int offset, int length) {
            int type = syntax.type(data[offset]);
            if (syntax.carriesNoPicture(type) || units >= MOST_UNITS) {
                return;
            }
            units++;
            byte[] payload = new byte[START_CODE_LENGTH + length];
            payload[START_CODE_LENGTH - 1] = 1;
            System.arraycopy(data, offset, payload, START_CODE_LENGTH, length);
            startsDecoding |= syntax.startsDecoding(type);
            int kind = syntax.parameterSetKind(type);
            (kind < 0 ? others : parameterSets.get(kind)).add(payload);
        }
    }
}
