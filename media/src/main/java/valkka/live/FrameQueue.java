package valkka.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The way of one stream from the network's thread to its filter: pictures, packets of sound and
 * calls of callbacks, each done after the one before. One thread at a time takes from it, see
 * {@link FilterThreads}. It is bounded in bytes and in items.
 */
final class FrameQueue {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    /** Some seconds of any camera. */
    static final int MOST_BYTES = 32 << 20;

    static final int MOST_ITEMS = 2048;

    /** How many items a thread does before it looks after the other streams. */
    private static final int ROUND = 64;

    private final FilterThreads threads;

    @GuardedBy("this")
    private final ArrayDeque<Item> items = new ArrayDeque<>();

    @GuardedBy("this")
    private long bytes;

    @GuardedBy("this")
    private boolean scheduled; // a thread has it, or will have it

    private volatile @Nullable Thread thread; // the one that does an item now

    private record Item(int bytes, int frames, boolean mayBeDropped, Runnable work) {}

    FrameQueue(FilterThreads threads) {
        this.threads = threads;
    }

    /**
     * Adds frames. Returns false where there is no room: nothing was added then.
     *
     * @param size in bytes of payload
     * @param frames how many they are
     */
    boolean offer(int size, int frames, Runnable work) {
        synchronized (this) {
            if (bytes + size > MOST_BYTES || items.size() >= MOST_ITEMS) {
                return false;
            }
        }
        add(new Item(size, frames, true, work));
        return true;
    }

    /** Adds the call of a callback, for which there is always room; there are few. */
    void call(Runnable work) {
        add(new Item(0, 0, false, work));
    }

    private void add(Item item) {
        boolean tell;
        synchronized (this) {
            items.add(item);
            bytes += item.bytes;
            tell = !scheduled;
            scheduled = true;
        }
        if (tell) {
            threads.ready(this);
        }
    }

    /** Drops the frames that wait, and returns how many they were. Callbacks stay. */
    synchronized int dropFrames() {
        int dropped = items.stream().mapToInt(Item::frames).sum();
        items.removeIf(Item::mayBeDropped);
        bytes = 0;
        return dropped;
    }

    /** Returns whether the caller runs in the queue's own filter or callback. */
    boolean isCurrentThread() {
        return thread == Thread.currentThread();
    }

    /** Does some of the items. Returns whether there are more: the caller comes again then. */
    boolean runSome() {
        for (int i = 0; i < ROUND; i++) {
            Item item;
            synchronized (this) {
                item = items.poll();
                if (item == null) {
                    scheduled = false;
                    return false;
                }
                bytes = Math.max(0, bytes - item.bytes);
            }
            thread = Thread.currentThread();
            try {
                item.work.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a fault of the library; the stream goes on", e);
            } finally {
                thread = null;
                dropInterrupt();
            }
        }
        return true;
    }

    /**
     * Drops an interrupt that a filter or a callback has left in the thread, where the next filter
     * would find it.
     */
    static void dropInterrupt() {
        if (Thread.interrupted()) {
            tellOfInterrupt();
        }
    }

    static void tellOfInterrupt() {
        LOG.log(
                Level.DEBUG,
                () -> Thread.currentThread().getName()
                        + ": the interrupt is ignored, because only a stop ends a stream");
    }
}
