package valkka.play;

/** How the time of a recording runs against a clock: a straight line through a point, its slope the speed. */
final class Timeline {
    private static final double NANOS_PER_MILLI = 1e6;

    private long anchorNanos;
    private long anchorMillis;
    private double speed = 1;

    double speed() {
        return speed;
    }

    /** From now on the line leads through this point. */
    void anchor(long nanos, long millis) {
        anchorNanos = nanos;
        anchorMillis = millis;
    }

    /** Changes the slope, and not the point that {@link #anchor} gave. */
    void setSpeed(double newSpeed) {
        speed = newSpeed;
    }

    /** The recording's time at that time of the clock, in whole ms that have begun. */
    long millisAt(long nanos) {
        double millis = (nanos - anchorNanos) * speed / NANOS_PER_MILLI;
        return anchorMillis + (long) (speed > 0 ? Math.floor(millis) : Math.ceil(millis));
    }

    /** When the clock will be there, or was; the inverse of {@link #millisAt}. */
    long nanosAt(long millis) {
        return anchorNanos + (long) Math.ceil((millis - anchorMillis) * NANOS_PER_MILLI / speed);
    }
}
