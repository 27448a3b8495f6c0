package valkka.graph;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;

/**
 * The beginning of a fork's branch. A shut valve lets no further frame through, and knows when the
 * last frame has passed.
 */
final class Valve implements FrameFilter {
    private final FrameFilter next;
    private final ReentrantReadWriteLock passing = new ReentrantReadWriteLock();
    private volatile boolean shut;

    Valve(FrameFilter next) {
        this.next = next;
    }

    @Override
    public void run(Frame frame) {
        passing.readLock().lock();
        try {
            if (!shut) {
                next.run(frame);
            }
        } finally {
            passing.readLock().unlock();
        }
    }

    /**
     * Lets no further frame in, and waits for the frames inside. Does not wait when the caller is
     * one of these frames' threads, or the callback of a writer, which waits for nobody.
     *
     * @return false when a frame was still inside after {@code millis}
     * @throws ValkkaException {@code CLOSED} when the waiting thread is interrupted
     */
    boolean shut(long millis) {
        shut = true;
        if (passing.getReadHoldCount() > 0 || !ValkkaThread.mayWait()) {
            return true;
        }
        try {
            boolean empty = passing.writeLock().tryLock(millis, TimeUnit.MILLISECONDS);
            if (empty) {
                passing.writeLock().unlock();
            }
            return empty;
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for a frame to leave a fork's branch");
        }
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return next.toString();
    }
}
