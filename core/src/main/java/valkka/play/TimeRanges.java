package valkka.play;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import valkka.fs.TimeRange;

/**
 * A set of times: ranges that neither overlap nor touch one another. Only one thread at a time may
 * use it.
 */
final class TimeRanges {
    private final NavigableMap<Long, Long> ends = new TreeMap<>(); // by beginning

    /** Adds all times of a range. */
    void add(TimeRange range) {
        if (range.isEmpty()) {
            return;
        }
        long from = range.from();
        long to = range.to();
        Map.Entry<Long, Long> last = ends.floorEntry(to + 1);
        while (last != null && last.getValue() >= from - 1) {
            from = Math.min(from, last.getKey());
            to = Math.max(to, last.getValue());
            ends.remove(last.getKey());
            last = ends.floorEntry(to + 1);
        }
        ends.put(from, to);
    }

    /** Removes all times of a range. */
    void remove(TimeRange range) {
        for (TimeRange part : within(range)) {
            Map.Entry<Long, Long> whole = ends.floorEntry(part.from());
            ends.remove(whole.getKey());
            put(whole.getKey(), part.from() - 1);
            put(part.to() + 1, whole.getValue());
        }
    }

    private void put(long from, long to) {
        if (from <= to) {
            ends.put(from, to);
        }
    }

    /** Returns the common times of the set and a range, in the order of time. */
    List<TimeRange> within(TimeRange range) {
        List<TimeRange> parts = new ArrayList<>();
        Map.Entry<Long, Long> next = range.isEmpty() ? null : ends.floorEntry(range.from());
        if (next == null || next.getValue() < range.from()) {
            next = range.isEmpty() ? null : ends.higherEntry(range.from());
        }
        while (next != null && next.getKey() <= range.to()) {
            parts.add(new TimeRange(Math.max(range.from(), next.getKey()), Math.min(range.to(), next.getValue())));
            next = ends.higherEntry(next.getKey());
        }
        return parts;
    }

    /** Returns the first time of the set at or after a time. */
    OptionalLong firstFrom(long time) {
        return within(new TimeRange(time, Long.MAX_VALUE)).stream()
                .mapToLong(TimeRange::from)
                .findFirst();
    }

    /** Returns the last time of the set at or before a time. */
    OptionalLong lastTo(long time) {
        Map.Entry<Long, Long> last = ends.floorEntry(time);
        return last == null ? OptionalLong.empty() : OptionalLong.of(Math.min(time, last.getValue()));
    }

    void clear() {
        ends.clear();
    }

    @Override
    public String toString() {
        return within(new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE)).toString();
    }
}
