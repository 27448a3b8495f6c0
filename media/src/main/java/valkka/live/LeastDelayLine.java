package valkka.live;

/**
 * A camera's clock against ours: the straight line under the points (timestamp, arrival). No
 * picture arrives before it was taken, so the network only lifts points, and the line through the
 * least delayed points shows how fast the camera's clock runs. This is the lower convex hull of
 * Moon, Skelly and Towsley, "Estimation and removal of clock skew from network delay measurements"
 * (INFOCOM 1999), over a sliding window of minima:
 *
 * <ul>
 *   <li>Each half second leaves one point, that of its least delayed picture. The line knows the
 *       last 32 points.
 *   <li>The slope is that of the edge of their lower hull under their mean timestamp. (No line under
 *       all points lies closer to them.) A slope from a short time replaces the previous slope only
 *       when the difference is more than the network explains.
 *   <li>The line touches the lowest of the last 8 points. A picture below the line draws it down at
 *       once.
 *   <li>The line does not rise while a backlog melts, and a backlog's points turn no line: the network
 *       has stalled.
 *   <li>When the line would have to rise further than the network explains, a clock was set, or runs
 *       at another speed: the older points are forgotten.
 * </ul>
 *
 * All values are microseconds. A call allocates nothing.
 */
final class LeastDelayLine {
    private static final double WINDOW = 500_000;
    private static final int POINTS = 32;
    private static final int RECENT = 8;
    /** The points' distance from the line is smaller than this, but for a changed clock. */
    private static final double NETWORK = 100_000;
    /** A slope over this time is good enough as it is. */
    private static final double LONG = 8_000_000;
    /** A backlog melts when the newer half of the recent points is lower than the older by this. */
    private static final double MELTING = 30_000;

    private final double[] timestamps = new double[POINTS];
    private final double[] arrivals = new double[POINTS];
    private final int[] hull = new int[POINTS];
    private int points;
    private double mean; // of the timestamps of the hull's points

    // the line: through this point, with this slope
    private double timestamp;
    private double arrival;
    private double slope = 1;

    // the least delayed picture of the window that ends at the first arrival from windowEnd on
    private double leastTimestamp;
    private double leastArrival;
    private double windowEnd;

    /** Begins anew with one picture. The slope stays, because the camera is the same. */
    void restart(double timestamp, double arrival) {
        points = 0;
        this.timestamp = timestamp;
        this.arrival = arrival;
        open(timestamp, arrival);
    }

    /** Returns microseconds of our clock for one of the camera's. */
    double slope() {
        return slope;
    }

    /** Returns when the picture of a timestamp would have arrived without a delay. */
    double at(double timestamp) {
        return arrival + slope * (timestamp - this.timestamp);
    }

    /** Takes the next picture, which is on or above the line then. Timestamps never decrease. */
    void add(double timestamp, double arrival) {
        if (arrival >= windowEnd) {
            close();
            open(timestamp, arrival);
        } else if (arrival - leastArrival <= slope * (timestamp - leastTimestamp)) {
            leastTimestamp = timestamp;
            leastArrival = arrival;
        }
        if (arrival < at(timestamp)) {
            this.timestamp = timestamp;
            this.arrival = arrival;
        }
    }

    /** Moves the line with everything that it stands on: our clock was set. */
    void shift(double micros) {
        arrival += micros;
        leastArrival += micros;
        windowEnd += micros;
        for (int i = 0; i < points; i++) {
            arrivals[i] += micros;
        }
    }

    private void open(double timestamp, double arrival) {
        leastTimestamp = timestamp;
        leastArrival = arrival;
        windowEnd = arrival + WINDOW;
    }

    private void close() {
        if (points == POINTS) {
            keep(POINTS - 1);
        }
        timestamps[points] = leastTimestamp;
        arrivals[points] = leastArrival;
        points++;
        if (points > RECENT) {
            double rise = delay(lowestOfNewest(RECENT));
            if (rise > MELTING && isMelting()) {
                return;
            }
            if (rise > NETWORK) {
                keep(RECENT);
            }
        }
        turn();
        int touched = lowestOfNewest(RECENT);
        timestamp = timestamps[touched];
        arrival = arrivals[touched];
    }

    private boolean isMelting() {
        int middle = points - RECENT / 2;
        return delay(lowest(middle, points)) < delay(lowest(points - RECENT, middle)) - MELTING;
    }

    /** Gives the line the slope of the points, if they say more than the slope that it has. */
    private void turn() {
        int size = findHull();
        if (size < 2) {
            return;
        }
        double span = timestamps[hull[size - 1]] - timestamps[hull[0]];
        int right = 1;
        while (right < size - 1 && timestamps[hull[right]] < mean) {
            right++;
        }
        int from = hull[right - 1];
        int to = hull[right];
        double width = timestamps[to] - timestamps[from];
        double measured = (arrivals[to] - arrivals[from]) / width;
        if (width > 0 && measured > 0 && (slope * span >= LONG || Math.abs(measured - slope) * span > NETWORK)) {
            slope = measured;
        }
    }

    /**
     * Puts the lower hull of the points and their mean timestamp into the fields, and returns the
     * number of the hull's corners. Leaves out what a stall held back.
     */
    private int findHull() {
        int size = 0;
        int used = 0;
        double sum = 0;
        for (int i = 0; i < points; i++) {
            if (points > RECENT && delay(i) > NETWORK) {
                continue;
            }
            used++;
            sum += timestamps[i] - timestamp;
            while (size > 1 && isAbove(hull[size - 1], hull[size - 2], i)) {
                size--;
            }
            hull[size++] = i;
        }
        mean = timestamp + sum / used;
        return size;
    }

    private boolean isAbove(int point, int left, int right) {
        return (arrivals[point] - arrivals[left]) * (timestamps[right] - timestamps[left])
                >= (arrivals[right] - arrivals[left]) * (timestamps[point] - timestamps[left]);
    }

    private int lowestOfNewest(int count) {
        return lowest(Math.max(0, points - count), points);
    }

    private int lowest(int from, int to) {
        int lowest = from;
        for (int i = from + 1; i < to; i++) {
            if (delay(i) < delay(lowest)) {
                lowest = i;
            }
        }
        return lowest;
    }

    private double delay(int point) {
        return arrivals[point] - at(timestamps[point]);
    }

    /** Forgets all points but the newest. */
    private void keep(int newest) {
        System.arraycopy(timestamps, points - newest, timestamps, 0, newest);
        System.arraycopy(arrivals, points - newest, arrivals, 0, newest);
        points = newest;
    }
}
