package valkka.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;

/**
 * A camera of 4 Mbit/s that sends 25 pictures a second of {@link FrameFeed#camera()} at their time,
 * for a while.
 */
final class PacedCamera extends Thread {
    private static final int PICTURES_PER_SECOND = 25;
    private static final long PICTURE_NANOS = TimeUnit.SECONDS.toNanos(1) / PICTURES_PER_SECOND;

    private final int slot;
    private final FrameFilter filter;
    private final long delayNanos;
    private final long nanos;
    private volatile long longestRun;

    /** Makes a camera that begins after {@code delayNanos}, and then sends for {@code nanos}. */
    PacedCamera(String name, int slot, FrameFilter filter, long delayNanos, long nanos) {
        super(name);
        setDaemon(true);
        this.slot = slot;
        this.filter = filter;
        this.delayNanos = delayNanos;
        this.nanos = nanos;
    }

    /** Returns the longest time that the filter has kept a frame. */
    double longestRunMs() {
        return longestRun / 1e6;
    }

    @Override
    public void run() {
        FrameFeed feed = FrameFeed.camera();
        long start = System.nanoTime() + delayNanos;
        long longest = 0;
        for (int picture = 0; picture * PICTURE_NANOS < nanos; picture++) {
            long due = start + picture * PICTURE_NANOS;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int nalUnits = picture % PICTURES_PER_SECOND == 0 ? 3 : 1;
            for (int i = 0; i < nalUnits; i++) {
                BasicFrame frame = feed.next(slot);
                long before = System.nanoTime();
                filter.run(frame);
                longest = Math.max(longest, System.nanoTime() - before);
            }
        }
        longestRun = longest;
    }
}
