package valkka.fs;

import java.util.List;
import java.util.concurrent.TimeUnit;
import valkka.frame.Codec;
import valkka.frame.MediaType;

/**
 * The rules by which the end of an open block is believed: the format has no checksum (format.md,
 * "What a crash leaves"). libValkka writes whole pages. Killed, it leaves new bytes up to the end
 * of a page and old bytes behind: zeros in the first lap, whole old records in later laps.
 */
final class TornTail {
    /**
     * Streams of one recording bear the time of their arrival. When two times are further apart,
     * one of them is no time at all.
     */
    private static final long MOST_APART_MS = TimeUnit.DAYS.toMillis(1);

    /** A camera has a handful of subsessions. */
    private static final int MOST_SUBSESSIONS = 16;

    private TornTail() {}

    /**
     * Returns whether the header of a stream that was not met before can be believed. Its id stands
     * in one piece, and each of the 28 bytes behind the id fits a header. Random bytes pass once in
     * far more than 2^64 times.
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

    /**
     * Returns whether a record's subsession is one of a camera's, and its media type the one of its
     * codec. A codec that this library does not know has no media type.
     */
    static boolean isUsual(RecordCursor at) {
        return at.subsession() < MOST_SUBSESSIONS
                && Codec.of(at.codec()).mediaType().id() == at.mediaType();
    }

    private static boolean isSoundCodec(RecordCursor at) {
        MediaType mediaType = Codec.of(at.codec()).mediaType();
        return mediaType.id() == at.mediaType()
                && mediaType != MediaType.UNKNOWN
                && (mediaType != MediaType.VIDEO || at.hasStartCode());
    }

    /**
     * Returns how many frames stand in front of the frames of the lap before. The block is zero
     * behind its last frame, as a block closed in the lap before is. Frames of equal sizes lie
     * exactly over the frames of the lap before, and then only their times tell the laps apart. The
     * times step back to where the block behind this one goes on.
     *
     * @param previous the row of the block written before this block
     * @param next the row of the block that is overwritten after this block, the oldest
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
        // The page ends in the record before, unless that record stands on one page: then the
        // record is whole.
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
