package valkka.fs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import valkka.frame.BasicFrame;
import valkka.frame.MediaType;

/**
 * The video streams that have just lost a frame, because the frame fits into no block. No decoder
 * can show the rest of that picture, nor the pictures after it, so they are not recorded. A stream
 * is whole again at its next key frame. Any number of threads may bring frames.
 */
final class BrokenStreams {
    private final Map<Long, Long> lostAt = new ConcurrentHashMap<>(); // the lost frame's time, by stream

    /** Notes that a frame is lost. Sound does not need the packets in front of it. */
    void lost(BasicFrame frame) {
        if (frame.mediaType() == MediaType.VIDEO) {
            lostAt.put(stream(frame), frame.mstimestamp());
        }
    }

    /** Returns whether a frame belongs to a picture that cannot be decoded any more. */
    boolean isUndecodable(BasicFrame frame) {
        if (lostAt.isEmpty()) {
            return false;
        }
        Long time = lostAt.get(stream(frame));
        if (time == null) {
            return false;
        }
        // The parameter sets of one picture share its time: a second one does not begin a picture.
        if (!frame.isSeekable() || frame.mstimestamp() == time) {
            return true;
        }
        lostAt.remove(stream(frame));
        return false;
    }

    private static long stream(BasicFrame frame) {
        return ((long) frame.slot() << 32) | (frame.subsession() & 0xffffffffL);
    }
}
