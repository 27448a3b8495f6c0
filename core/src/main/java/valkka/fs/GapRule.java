package valkka.fs;

import java.util.stream.LongStream;

/**
 * When a silence in a recording is a gap. Play, exports, tables, plots and commands all ask here: a change here changes them
 * all.
 *
 * <p>A silence is the time from one frame of a stream to its next one. It is a gap when it lasts longer than
 * {@link #SHORTEST_GAP_MILLIS} and longer than {@link #GAP_IN_INTERVALS} usual intervals of that stream. So the recording of
 * a camera that sends a picture a minute is not all gap.
 *
 * <p>Two times of play are no gaps and stand here too, so that all of them are at one place: {@link #LONGEST_WAIT_MILLIS} and
 * {@link #LONGEST_LAG_MILLIS}. A reader that passes over blocks needs no rule to know of a gap:
 * {@code BasicFrame.isAfterGap()}.
 */
public final class GapRule {
    /** A shorter silence is no gap, in milliseconds: no camera that records video takes so long for a picture. */
    public static final long SHORTEST_GAP_MILLIS = 2_000;

    /** A silence of fewer usual intervals is no gap. */
    public static final int GAP_IN_INTERVALS = 5;

    /**
     * Frames at most this many usual intervals apart surely follow each other: cameras' pictures come a little early and
     * late, and a block that is missing has more of them. Between this and a gap nobody knows.
     */
    public static final int NEIGHBOURS_IN_INTERVALS = 3;

    /**
     * How long play waits, in milliseconds of the recording, where no stream has a frame: from a longer silence it leaves out
     * the rest.
     */
    public static final long LONGEST_WAIT_MILLIS = 2_000;

    /** How far a stream may be behind play, in milliseconds: beyond that it goes on at its last key frame. */
    public static final long LONGEST_LAG_MILLIS = 2_000;

    /** Fewer intervals than these do not tell which of them is usual. */
    private static final int FEWEST_INTERVALS = 3;

    private GapRule() {}

    /**
     * Whether a silence is a gap.
     *
     * @param silenceMillis from one frame of a stream to its next one
     * @param usualMillis the usual interval of the stream; 0 where it is not known
     */
    public static boolean isGap(long silenceMillis, long usualMillis) {
        return silenceMillis > thresholdMillis(usualMillis);
    }

    /** The longest silence that is no gap, in ms, of a stream with this usual interval; 0 for one that is not known. */
    public static long thresholdMillis(long usualMillis) {
        return Math.max(SHORTEST_GAP_MILLIS, GAP_IN_INTERVALS * usualMillis);
    }

    /** Whether two frames of a stream are so near that none is missing between them. */
    public static boolean areNeighbours(long distanceMillis, long usualMillis) {
        return distanceMillis <= NEIGHBOURS_IN_INTERVALS * usualMillis;
    }

    /**
     * The usual interval of a stream in ms: the median of the intervals between its times, of which equal ones count once.
     *
     * @param times the times of its frames in ascending order, Unix ms
     * @return 0 where these are too few to tell
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
