package valkka.live;

import java.time.InstantSource;

/**
 * Turns a camera's timestamps into Unix time. Cameras' clocks are often wrong and networks are
 * uneven, so a picture's time is its arrival, smoothed by the camera's own spacing:
 *
 * <ul>
 *   <li>The <b>rate</b> of the camera's clock is estimated, by a {@link LeastDelayLine} under the
 *       arrivals. A picture's time is the line's: the moment at which it would have arrived with as
 *       little delay as the least delayed pictures around it.
 *   <li>Once settled, some seconds after a beginning, this time is within 100 ms of the undelayed
 *       arrival, and never later than the arrival. Pictures that a stall of the network holds back
 *       and then delivers at once keep the spacing that they were taken with.
 *   <li>Timestamps that cannot be right are replaced, see {@link SteadyTimestamps}. Pictures of a
 *       clock that stands still have the time of their arrival, unsmoothed.
 *   <li>A camera that is late by more than {@code maxLag} was somewhere else, as no stall of TCP
 *       lasts so long unnoticed: time then goes on at the arrival.
 *   <li>When our own clock is set ahead, times follow it within some seconds. When it is set back,
 *       times stand almost still until it catches up.
 * </ul>
 *
 * Times never decrease, even across reconnects, whatever the wall clock does. Times grow from
 * picture to picture by at least a millisecond, because readers of a recording take frames of one
 * time for one picture. This also holds when several pictures come at once, as at a beginning, and
 * while a wall clock that was set back catches up. Only a flood of more than 1000 pictures a second
 * shares its milliseconds.
 */
final class ArrivalClock {
    /** A timestamp that lies further in the future than this is a leap of the camera's clock. */
    private static final double LEAP_MICROS = 50_000;
    /** An arrival that lies further back than packets of a network overtake one another. */
    private static final double SET_BACK_MICROS = 150_000;

    /** How many pictures that come at once are kept apart. */
    private static final long BURST = 250;

    private final InstantSource clock;
    private final double maxLagMicros;
    private final SteadyTimestamps timestamps = new SteadyTimestamps();
    private final LeastDelayLine line = new LeastDelayLine();

    private double cameraMicros; // the sum of the steps, in the camera's microseconds
    private double lastArrival = Double.NEGATIVE_INFINITY;
    private long last = Long.MIN_VALUE; // the newest time given, in ms
    private long lastNow = Long.MAX_VALUE;
    /**
     * How many pictures may be given a time in the future; one more for each millisecond that
     * passes.
     */
    private long ahead = BURST;

    ArrivalClock(InstantSource clock, long maxLagMillis) {
        this.clock = clock;
        this.maxLagMicros = maxLagMillis * 1000.0;
    }

    /** Forgets the timestamps, as a new connection begins anew. Times go on growing. */
    void restart() {
        timestamps.restart();
    }

    /** Returns the time of a picture that begins to arrive now. Unix ms. */
    long stamp(long timestampMicros) {
        return stamp(timestampMicros, clock.millis());
    }

    /**
     * Returns the time of a picture. Unix ms.
     *
     * @param timestampMicros the camera's timestamp, unwrapped, in microseconds of the camera
     * @param arrivalMillis when the picture's first packet arrived, Unix ms
     */
    long stamp(long timestampMicros, long arrivalMillis) {
        double arrival = arrivalMillis * 1000.0;
        double most = (arrival - line.at(cameraMicros) + LEAP_MICROS) / line.slope();
        double step = timestamps.step(timestampMicros, most);
        if (Double.isNaN(step)) {
            settle(arrival);
            return next(arrivalMillis, arrivalMillis);
        }
        cameraMicros += step;
        if (arrival < lastArrival - SET_BACK_MICROS) {
            line.shift(arrival - line.at(cameraMicros));
        }
        lastArrival = arrival;
        if (arrival - line.at(cameraMicros) > maxLagMicros) {
            settle(arrival);
            return next(arrivalMillis, arrivalMillis);
        }
        line.add(cameraMicros, arrival);
        return next((long) Math.floor(line.at(cameraMicros) / 1000), arrivalMillis);
    }

    /** Returns the time of a picture that begins to arrive now, with no smoothing. Unix ms. */
    long stampByArrival() {
        return stampByArrival(clock.millis());
    }

    /** Returns the time of a picture that arrived then, with no smoothing. Unix ms. */
    long stampByArrival(long arrivalMillis) {
        return next(arrivalMillis, arrivalMillis);
    }

    /** Returns the camera's own time, as far as it goes forward. Unix ms. */
    long stampBySender(long senderMicros) {
        last = Math.max(last, Math.floorDiv(senderMicros, 1000L));
        return last;
    }

    private void settle(double arrival) {
        line.restart(cameraMicros, arrival);
        lastArrival = arrival;
    }

    private long next(long time, long now) {
        ahead = Math.min(BURST, ahead + Math.max(0, now - lastNow));
        lastNow = now;
        long floor = last;
        if (last < now) {
            floor = last + 1;
        } else if (ahead > 0) {
            ahead--;
            floor = last + 1;
        }
        last = Math.max(time, floor);
        return last;
    }
}
