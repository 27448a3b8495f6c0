package valkka.live;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A day of a camera, its clock and its network, without waiting: what a picture's timestamp and
 * arrival are, and what they would be in a perfect world. Milliseconds behind the start, unless
 * said otherwise.
 */
final class SimulatedCamera {
    static final double DAY_S = 86_400;
    /** A clock has this time to get used to a beginning, and to our own clock when it was set. */
    private static final double SETTLES_MS = 10_000;
    /** An arrival that lies so far back says at once that our clock was set back. */
    private static final double SEEN_AT_ONCE_MS = 500;

    /** What one picture's timestamp is. */
    interface Timestamps {
        /** Returns the timestamp of a picture, from what the camera's clock says at each picture. */
        double of(long picture, double clock, double previous);
    }

    private final Random random;
    private final double picturesPerSecond;
    private double seconds = DAY_S;
    private DoubleUnaryOperator rate = second -> 1;
    private Timestamps timestamps = (picture, clock, previous) -> clock;
    private double jitter = 80;
    private double stallChance;
    private double catchUp = Double.POSITIVE_INFINITY;
    private double lossChance;
    private long cameraStepEvery;
    private double cameraStep;
    private double wallStepChance;
    private double leastWallStep;
    private double mostWallStep;

    private double clock;
    private double previous;
    private double lastArrival = Double.NEGATIVE_INFINITY;
    private double stallBegin;
    private double stallEnd;
    private double wallOffset;
    private double newestWallTime;
    private double settledFrom = SETTLES_MS;

    SimulatedCamera(long seed, double picturesPerSecond) {
        this.random = new Random(seed);
        this.picturesPerSecond = picturesPerSecond;
        this.clock = random.nextInt(1_000_000_000);
    }

    SimulatedCamera seconds(double value) {
        seconds = value;
        return this;
    }

    /** The speed of the camera's clock. */
    SimulatedCamera rate(double value) {
        return rate(second -> value);
    }

    /** The speed of the camera's clock at each second of the day. */
    SimulatedCamera rate(DoubleUnaryOperator value) {
        rate = value;
        return this;
    }

    SimulatedCamera timestamps(Timestamps value) {
        timestamps = value;
        return this;
    }

    SimulatedCamera jitter(double value) {
        jitter = value;
        return this;
    }

    /** About every half minute nothing comes for up to 5 s, and then all of it at once. */
    SimulatedCamera stalls() {
        stallChance = 1 / (30 * picturesPerSecond);
        return this;
    }

    /** What a stall held back comes at this many times the usual speed, and not at once. */
    SimulatedCamera catchUp(double times) {
        catchUp = times;
        return this;
    }

    SimulatedCamera loss(double chance) {
        lossChance = chance;
        return this;
    }

    /** The camera's clock is set each minute, by at most {@code most}. */
    SimulatedCamera cameraSteps(double most) {
        cameraStepEvery = Math.round(60 * picturesPerSecond);
        cameraStep = most;
        return this;
    }

    /** Our clock is set, about every ten minutes, by something between the two. */
    SimulatedCamera wallSteps(double least, double most) {
        wallStepChance = 1 / (600 * picturesPerSecond);
        leastWallStep = least;
        mostWallStep = most;
        return this;
    }

    /** What comes before this is no measure. */
    SimulatedCamera settledFrom(double second) {
        settledFrom = second * 1000;
        return this;
    }

    /** Takes what arrives. */
    interface Receiver {
        /**
         * @param timestampMicros the camera's timestamp in microseconds
         * @param arrival when the picture came
         * @param undelayed when it would have come without a delay; both by our clock
         * @param settled whether the last disturbance that no clock could foresee is long ago
         */
        void picture(long timestampMicros, double arrival, double undelayed, boolean settled);
    }

    /** Sends everything to the receiver. */
    void play(Receiver receiver) {
        long pictures = (long) (seconds * picturesPerSecond);
        for (long picture = 0; picture < pictures; picture++) {
            double taken = picture * 1000 / picturesPerSecond;
            clock += 1000 / picturesPerSecond * rate.applyAsDouble(taken / 1000);
            if (cameraStepEvery > 0 && picture % cameraStepEvery == 1) {
                clock += (2 * random.nextDouble() - 1) * cameraStep;
            }
            double timestamp = timestamps.of(picture, clock, previous);
            previous = timestamp;
            if (happens(lossChance)) {
                continue;
            }
            double arrival = arrival(taken);
            if (arrival < taken + jitter && happens(wallStepChance)) {
                setOurClock(taken, random.nextDouble(leastWallStep, mostWallStep));
            }
            newestWallTime = Math.max(newestWallTime, taken + wallOffset);
            long timestampMicros = Math.round(timestamp * 90) * 1000 / 90;
            receiver.picture(timestampMicros, arrival + wallOffset, taken + wallOffset, taken > settledFrom);
        }
    }

    private void setOurClock(double taken, double step) {
        wallOffset += step;
        // Times grow by a millisecond a picture until the clock has caught up.
        double standstill = 1.05 * Math.max(0, newestWallTime - taken - wallOffset) + 200;
        settledFrom = Math.max(settledFrom, taken + (step < -SEEN_AT_ONCE_MS ? standstill : SETTLES_MS));
    }

    private double arrival(double taken) {
        double backlog = stallEnd + (taken - stallBegin) / catchUp;
        if (taken > backlog && happens(stallChance)) {
            stallBegin = taken;
            stallEnd = taken + random.nextInt(5000);
            backlog = stallEnd;
        }
        double ready = taken < backlog ? backlog : taken + random.nextDouble() * jitter;
        lastArrival = Math.max(ready, lastArrival);
        return lastArrival;
    }

    private boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }
}
