package valkka.play;

import java.util.concurrent.locks.LockSupport;

/** The clock that play runs by, and the way to wait for a time. Tests hold a clock. */
public interface PlayClock {
    /** The machine's own clock, which never goes back. */
    PlayClock SYSTEM = new PlayClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void parkUntil(long nanos) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos - System.nanoTime());
            }
        }

        @Override
        public void wake(Thread thread) {
            LockSupport.unpark(thread);
        }
    };

    /** Returns the time, as {@link System#nanoTime()} does. */
    long nanoTime();

    /**
     * Waits, in the player's thread, until a time of the clock or a {@link #wake} since the last
     * wait. It may return for no reason at all.
     *
     * @param nanos by {@link #nanoTime}; {@code Long.MAX_VALUE} for ever
     */
    void parkUntil(long nanos);

    /** Ends the wait of {@code thread}, or its next wait. */
    void wake(Thread thread);
}
