package valkka.live;

import java.time.InstantSource;

/**
 * Turns a camera's presentation times into Unix time. Cameras' clocks are often wrong and networks
 * are uneven, so a picture's time is its arrival, smoothed by the camera's own spacing:
 *
 * <pre>
 * time = anchor's arrival + (pts - anchor's pts)
 * </pre>
 *
 * The clock sets a new anchor when the old anchor cannot be right. This happens at the first
 * picture, when the pts jumps back, when the time would lie in the future, and when the time lies
 * further behind the arrival than {@code maxLag}. (A picture cannot come before it was taken, so
 * for a time in the future the anchor came late.) Between new anchors the anchor follows the
 * arrivals by 1/256 of the difference each picture, at most a millisecond, which makes up for two
 * clocks of different speed. Times never decrease, even across reconnects, whatever the wall clock
 * does. Times grow from picture to picture by at least a millisecond, because readers of a
 * recording take frames of one time for one picture. This also holds when several pictures come at
 * once, as at a beginning, and while a wall clock that was set back catches up. Only a flood of
 * more than 1000 pictures a second shares its milliseconds.
 */
final class ArrivalClock {
    private static final int SLEW = 256;
    private static final int MAX_SLEW_MICROS = 1000;
    /** How many pictures that come at once are kept apart. */
    private static final long BURST = 250;

    private final InstantSource clock;
    private final long maxLagMicros;

    private boolean anchored;
    private long offsetMicros; // time - pts
    private long lastPtsMicros;
    private long last = Long.MIN_VALUE; // the newest time given, in ms
    private long lastNow = Long.MAX_VALUE;
    /**
     * How many pictures may be given a time in the future; one more for each millisecond that
     * passes.
     */
    private long ahead = BURST;

    ArrivalClock(InstantSource clock, long maxLagMillis) {
        this.clock = clock;
        this.maxLagMicros = maxLagMillis * 1000;
    }

    /** Forgets the anchor, as a new connection starts its pts anew. Times go on growing. */
    void restart() {
        anchored = false;
    }

    /** Returns the time of a picture that begins to arrive now, by its pts. Unix ms. */
    long stamp(long ptsMicros) {
        long nowMicros = clock.millis() * 1000;
        long lag = anchored ? nowMicros - (ptsMicros + offsetMicros) : -1;
        if (lag < 0 || lag > maxLagMicros || ptsMicros < lastPtsMicros) {
            anchored = true;
            offsetMicros = nowMicros - ptsMicros;
        } else {
            offsetMicros += Math.min(lag / SLEW, MAX_SLEW_MICROS);
        }
        lastPtsMicros = ptsMicros;
        return next(Math.floorDiv(ptsMicros + offsetMicros, 1000L), nowMicros / 1000);
    }

    /** Returns the time of a picture that begins to arrive now, with no smoothing. Unix ms. */
    long stampByArrival() {
        long now = clock.millis();
        return next(now, now);
    }

    /** Returns the camera's own time, as far as it goes forward. Unix ms. */
    long stampBySender(long senderMicros) {
        last = Math.max(last, Math.floorDiv(senderMicros, 1000L));
        return last;
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
