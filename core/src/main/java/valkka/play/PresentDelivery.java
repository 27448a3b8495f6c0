package valkka.play;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The frame that a filter has now, and the errors of filters. A thread that removes a stream waits
 * here until the stream's last frame has left its filter. The player's lock guards all of it: every
 * method is called under this lock.
 */
final class PresentDelivery {
    /** How long a stream that is removed may keep its last frame. */
    private static final long LAST_FRAME_SECONDS = 5;

    private final Object lock;
    private PlayOrder.@Nullable Delivery delivering; // null between frames
    private long deliveries; // counted, as one filter may get several frames in a row
    private boolean awaited; // by a thread that removes a stream
    private long errors;
    private boolean errorReported;

    /** @param lock the player's */
    PresentDelivery(Object lock) {
        this.lock = lock;
    }

    void begin(PlayOrder.Delivery delivery) {
        delivering = delivery;
        deliveries++;
    }

    /** Notes that the frame has left its filter. */
    void end() {
        delivering = null;
        if (awaited) {
            awaited = false;
            lock.notifyAll();
        }
    }

    /**
     * Waits, without the lock, until the frame of a slot has left its filter. Returns at once when
     * the filter has no frame of this slot.
     *
     * @param player the name of the player for messages
     */
    void awaitEnd(int slot, Object player) {
        long last = deliveries;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_FRAME_SECONDS);
        try {
            while (delivering != null && delivering.frame().slot() == slot && deliveries == last) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new ValkkaException(
                            Kind.TIMEOUT,
                            player + ": the filter of slot " + slot + " has held a frame for more than "
                                    + LAST_FRAME_SECONDS + " s; no other one will come");
                }
                awaited = true;
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for the last frame of slot " + slot + " to leave its filter");
        }
    }

    /**
     * Ends the delivery by an error of the filter. Returns whether to report the error: once a
     * seek, for a filter that fails at each frame would fill the log.
     */
    boolean fail() {
        end();
        errors++;
        boolean first = !errorReported;
        errorReported = true;
        return first;
    }

    /** Lets the next error be reported. */
    void reportAgain() {
        errorReported = false;
    }

    /** Returns how many frames a filter has answered with an exception. */
    long errors() {
        return errors;
    }
}
