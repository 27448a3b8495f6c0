package valkka.camera;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;

/**
 * When something moves in front of a {@link VirtualCamera}: while it moves, somebody walks across
 * the picture, and at all other times only the clock in the picture changes. So it is known which
 * moments {@code Activity.find} should find. Times are the camera's, the times of its frames.
 *
 * <pre>{@code
 * VirtualCamera camera = VirtualCamera.builder().
 *     motion(MotionScript.every(Duration.ofSeconds(30)).lasting(Duration.ofSeconds(6))).
 *     variableBitRate().
 *     start();
 * }</pre>
 */
public final class MotionScript {
    private final long periodMillis; // 0 for none
    private final long lengthMillis;
    private final List<TimeRange> moments; // in the order of time; without a period

    private MotionScript(long periodMillis, long lengthMillis, List<TimeRange> moments) {
        this.periodMillis = periodMillis;
        this.lengthMillis = lengthMillis;
        this.moments = moments;
    }

    /**
     * Returns a script that moves again and again, for half of each period: {@link #lasting} sets
     * how long. Periods begin at whole multiples by the clock: one of a minute begins at each full
     * minute.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code period} is shorter than 2 ms
     */
    public static MotionScript every(Duration period) {
        if (period.toMillis() < 2) {
            throw ValkkaException.badArgument("a period of motion of " + period + ": give one longer than 2 ms");
        }
        return new MotionScript(period.toMillis(), period.toMillis() / 2, List.of());
    }

    /**
     * Returns the script with motion at the beginning of each period for so long.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code length} is not shorter than the
     *     period, or not positive, or when the script has no period
     */
    public MotionScript lasting(Duration length) {
        if (length.toMillis() <= 0 || length.toMillis() >= periodMillis) {
            throw ValkkaException.badArgument("motion of " + length + " in a period of "
                    + Duration.ofMillis(periodMillis) + ": give a time that is shorter than the period");
        }
        return new MotionScript(periodMillis, length.toMillis(), List.of());
    }

    /** Returns a script that moves at these times, which must not overlap. */
    public static MotionScript during(TimeRange... moments) {
        return new MotionScript(
                0,
                0,
                Arrays.stream(moments)
                        .sorted(Comparator.comparingLong(TimeRange::from))
                        .toList());
    }

    /** Returns the motions of a range of time, each whole, in the order of time. */
    public List<TimeRange> moments(TimeRange range) {
        if (periodMillis == 0) {
            return moments.stream()
                    .filter(moment -> moment.from() <= range.to() && moment.to() >= range.from())
                    .toList();
        }
        List<TimeRange> all = new ArrayList<>();
        long first = Math.floorDiv(range.from(), periodMillis) * periodMillis;
        for (long start = first; start <= range.to(); start += periodMillis) {
            if (start + lengthMillis > range.from()) {
                all.add(new TimeRange(start, start + lengthMillis - 1));
            }
        }
        return all;
    }

    /**
     * Returns how far a motion has come at a time, from 0 to 1; -1 where nothing moves.
     *
     * @param mstimestamp Unix ms
     */
    double progress(long mstimestamp) {
        List<TimeRange> here = moments(new TimeRange(mstimestamp, mstimestamp));
        if (here.isEmpty()) {
            return -1;
        }
        TimeRange moment = here.get(0);
        return (double) (mstimestamp - moment.from()) / (moment.to() - moment.from() + 1);
    }

    /** Returns the number of the motion at a time, for what differs from motion to motion. */
    long number(long mstimestamp) {
        return periodMillis == 0
                ? moments.stream().filter(moment -> moment.to() < mstimestamp).count()
                : Math.floorDiv(mstimestamp, periodMillis);
    }

    @Override
    public String toString() {
        return periodMillis == 0
                ? "MotionScript: " + moments
                : "MotionScript: " + lengthMillis + " ms of motion each " + periodMillis + " ms";
    }
}
