package valkka.view;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import valkka.fs.TimeRange;

/**
 * The times that a plot leaves out, so that the others can be seen: a damaged frame, or a program
 * that gives microseconds, writes times thousands of years away. (XChart also looks for the ticks of
 * such an axis for minutes or for ever.)
 *
 * @param drawn the range of the times that are drawn; empty when all are far away
 * @param count how many times are left out; 0 when all are drawn
 * @param furthest the latest or earliest of them, Unix ms
 */
record FarTimes(TimeRange drawn, int count, long furthest) {
    /** An axis of time spans at most so much: a hundred years. */
    private static final long MOST_MILLIS = 100L * 366 * 86_400_000;
    /** The end of the year 9999. */
    private static final long END_OF_TIME = 253_402_300_799_999L;

    /** Finds the times that are drawn: the hundred years that hold most of them. */
    static FarTimes in(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        int best = 0;
        int most = 0;
        int from = 0;
        for (int to = 0; to < sorted.length && sorted[to] <= END_OF_TIME; to++) {
            while (sorted[to] - sorted[from] > MOST_MILLIS) {
                from++;
            }
            if (to + 1 - from > most) {
                most = to + 1 - from;
                best = from;
            }
        }
        int left = sorted.length - most;
        TimeRange drawn = most == 0 ? TimeRange.EMPTY : new TimeRange(sorted[best], sorted[best + most - 1]);
        long furthest = left == 0 ? 0 : best + most < sorted.length ? sorted[sorted.length - 1] : sorted[0];
        return new FarTimes(drawn, left, furthest);
    }

    /** Returns whether the whole range is drawn. */
    boolean draws(TimeRange range) {
        return drawn.contains(range.from()) && drawn.contains(range.to());
    }

    /** {@code not drawn: 50 frames far away in time (year 9999)}; empty when all are drawn. */
    String note(String what) {
        int year = Instant.ofEpochMilli(furthest).atZone(ZoneOffset.UTC).getYear();
        return count == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "not drawn: %,d %s%s far away in time (year %d)",
                        count,
                        what,
                        count == 1 ? "" : "s",
                        year);
    }
}
