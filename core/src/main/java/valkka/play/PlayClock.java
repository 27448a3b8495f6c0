package valkka.play;

import java.util.concurrent.locks.LockSupport;

/** The time that play runs by, and the way to wait for it. Tests hold one. */
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

    /** As {@link System#nanoTime()}. */
    long nanoTime();

    /**
     * Waits, in the player's thread, until that time, a {@link #wake} since the last wait, or for no reason at all.
     *
     * @param nanos by {@link #nanoTime}; {@code Long.MAX_VALUE} for ever
     */
    void parkUntil(long nanos);

    /** Ends the wait of {@code thread}, or its next one. */
    void wake(Thread thread);
}
