package valkka.fs;

import java.util.List;
import java.util.concurrent.TimeUnit;
import valkka.frame.Codec;
import valkka.frame.MediaType;

/**
 * What may be believed of the end of an open block, where the format has no checksum to tell by (format.md, "What a crash
 * leaves"). libValkka writes whole pages: killed, it leaves new bytes up to the end of a page and behind that whatever was
 * there, zeros in the first lap and whole old records in the later ones.
 */
final class TornTail {
    /** Streams of one recording bear the time of their arrival: further apart than this, one of two times is none. */
    private static final long MOST_APART_MS = TimeUnit.DAYS.toMillis(1);

    /** A camera has a handful of subsessions. */
    private static final int MOST_SUBSESSIONS = 16;

    private TornTail() {}

    /**
     * Whether the header of a stream that was not met before can be believed: its id is in one piece, and of the 28 bytes
     * behind that each is what it would be in a header. Bytes that are none pass once in far more than 2^64 times.
     *
     * @param before the frames in front of it, at least one
     */
    static boolean isSoundHeader(RecordCursor at, List<RecordedFrame> before) {
        long timeBefore = before.get(before.size() - 1).frame().mstimestamp();
        return !at.idMayBeTorn()
                && at.subsession() < MOST_SUBSESSIONS
                && Math.abs(at.mstimestamp() - timeBefore) <= MOST_APART_MS
                && at.payloadLength() > 0
                && isSoundCodec(at);
    }

    private static boolean isSoundCodec(RecordCursor at) {
        MediaType mediaType = Codec.of(at.codec()).mediaType();
        return mediaType.id() == at.mediaType()
                && mediaType != MediaType.UNKNOWN
                && (mediaType != MediaType.VIDEO || at.hasStartCode());
    }

    /**
     * How many frames stand in front of those of the lap before, in a block that is zero behind its last frame, as a block
     * closed in the lap before is. Frames of equal sizes lie exactly over those of the lap before, and then only their times
     * tell: they step back to where the block behind this one goes on.
     *
     * @param previous the row of the block written before this one
     * @param next the row of the block that is overwritten after this one, the oldest
     */
    static int framesBeforeOldLap(List<RecordedFrame> frames, TableRow previous, TableRow next) {
        if (previous.key() <= 0 || next.isUnused() || next.last() >= previous.key() || frames.isEmpty()) {
            return frames.size();
        }
        int old = frames.size();
        while (old > 0 && isBefore(frames.get(old - 1), previous, next)) {
            old--;
        }
        if (old == frames.size() || old == 0) {
            return frames.size();
        }
        // The page's end is in the record before, unless that stands on one page: then it is whole.
        long start = frames.get(old - 1).offset();
        long end = frames.get(old).offset();
        boolean onOnePage = start / RecordFormat.GRAIN == (end - 1) / RecordFormat.GRAIN;
        return onOnePage ? old : old - 1;
    }

    private static boolean isBefore(RecordedFrame recorded, TableRow previous, TableRow next) {
        long time = recorded.frame().mstimestamp();
        return time < previous.key() && time <= next.last();
    }
}
