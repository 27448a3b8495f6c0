package valkka.fs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import valkka.frame.BasicFrame;

/**
 * Hands frames from any number of threads to one thread, bounded in frames and in bytes. The
 * consumer takes all present frames as one batch and works on them in place. The lock is taken once
 * a batch, and a frame counts until the consumer has finished with it.
 */
final class FrameQueue {
    private static final int LARGEST_BATCH = 256;

    /** For so many frames, or bytes, a consumer that gathers is woken early. */
    private static final int MANY_FRAMES = 128;

    private static final long MANY_BYTES = 256 << 10;

    private final BasicFrame[] frames;
    private final long[] ids;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();

    @GuardedBy("lock")
    private long head;

    /** Changed by the consumer alone, under the lock: it reads this without. */
    private long tail;

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private boolean nudged;

    @GuardedBy("lock")
    private boolean consumerWaits;

    @GuardedBy("lock")
    private long gathers; // bytes of records; a consumer that gathers is not woken for fewer

    @GuardedBy("lock")
    private int producersWaiting;

    @GuardedBy("lock")
    private int deepestFrames;

    @GuardedBy("lock")
    private long deepestBytes;

    /**
     * Makes an empty queue.
     *
     * @param maxFrames a power of two
     */
    FrameQueue(int maxFrames, long maxBytes) {
        this.frames = new BasicFrame[maxFrames];
        this.ids = new long[maxFrames];
        this.maxBytes = maxBytes;
    }

    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    /** Takes the frame if there is room now. */
    Offer offer(long id, BasicFrame frame) {
        lock.lock();
        try {
            return tryAdd(id, frame);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for room, as long as the consumer makes progress.
     *
     * @param patience in nanoseconds
     * @return {@code FULL} when the consumer has finished no frame for {@code patience}
     */
    Offer put(long id, BasicFrame frame, long patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            producersWaiting++;
            return addWhenThereIsRoom(id, frame, patience);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Offer addWhenThereIsRoom(long id, BasicFrame frame, long patience) throws InterruptedException {
        try {
            long seen = tail;
            long left = patience;
            Offer result = tryAdd(id, frame);
            while (result == Offer.FULL && left > 0) {
                left = drained.awaitNanos(left);
                if (tail != seen) {
                    seen = tail;
                    left = patience;
                }
                result = tryAdd(id, frame);
            }
            return result;
        } finally {
            producersWaiting--;
        }
    }

    @GuardedBy("lock")
    private Offer tryAdd(long id, BasicFrame frame) {
        if (closed) {
            return Offer.CLOSED;
        }
        int count = (int) (head - tail);
        // A frame larger than the whole bound passes when it is alone: otherwise it would never
        // pass.
        if (count == frames.length || (count > 0 && bytes + frame.size() > maxBytes)) {
            nudged = true; // a consumer that gathers makes room now
            wakeConsumer();
            return Offer.FULL;
        }
        int slot = slot(head);
        frames[slot] = frame;
        ids[slot] = id;
        head++;
        bytes += frame.size();
        deepestFrames = Math.max(deepestFrames, count + 1);
        deepestBytes = Math.max(deepestBytes, bytes);
        if (hasEnough()) {
            wakeConsumer();
        }
        return Offer.TAKEN;
    }

    @GuardedBy("lock")
    private void wakeConsumer() {
        if (consumerWaits) {
            consumerWaits = false;
            filled.signal();
        }
    }

    @GuardedBy("lock")
    private boolean hasEnough() {
        long count = head - tail;
        return gathers == 0
                ? count > 0
                : count >= Math.min(MANY_FRAMES, frames.length / 2)
                        || bytes + count * RecordFormat.HEADER_LENGTH >= Math.min(gathers, maxBytes / 2);
    }

    /**
     * Waits until there are frames, the queue is closed, somebody nudges, or the time is over.
     *
     * @param gather how many bytes of records may wait for others until the time is over, 256 KiB
     *     and 128 frames at most: each waking costs as much as writing them. 0 for none
     * @return how many frames the caller may look at with {@link #frame} and {@link #id}, and then
     *     {@link #release}
     */
    int await(long nanos, int gather) {
        lock.lock();
        try {
            gathers = Math.min(gather, MANY_BYTES);
            awaitFrames(nanos);
            consumerWaits = false;
            nudged = false;
            return (int) Math.min(LARGEST_BATCH, head - tail);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void awaitFrames(long nanos) {
        try {
            long left = nanos;
            while (!hasEnough() && !closed && !nudged && producersWaiting == 0 && left > 0) {
                consumerWaits = true;
                left = filled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // The consumer is the library's own thread. Only a user's callback in it can have
            // interrupted it: it goes on.
        }
    }

    /** The length is a power of two, so that a place is found without a division. */
    private int slot(long place) {
        return (int) place & (frames.length - 1);
    }

    /** Returns the {@code i}-th frame of the batch. For the consumer alone. */
    BasicFrame frame(int i) {
        return frames[slot(tail + i)];
    }

    /** Returns the id that came with the {@code i}-th frame. */
    long id(int i) {
        return ids[slot(tail + i)];
    }

    /** Releases the first {@code count} frames, which the consumer has finished with. */
    void release(int count) {
        long released = 0;
        for (int i = 0; i < count; i++) {
            int slot = slot(tail + i);
            released += frames[slot].size();
            frames[slot] = null;
        }
        lock.lock();
        try {
            tail += count;
            bytes -= released;
            // Not at the first free place: waking a thread costs as much as writing some hundred
            // bytes, and the thread would wait again at once.
            if (producersWaiting > 0 && isHalfEmpty()) {
                drained.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isHalfEmpty() {
        return (head - tail) * 2 <= frames.length && bytes * 2 <= maxBytes;
    }

    /** Wakes the consumer. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Closes the queue for new frames. Frames inside can still be taken out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws away all frames inside. For the consumer alone.
     *
     * @return how many frames were thrown away
     */
    int clear() {
        int count = depth().frames();
        release(count);
        return count;
    }

    /** Returns how many frames have been accepted since the beginning. */
    long accepted() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the queue is empty and will stay empty. */
    boolean isDrained() {
        lock.lock();
        try {
            return closed && head == tail;
        } finally {
            lock.unlock();
        }
    }

    Depth depth() {
        lock.lock();
        try {
            return new Depth((int) (head - tail), bytes, deepestFrames, deepestBytes);
        } finally {
            lock.unlock();
        }
    }

    /** How full the queue is, and how full it was at most. */
    record Depth(int frames, long bytes, int deepestFrames, long deepestBytes) {}
}
