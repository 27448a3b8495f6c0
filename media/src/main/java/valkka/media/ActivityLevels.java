package valkka.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import valkka.frame.GapRule;
import valkka.fs.TimeRange;

/**
 * How large pictures are beside the quiet level of their time, and which of them are large for long
 * enough to be motion. Key frames are left out: they describe the whole scene.
 */
final class ActivityLevels {
    /**
     * Sizes are averaged over a group of pictures, which takes out the differences between its
     * places and the ticks of a clock in the picture. The bounds are for very short and very long
     * groups.
     */
    private static final long SHORTEST_WINDOW_MILLIS = 1_000;

    private static final long LONGEST_WINDOW_MILLIS = 4_000;
    private static final int FEWEST_SMOOTHED = 5; // pictures
    /** How far around a moment its quiet level is looked for, on each side. */
    private static final long AROUND_MILLIS = 120_000;
    /** How often the quiet level is computed. */
    private static final long STEP_MILLIS = 5_000;
    /** How often the smoothed sizes are sampled for it. */
    private static final long SAMPLE_MILLIS = 250;
    /** At most so much of the time may move for the quiet level to be one. */
    private static final double QUIET_PART = 0.3;

    private static final double QUIETEST_PART = 0.1;
    /** These two quantiles of a normal distribution lie so many standard deviations apart. */
    private static final double DEVIATIONS_BETWEEN = 0.757;

    private static final double THRESHOLD_DEVIATIONS = 3.5;
    private static final double LEAST_EXCESS = 0.15;
    /** Behind a beginning or a gap an encoder finds its bit rate: no moment begins there. */
    private static final long START_UP_MILLIS = 2_000;
    /** A moment that is interrupted for less time goes on. */
    private static final long PAUSE_MILLIS = 1_000;

    private final int[] inter; // places of the pictures between key frames
    private final PictureSizes sizes;
    private final double[] smoothed;
    private final double[] level;
    private final double[] threshold;
    private final boolean[] starts;

    ActivityLevels(PictureSizes sizes) {
        this.sizes = sizes;
        this.inter =
                IntStream.range(0, sizes.size()).filter(i -> !sizes.isKey(i)).toArray();
        this.smoothed = smooth(window());
        this.level = new double[inter.length];
        this.threshold = new double[inter.length];
        this.starts = new boolean[inter.length];
        compare();
    }

    private long window() {
        long group = Math.max(SHORTEST_WINDOW_MILLIS, Math.min(LONGEST_WINDOW_MILLIS, sizes.usualGroupMillis()));
        return Math.max(group, FEWEST_SMOOTHED * sizes.usualMillis());
    }

    int size() {
        return inter.length;
    }

    long time(int i) {
        return sizes.time(inter[i]);
    }

    double level(int i) {
        return level[i];
    }

    double threshold(int i) {
        return threshold[i];
    }

    /**
     * Returns for each picture the mean of those around it. The window is open at its beginning, so
     * that one of whole seconds holds as many ticks of a clock in the picture everywhere.
     */
    private double[] smooth(long window) {
        double[] means = new double[inter.length];
        int from = 0;
        int to = 0;
        long sum = 0;
        for (int i = 0; i < inter.length; i++) {
            while (to < inter.length && time(to) <= time(i) + window / 2) {
                sum += sizes.bytes(inter[to++]);
            }
            while (time(from) <= time(i) - window / 2) {
                sum -= sizes.bytes(inter[from++]);
            }
            means[i] = (double) sum / (to - from);
        }
        return means;
    }

    private void compare() {
        int[] samples = samples();
        int from = 0;
        int to = 0;
        double quiet = 1;
        double excess = LEAST_EXCESS;
        long next = Long.MIN_VALUE;
        long begin = 0;
        for (int i = 0; i < inter.length; i++) {
            if (time(i) >= next) {
                while (to < samples.length && time(samples[to]) <= time(i) + STEP_MILLIS + AROUND_MILLIS) {
                    to++;
                }
                while (time(samples[from]) < time(i) - AROUND_MILLIS) {
                    from++;
                }
                double[] around = Arrays.stream(samples, from, to)
                        .mapToDouble(sample -> smoothed[sample])
                        .sorted()
                        .toArray();
                quiet = Math.max(1, around[(int) (around.length * QUIET_PART)]);
                double spread = (quiet - around[(int) (around.length * QUIETEST_PART)]) / DEVIATIONS_BETWEEN / quiet;
                excess = Math.max(LEAST_EXCESS, THRESHOLD_DEVIATIONS * spread);
                next = time(i) + STEP_MILLIS;
            }
            level[i] = smoothed[i] / quiet;
            threshold[i] = 1 + excess;
            begin = i == 0 || isGap(i) ? time(i) : begin;
            starts[i] = time(i) - begin < START_UP_MILLIS;
        }
    }

    /** Returns a part of the pictures, evenly spread over the time. */
    private int[] samples() {
        int[] samples = new int[inter.length];
        int count = 0;
        for (int i = 0; i < inter.length; i++) {
            if (count == 0 || time(i) - time(samples[count - 1]) >= SAMPLE_MILLIS) {
                samples[count++] = i;
            }
        }
        return Arrays.copyOf(samples, count);
    }

    List<Activity.Moment> moments() {
        List<Activity.Moment> moments = new ArrayList<>();
        int i = 0;
        int free = 0; // the first picture that belongs to no moment yet
        while (i < inter.length) {
            if (level[i] <= threshold[i] || starts[i]) {
                i++;
                continue;
            }
            int first = i;
            while (first > free && isRaised(first - 1) && !starts[first - 1]) {
                first--;
            }
            int last = i;
            int peak = i;
            for (int next = i + 1; next < inter.length && isNear(last, next) && !isGap(next); next++) {
                last = isRaised(next) ? next : last;
                peak = level[next] > level[peak] ? next : peak;
            }
            moments.add(new Activity.Moment(new TimeRange(time(first), time(last)), time(peak), level[peak]));
            i = last + 1;
            free = i;
        }
        return List.copyOf(moments);
    }

    /** Returns whether a picture beside a moment belongs to it. */
    private boolean isRaised(int i) {
        return level[i] - 1 > (threshold[i] - 1) / 2;
    }

    private boolean isNear(int last, int next) {
        return time(next) - time(last) <= Math.max(PAUSE_MILLIS, FEWEST_SMOOTHED * sizes.usualMillis());
    }

    private boolean isGap(int i) {
        return GapRule.isGap(time(i) - time(i - 1), sizes.usualMillis());
    }
}
