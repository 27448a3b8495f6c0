package valkka.live;

import java.time.Duration;
import valkka.filter.CallbackThread;

/**
 * The thread of one connection. This thread spends its time inside FFmpeg, which asks
 * {@link AvInterrupt} about every 100 ms whether to go on. The answer is no when the stream was
 * stopped, and when the present call has taken too long.
 */
final class ConnectionThread extends CallbackThread {
    /**
     * Long enough for the farewell to a camera (TEARDOWN), which is one small write that waits for
     * no answer.
     */
    private static final Duration FAREWELL = Duration.ofMillis(50);

    private volatile boolean stopped;
    private volatile long deadline; // System.nanoTime()
    private volatile boolean farewell;

    ConnectionThread(Runnable body, String name) {
        super(body, name);
    }

    /** Makes every wait inside FFmpeg end, now and later. */
    void giveUp() {
        stopped = true;
    }

    /** From now on FFmpeg may take this long. */
    void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /** Returns whether the time allowed has run out. */
    boolean isOverdue() {
        return deadline - System.nanoTime() <= 0;
    }

    /** Allows the farewell, also when the stream was stopped. */
    void allowFarewell(boolean allowed) {
        allow(FAREWELL);
        farewell = allowed;
    }

    boolean mustGiveUp() {
        return (stopped && !farewell) || isOverdue();
    }
}
