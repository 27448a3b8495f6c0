package valkka.testkit;

import java.util.concurrent.TimeUnit;
import valkka.play.PlayClock;

/**
 * A clock that stands still until a test moves it. The test knows when the thread that waits by
 * this clock is at rest.
 */
public final class HeldClock implements PlayClock {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long now = 1_000_000_000;
    private long wakeAt = Long.MIN_VALUE;
    private boolean parked;
    private boolean woken;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized void parkUntil(long nanos) {
        wakeAt = nanos;
        parked = true;
        notifyAll();
        boolean interrupted = false;
        while (now < nanos && !woken) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        woken = false;
        parked = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void wake(Thread thread) {
        woken = true;
        notifyAll();
    }

    /** Waits until the thread has done all its present work. */
    public synchronized void settle() {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!parked || woken || now >= wakeAt) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the thread does not come to rest");
            }
        }
    }

    /** Lets time pass, and stops at each moment at which the thread wants to be woken. */
    public void advanceMillis(long millis) {
        long end = nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        settle();
        while (nextStop() < end) {
            moveTo(nextStop());
            settle();
        }
        moveTo(end);
        settle();
    }

    private synchronized long nextStop() {
        return wakeAt;
    }

    /** Jumps, as if the machine had slept. */
    public synchronized void moveTo(long nanos) {
        now = nanos;
        notifyAll();
    }
}
