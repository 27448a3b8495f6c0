package valkka.play;

import java.util.ArrayList;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.nal.KeyFrameScan;

/**
 * Frames of one slot with one timestamp, in file order: usually a picture with its parameter sets,
 * or a packet of audio.
 */
final class FrameGroup {
    private final long time;
    private final List<BasicFrame> frames = new ArrayList<>(1);
    private int start = -1;
    private boolean entry;

    FrameGroup(long time) {
        this.time = time;
    }

    long time() {
        return time;
    }

    int size() {
        return frames.size();
    }

    BasicFrame get(int index) {
        return frames.get(index);
    }

    /**
     * Returns the index of its first frame that the format calls seekable, a parameter set of the
     * leading stream; -1 when there is none.
     */
    int start() {
        return start;
    }

    /** Returns whether decoding can start there. */
    boolean isEntry() {
        return entry;
    }

    /** Returns whether a frame of the leading stream is in the group. */
    boolean hasPicture() {
        return frames.stream().anyMatch(frame -> frame.subsession() == 0);
    }

    void add(int index, BasicFrame frame) {
        frames.add(index, frame);
        start = -1;
        for (int i = 0; i < frames.size() && start < 0; i++) {
            if (frames.get(i).subsession() == 0 && frames.get(i).isSeekable()) {
                start = i;
            }
        }
        entry = start >= 0 && KeyFrameScan.canStart(frames, start);
    }

    /**
     * Returns the first index from {@code from} on of a frame with the same content; -1 when there
     * is none.
     */
    int indexOf(BasicFrame frame, int from) {
        for (int i = from; i < frames.size(); i++) {
            if (isSame(frame, frames.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSame(BasicFrame a, BasicFrame b) {
        return a.subsession() == b.subsession()
                && a.size() == b.size()
                && a.codec().equals(b.codec())
                && a.mediaType() == b.mediaType()
                && a.payload().equals(b.payload());
    }
}
