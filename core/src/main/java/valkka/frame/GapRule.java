package valkka.frame;

import java.util.stream.LongStream;

/**
 * The rule that tells which silence in a recording is a gap. Play, exports, tables, plots,
 * commands and the player's page all use this rule, so that one change changes them all.
 *
 * <p>A silence is the time from one frame of a stream to its next frame. A silence is a gap when it
 * is longer than {@link #SHORTEST_GAP_MILLIS} and longer than {@link #GAP_IN_INTERVALS} usual
 * intervals of the stream. So the recording of a camera that sends a picture a minute is not all
 * gap.
 *
 * <p>The usual interval is computed in three ways, because not everybody has the same times at
 * hand. Tables, plots and commands take the median of a whole range: {@link #usualInterval}. Play
 * takes the average of the frames in memory ({@code CachedTrack}). An export takes a running mean
 * of the pictures so far ({@code PictureGate}). Where a range has too few times, the usual interval
 * is unknown: then {@link #SHORTEST_GAP_MILLIS} alone decides. Only an export then takes no silence
 * for a gap. It knows no interval in front of its second picture and behind each gap: a camera that
 * sends a picture a minute would be all gap, and its interval would never become known.
 *
 * <p>Two times of play are no gaps and stand here too, so that all these times are in one place:
 * {@link #LONGEST_WAIT_MILLIS} and {@link #LONGEST_LAG_MILLIS}. A reader that passes over blocks
 * needs no rule to know of a gap: {@code BasicFrame.isAfterGap()}.
 */
public final class GapRule {
    /**
     * A shorter silence is no gap, in milliseconds. No camera that records video takes so long for
     * a picture.
     */
    public static final long SHORTEST_GAP_MILLIS = 2_000;

    /** A silence of fewer usual intervals is no gap. */
    public static final int GAP_IN_INTERVALS = 5;

    /**
     * Frames at most this many usual intervals apart surely follow each other. A camera's pictures
     * come a little early and late, and a missing block holds more pictures. A silence between this
     * bound and a gap may be either.
     */
    public static final int NEIGHBOURS_IN_INTERVALS = 3;

    /**
     * The time that play waits while no stream has a frame, in milliseconds of the recording. Play
     * leaves out the rest of a longer silence.
     */
    public static final long LONGEST_WAIT_MILLIS = 2_000;

    /**
     * The greatest lateness of a stream in play, in milliseconds. A later stream goes on at its
     * last key frame.
     */
    public static final long LONGEST_LAG_MILLIS = 2_000;

    /** Fewer intervals than these do not show which interval is usual. */
    private static final int FEWEST_INTERVALS = 3;

    private GapRule() {}

    /**
     * Returns whether a silence is a gap.
     *
     * @param silenceMillis the time from one frame of a stream to its next frame
     * @param usualMillis the usual interval of the stream; 0 when unknown
     */
    public static boolean isGap(long silenceMillis, long usualMillis) {
        return silenceMillis > thresholdMillis(usualMillis);
    }

    /**
     * Returns the longest silence that is no gap, in ms, of a stream with this usual interval; 0
     * stands for an unknown interval.
     */
    public static long thresholdMillis(long usualMillis) {
        return Math.max(SHORTEST_GAP_MILLIS, GAP_IN_INTERVALS * usualMillis);
    }

    /** Returns whether two frames of a stream are so near that no frame is missing between them. */
    public static boolean areNeighbours(long distanceMillis, long usualMillis) {
        return distanceMillis <= NEIGHBOURS_IN_INTERVALS * usualMillis;
    }

    /**
     * Returns the usual interval of a stream in ms: the median of the intervals between its times,
     * with equal times counted once.
     *
     * @param times the times of the stream's frames in ascending order, Unix ms
     * @return 0 when there are too few times
     */
    public static long usualInterval(long[] times) {
        long[] distinct = LongStream.of(times).distinct().toArray();
        int intervals = distinct.length - 1;
        if (intervals < FEWEST_INTERVALS) {
            return 0;
        }
        long[] sorted = LongStream.range(0, intervals)
                .map(i -> distinct[(int) i + 1] - distinct[(int) i])
                .sorted()
                .toArray();
        return sorted[intervals / 2];
    }
}
