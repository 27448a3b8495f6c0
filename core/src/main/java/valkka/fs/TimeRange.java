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
 * @param to Unix milliseconds; the range is empty when {@code to} is less than {@code from}
 */
public record TimeRange(long from, long to) {
    private static final DateTimeFormatter TEXT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** The range of an empty recording. */
    public static final TimeRange EMPTY = new TimeRange(0, -1);

    /** Returns the range between two instants, cut to whole milliseconds. */
    public static TimeRange of(Instant start, Instant end) {
        return new TimeRange(start.toEpochMilli(), end.toEpochMilli());
    }

    /**
     * Returns a time as text, always with its milliseconds and in UTC:
     * {@code 2018-11-27T10:22:44.986Z}. libValkka: {@code formatMstimestamp}, which gives day and
     * minute alone, in local time.
     *
     * @param mstimestamp Unix milliseconds
     */
    public static String formatMstimestamp(long mstimestamp) {
        return TEXT.format(Instant.ofEpochMilli(mstimestamp));
    }

    /** Returns whether no time lies in this range. */
    public boolean isEmpty() {
        return from > to;
    }

    /** Returns whether a time in Unix milliseconds lies in this range. Both ends do. */
    public boolean contains(long mstimestamp) {
        return from <= mstimestamp && mstimestamp <= to;
    }

    /** Does the same as {@link #contains(long)}. */
    public boolean contains(Instant time) {
        return contains(time.toEpochMilli());
    }

    /** Returns the start of this range. */
    public Instant start() {
        return Instant.ofEpochMilli(from);
    }

    /** Returns the end of this range. */
    public Instant end() {
        return Instant.ofEpochMilli(to);
    }

    /** Returns the time from start to end; zero for an empty range. */
    public Duration duration() {
        return isEmpty() ? Duration.ZERO : Duration.ofMillis(to).minusMillis(from);
    }

    /**
     * Returns the range from the earlier start to the later end of the two. When one range is
     * empty, returns the other.
     */
    public TimeRange union(TimeRange other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new TimeRange(Math.min(from, other.from), Math.max(to, other.to));
    }

    /** Returns the time in the middle, in Unix milliseconds. */
    public long middle() {
        return (from & to) + ((from ^ to) >> 1); // their sum may be too large
    }

    /**
     * Returns the end of this range: the last {@code length}, or the whole range when it is
     * shorter.
     */
    public TimeRange last(Duration length) {
        return length.compareTo(duration()) >= 0 ? this : new TimeRange(to - length.toMillis(), to);
    }

    @Override
    public String toString() {
        return isEmpty() ? "empty" : start() + " to " + end() + " (" + ((double) to - from) / 1000 + " s)";
    }
}
