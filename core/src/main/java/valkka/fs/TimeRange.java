package valkka.fs;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * A span of time, closed at both ends. libValkka: the tuple {@code (t0, t1)}.
 *
 * @param from Unix milliseconds
 * @param to Unix milliseconds; the range is empty when it is less than {@code from}
 */
public record TimeRange(long from, long to) {
    private static final DateTimeFormatter TEXT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** The range of an empty recording. */
    public static final TimeRange EMPTY = new TimeRange(0, -1);

    /** The range between two instants, cut to whole milliseconds. */
    public static TimeRange of(Instant start, Instant end) {
        return new TimeRange(start.toEpochMilli(), end.toEpochMilli());
    }

    /**
     * Returns a time as text, always with its milliseconds and in UTC: {@code 2018-11-27T10:22:44.986Z}. libValkka:
     * {@code formatMstimestamp}, which gives day and minute alone, in local time.
     *
     * @param mstimestamp Unix milliseconds
     */
    public static String formatMstimestamp(long mstimestamp) {
        return TEXT.format(Instant.ofEpochMilli(mstimestamp));
    }

    /** Whether no time lies in it. */
    public boolean isEmpty() {
        return from > to;
    }

    /** Whether a time in Unix milliseconds lies in it; both ends do. */
    public boolean contains(long mstimestamp) {
        return from <= mstimestamp && mstimestamp <= to;
    }

    /** {@link #contains(long)}. */
    public boolean contains(Instant time) {
        return contains(time.toEpochMilli());
    }

    public Instant start() {
        return Instant.ofEpochMilli(from);
    }

    public Instant end() {
        return Instant.ofEpochMilli(to);
    }

    /** From start to end; zero for an empty range. */
    public Duration duration() {
        return isEmpty() ? Duration.ZERO : Duration.ofMillis(to - from);
    }

    /** From the earlier start to the later end of the two; the other one when one is empty. */
    public TimeRange union(TimeRange other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new TimeRange(Math.min(from, other.from), Math.max(to, other.to));
    }

    /** The time in the middle, in Unix milliseconds. */
    public long middle() {
        return from + (to - from) / 2;
    }

    /** The end of this range: the last {@code length} of it, or all of it when it is shorter. */
    public TimeRange last(Duration length) {
        return length.compareTo(duration()) >= 0 ? this : new TimeRange(to - length.toMillis(), to);
    }

    @Override
    public String toString() {
        return isEmpty()
                ? "empty"
                : start() + " to " + end() + " (" + duration().toMillis() / 1000.0 + " s)";
    }
}
