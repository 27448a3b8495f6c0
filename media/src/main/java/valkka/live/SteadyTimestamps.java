package valkka.live;

/**
 * Makes the steps between a camera's timestamps usable: finds timestamps that cannot be right, and
 * puts the camera's mean step in their place. A single timestamp that is hours off, a clock that was
 * set, pictures that share a timestamp and pictures out of order then disturb no time. One instance
 * serves one track of a camera.
 */
final class SteadyTimestamps {
    /** The result for a picture whose timestamp tells nothing: only its arrival is known. */
    static final double UNKNOWN = Double.NaN;

    /** The mean step is that of about so many pictures. */
    private static final int MEAN_OF = 32;
    /** H.264 and H.265 have at most so many pictures out of order. */
    private static final int REORDERED = 16;
    /** So many equal timestamps in a row are no pair of fields, but a clock that stands still. */
    private static final int STILL = 4;
    /** So many leaps ahead in a row are no leaps: the camera's clock is fast, or pictures are rare. */
    private static final int LEAPS = 4;
    /** A longer leap is never believed. */
    private static final double LONGEST_LEAP_MICROS = 10e6;

    private boolean started;
    private long previous;
    private long newest; // the largest timestamp since the last break
    private double lent; // given to the pictures that came since then with no larger timestamp
    private int lentTo;
    private int equal;
    private int leaps;
    private double mean; // the step from picture to picture
    private int measured;

    /** Forgets the timestamps. The mean step stays, because the camera is the same. */
    void restart() {
        started = false;
    }

    /**
     * Returns the step from the previous picture to this picture in microseconds of the camera's
     * clock, 0 or more, or {@link #UNKNOWN}.
     *
     * @param timestamp the picture's timestamp, in microseconds of the camera's clock
     * @param most a larger step would lie in the future, and is a leap
     */
    double step(long timestamp, double most) {
        boolean first = !started;
        equal = !first && timestamp == previous ? equal + 1 : 1;
        previous = timestamp;
        if (first || equal >= STILL) {
            started = true;
            leaveAt(timestamp);
            return UNKNOWN;
        }
        double ahead = (double) timestamp - newest;
        return ahead > 0 ? forward(timestamp, ahead, most) : backward(timestamp);
    }

    private double forward(long timestamp, double ahead, double most) {
        double step = ahead - lent;
        boolean leap = step > most && step > 2 * mean;
        leaps = leap ? leaps + 1 : 0;
        double each = ahead / (lentTo + 1);
        leaveAt(timestamp);
        if (leap && leaps >= LEAPS && ahead > LONGEST_LEAP_MICROS) {
            return UNKNOWN;
        }
        if (leap && leaps < LEAPS) {
            return meanStep();
        }
        measured = Math.min(measured + 1, MEAN_OF);
        mean += (each - mean) / measured;
        return step > 0 ? step : meanStep();
    }

    private double backward(long timestamp) {
        lent += mean;
        lentTo++;
        if (lentTo > REORDERED) {
            leaveAt(timestamp);
        }
        return meanStep();
    }

    private void leaveAt(long timestamp) {
        newest = timestamp;
        lent = 0;
        lentTo = 0;
    }

    private double meanStep() {
        return mean > 0 ? mean : UNKNOWN;
    }
}
