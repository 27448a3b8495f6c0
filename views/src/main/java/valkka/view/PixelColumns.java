package valkka.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import valkka.fs.TimeRange;

/**
 * Values over time, reduced for a plot: each column of pixels keeps its smallest and its largest
 * value. XChart would take half a minute for a million points, and draw the same picture.
 */
final class PixelColumns {
    private final int columns;
    private final TimeRange range;
    private final int[] lowest;
    private final int[] highest;

    private PixelColumns(TimeRange range, int columns) {
        this.range = range;
        this.columns = columns;
        this.lowest = new int[columns];
        this.highest = new int[columns];
        Arrays.fill(lowest, -1);
        Arrays.fill(highest, -1);
    }

    /** Points of a series, as XChart takes them; a value of NaN breaks the line. */
    record Points(List<Date> times, List<Double> values) {
        boolean isEmpty() {
            return times.isEmpty();
        }
    }

    /**
     * Reduces the values {@code 0 <= i < count} that {@code which} selects.
     *
     * @param time Unix ms, in {@code range}, in any order
     * @param breakMillis where two points that follow each other are further apart than this the
     *     line is broken
     */
    static Points reduce(
            TimeRange range,
            int columns,
            int count,
            IntPredicate which,
            IntToLongFunction time,
            IntToDoubleFunction value,
            long breakMillis) {
        return of(range, columns, count, which, time, value).points(time, value, breakMillis);
    }

    /** Returns the largest value of each column, NaN for an empty column: for text. */
    static double[] largest(
            TimeRange range,
            int columns,
            int count,
            IntPredicate which,
            IntToLongFunction time,
            IntToDoubleFunction value) {
        return Arrays.stream(of(range, columns, count, which, time, value).highest)
                .mapToDouble(i -> i < 0 ? Double.NaN : value.applyAsDouble(i))
                .toArray();
    }

    private static PixelColumns of(
            TimeRange range,
            int columns,
            int count,
            IntPredicate which,
            IntToLongFunction time,
            IntToDoubleFunction value) {
        PixelColumns pixels = new PixelColumns(range, columns);
        for (int i = 0; i < count; i++) {
            if (which.test(i)) {
                pixels.add(i, time.applyAsLong(i), value);
            }
        }
        return pixels;
    }

    private void add(int i, long time, IntToDoubleFunction value) {
        double part = (double) (time - range.from()) / Math.max(1, range.to() - range.from());
        int column = (int) Math.max(0, Math.min(columns - 1, (long) (part * columns)));
        double v = value.applyAsDouble(i);
        if (lowest[column] < 0 || v < value.applyAsDouble(lowest[column])) {
            lowest[column] = i;
        }
        if (highest[column] < 0 || v > value.applyAsDouble(highest[column])) {
            highest[column] = i;
        }
    }

    private Points points(IntToLongFunction time, IntToDoubleFunction value, long breakMillis) {
        long columnMillis = (range.to() - range.from()) / columns;
        long furthest = Math.max(breakMillis, 2 * columnMillis);
        Points points = new Points(new ArrayList<>(), new ArrayList<>());
        long before = 0;
        for (int column = 0; column < columns; column++) {
            if (lowest[column] < 0) {
                continue;
            }
            boolean lowestFirst = time.applyAsLong(lowest[column]) <= time.applyAsLong(highest[column]);
            int first = lowestFirst ? lowest[column] : highest[column];
            int second = lowestFirst ? highest[column] : lowest[column];
            long now = time.applyAsLong(first);
            if (!points.isEmpty() && now - before > furthest) {
                points.times.add(Charts.date(before));
                points.values.add(Double.NaN);
            }
            points.times.add(Charts.date(now));
            points.values.add(value.applyAsDouble(first));
            if (second != first) {
                points.times.add(Charts.date(time.applyAsLong(second)));
                points.values.add(value.applyAsDouble(second));
            }
            before = time.applyAsLong(second);
        }
        return points;
    }
}
