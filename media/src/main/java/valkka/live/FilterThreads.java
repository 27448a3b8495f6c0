package valkka.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.filter.CallbackThread;
import valkka.frame.ValkkaException;

/**
 * The threads in which the filters and callbacks of all streams run. Usually it is one thread. It
 * becomes more only while filters do not return: a stream that has waited for a thread for
 * {@link #PATIENCE} gets a further one, which ends when none had to be added for {@link #CALM}. So a
 * slow filter delays its own stream alone, and the number of threads does not depend on the number
 * of cameras.
 */
final class FilterThreads {
    /** How long a stream may wait for a thread. */
    static final Duration PATIENCE = Duration.ofMillis(40);

    /** A thread without work ends when another one waits too, and no thread was added for so long. */
    static final Duration CALM = Duration.ofSeconds(10);

    /**
     * How long a thread rests when its work is done. What comes meanwhile is done together then, as
     * waking a thread for each picture costs more than most filters do.
     */
    private static final Duration REST = Duration.ofMillis(30);

    private final String name;
    private final LiveEnvironment environment;
    private final Ticker ticker;
    private final Runnable watch;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ArrayDeque<FrameQueue> ready = new ArrayDeque<>();

    @GuardedBy("lock")
    private int idle;

    @GuardedBy("lock")
    private int resting; // of the idle

    @GuardedBy("lock")
    private int started; // numbers the threads

    @GuardedBy("lock")
    private long startedNanos; // when the newest thread started

    @GuardedBy("lock")
    private long waitingSince; // when the first of the ready began to wait

    @GuardedBy("lock")
    private boolean watched; // relieve() will come

    @GuardedBy("lock")
    private boolean closed;

    /** @param watch called when {@link #relieve()} is to be called after {@link #PATIENCE} */
    FilterThreads(String name, LiveEnvironment environment, Ticker ticker, Runnable watch) {
        this.name = name;
        this.environment = environment;
        this.ticker = ticker;
        this.watch = watch;
    }

    /**
     * Starts the first thread.
     *
     * @throws ValkkaException {@code IO} when the system has no thread left
     */
    void start() {
        synchronized (lock) {
            startThread();
        }
    }

    /** Lets a thread take from this queue soon. Returns at once. */
    void ready(FrameQueue queue) {
        boolean mayHaveToWait;
        synchronized (lock) {
            if (ready.isEmpty()) {
                waitingSince = ticker.nanoTime();
            }
            ready.add(queue);
            if (resting == 0) {
                lock.notify();
            }
            mayHaveToWait = ready.size() > (resting > 0 ? 1 : idle) && !watched;
            watched |= mayHaveToWait;
        }
        if (mayHaveToWait) {
            watch.run();
        }
    }

    /**
     * Wakes a further thread, or starts one, where a queue has waited too long for one.
     *
     * @throws ValkkaException {@code IO} when the system has no thread left; this method will be
     *     called again
     */
    void relieve() {
        boolean again;
        synchronized (lock) {
            again = !ready.isEmpty() && !closed;
            watched = again;
        }
        if (again) {
            watch.run();
            helpIfLate();
        }
    }

    private void helpIfLate() {
        synchronized (lock) {
            if (!ready.isEmpty() && ticker.nanoTime() - waitingSince > PATIENCE.toNanos()) {
                if (idle > 0) {
                    lock.notify();
                } else {
                    startThread();
                }
                waitingSince = ticker.nanoTime(); // the next one after a further pause
            }
        }
    }

    /** Lets the threads end once they have nothing to do. */
    void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }

    @GuardedBy("lock")
    private void startThread() {
        environment.start(new CallbackThread(this::run, name + " filters " + (started + 1)));
        started++;
        startedNanos = ticker.nanoTime();
    }

    private void run() {
        FrameQueue queue = take();
        while (queue != null) {
            runSome(queue);
            queue = take();
        }
    }

    private void runSome(FrameQueue queue) {
        if (queue.runSome()) {
            ready(queue);
        }
    }

    /**
     * Does some of the work that is there in the caller's thread, for a simulation without threads.
     *
     * @return whether there was any
     */
    boolean step() {
        FrameQueue queue;
        synchronized (lock) {
            queue = ready.poll();
        }
        if (queue == null) {
            return false;
        }
        runSome(queue);
        return true;
    }

    /** Returns the next queue that has work, or null when this thread is not needed any longer. */
    private @Nullable FrameQueue take() {
        synchronized (lock) {
            boolean rests = true;
            while (ready.isEmpty()) {
                if (closed || (idle > 0 && ticker.nanoTime() - startedNanos >= CALM.toNanos())) {
                    return null;
                }
                awaitWork(rests);
                rests = false;
            }
            waitingSince = ticker.nanoTime();
            return ready.remove();
        }
    }

    @GuardedBy("lock")
    private void awaitWork(boolean rests) {
        idle++;
        resting += rests ? 1 : 0;
        try {
            TimeUnit.NANOSECONDS.timedWait(lock, (rests ? REST : CALM).toNanos());
        } catch (InterruptedException e) {
            FrameQueue.tellOfInterrupt(); // only a stop ends a stream
        } finally {
            idle--;
            resting -= rests ? 1 : 0;
        }
    }
}
