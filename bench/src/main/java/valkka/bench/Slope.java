package valkka.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How fast a figure grows, with its confidence: the median of the slopes between every two readings
 * (Theil and Sen), and the interval that holds the true slope in 95 of 100 cases (Sen 1968, by the
 * normal approximation of Kendall's statistic). A leak has an interval above zero.
 *
 * @param perHour the growth in an hour, in the unit of the readings
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 */
record Slope(double perHour, double low, double high) {
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double OF_95_PERCENT = 1.96;

    /** A figure at a moment. */
    record Reading(double seconds, double value) {}

    /** Returns the slope of at least two readings at different moments. */
    static Slope of(List<Reading> readings) {
        int n = readings.size();
        double[] slopes = IntStream.range(0, n)
                .boxed()
                .flatMapToDouble(i -> IntStream.range(i + 1, n)
                        .mapToDouble(j -> (readings.get(j).value()
                                        - readings.get(i).value())
                                / (readings.get(j).seconds() - readings.get(i).seconds())))
                .sorted()
                .toArray();
        double spread = OF_95_PERCENT * Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
        double middle = (slopes[(slopes.length - 1) / 2] + slopes[slopes.length / 2]) / 2;
        return new Slope(
                middle * SECONDS_PER_HOUR,
                at(slopes, (slopes.length - spread) / 2 - 1) * SECONDS_PER_HOUR,
                at(slopes, (slopes.length + spread) / 2) * SECONDS_PER_HOUR);
    }

    private static double at(double[] sorted, double place) {
        return sorted[(int) Math.max(0, Math.min(sorted.length - 1, Math.round(place)))];
    }

    /** Returns whether the figure grows for certain, and by more than {@code allowed} in an hour. */
    boolean grows(double allowed) {
        return low > 0 && perHour > allowed;
    }
}
