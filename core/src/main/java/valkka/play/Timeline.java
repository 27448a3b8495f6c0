package valkka.play;

/**
 * The run of a recording's time against a clock: a straight line through a point, with the speed as
 * its slope.
 */
final class Timeline {
    private static final double NANOS_PER_MILLI = 1e6;

    private long anchorNanos;
    private long anchorMillis;
    private double speed = 1;

    double speed() {
        return speed;
    }

    /** Leads the line through this point from now on. */
    void anchor(long nanos, long millis) {
        anchorNanos = nanos;
        anchorMillis = millis;
    }

    /** Changes the slope, but not the point of {@link #anchor}. */
    void setSpeed(double newSpeed) {
        speed = newSpeed;
    }

    /** Returns the recording's time at a time of the clock, in whole ms that have begun. */
    long millisAt(long nanos) {
        double millis = (nanos - anchorNanos) * speed / NANOS_PER_MILLI;
        return anchorMillis + (long) (speed > 0 ? Math.floor(millis) : Math.ceil(millis));
    }

    /** Returns the clock's time at a time of the recording; the inverse of {@link #millisAt}. */
    long nanosAt(long millis) {
        return anchorNanos + (long) Math.ceil((millis - anchorMillis) * NANOS_PER_MILLI / speed);
    }
}
