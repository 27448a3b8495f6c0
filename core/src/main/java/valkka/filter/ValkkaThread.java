package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A part of a filtergraph that has a thread of its own. It owns a {@link Thread} and is none. It
 * runs once: {@link #start()}, then {@link #stop()}. libValkka: {@code Thread}, with
 * {@code startCall}, {@code stopCall}, {@code requestStopCall} and {@code waitStopCall}.
 *
 * <p>Callbacks and filters run in these threads and may call any method of the library. Four rules
 * keep two threads from waiting for each other for ever, whatever the callbacks call:
 * <ul>
 * <li>A writer's thread waits for no other thread of the library ({@link #mayWait()}). A call that
 *     would have to wait returns what is known, makes a request and returns, or throws
 *     {@code BUSY}. The Javadoc of each such call says what it does.
 * <li>Every other thread of the library may wait for a writer: for a flush, for room in its queue,
 *     and for its end. It never waits for the end of a thread that is no writer: there
 *     {@link #stop()} makes a request and returns. It may wait for blocks that a reader reads, as
 *     the thread that feeds a manager's cache does. A reader's own filter must not wait for blocks.
 * <li>A call that takes a filter away waits up to 5 s for the last frame to leave the filter, and
 *     then throws {@code TIMEOUT}: the end of a camera's stream, of a cacher's stream, of a fork's
 *     branch. A writer's thread does not wait here either. A camera that plays again waits for its
 *     last connection to end, and reports {@code TIMEOUT} every 5 s.
 * <li>A caller's wait ends with {@code TIMEOUT} when the other thread has made no progress for a
 *     minute. The message names the call that holds the other thread.
 * </ul>
 */
public abstract class ValkkaThread implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.thread");

    private enum State {
        NEW,
        STARTING,
        RUNNING,
        ENDED
    }

    /** Longer than a slow disk takes for the frames that a writer has accepted. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final String name;
    private final System.Logger faults;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private State state = State.NEW;

    @GuardedBy("lock")
    private @Nullable Thread starter; // the caller of start() while the call lasts

    @GuardedBy("lock")
    private @Nullable Thread thread; // null before the start

    private volatile boolean stopRequested;
    private volatile @Nullable Consumer<ValkkaException> errorCallback;

    /** Makes a thread whose faults are logged under {@code valkka.thread}. */
    protected ValkkaThread(String name) {
        this(name, LOG);
    }

    /**
     * Makes a thread of a part of the library that has a logger of its own.
     *
     * @param name the name, which the Java thread bears too
     * @param faults the logger for the thread's errors and for exceptions of callbacks; the start
     *     and the end are logged under {@code valkka.thread}
     */
    protected ValkkaThread(String name, System.Logger faults) {
        this.name = Objects.requireNonNull(name, "name");
        this.faults = Objects.requireNonNull(faults, "faults");
    }

    /** Returns the name given at construction, which the Java thread bears too. */
    public final String name() {
        return name;
    }

    /**
     * Starts the thread. A stop that is requested meanwhile does not wait for this call, which then
     * throws {@code CLOSED}.
     *
     * @throws ValkkaException {@code CLOSED} when the thread has run before or a stop was
     *     requested; {@code BUSY} when the thread runs or another thread is starting it; {@code IO}
     *     when the system has no thread left; any error of a resource that the thread needs
     */
    public final void start() {
        beginStart();
        boolean prepared = false;
        boolean launched = false;
        try {
            beforeStart(); // under no lock: a disk or a callback may hold this call for long
            prepared = true;
            launch();
            launched = true;
        } finally {
            if (!launched) {
                undoStart(prepared);
            }
        }
    }

    private void beginStart() {
        synchronized (lock) {
            if (state == State.ENDED || stopRequested) {
                throw hasBeenStopped();
            }
            if (state != State.NEW) {
                throw new ValkkaException(
                        Kind.BUSY,
                        label() + (state == State.RUNNING ? " is running already" : " is being started already"));
            }
            state = State.STARTING;
            starter = Thread.currentThread();
        }
    }

    private void launch() {
        synchronized (lock) {
            if (stopRequested) {
                throw hasBeenStopped();
            }
            thread = new CallbackThread(
                    this::runThread, name.isEmpty() ? getClass().getSimpleName() : name, waitsForNobody());
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                thread = null;
                throw new ValkkaException(
                        Kind.IO,
                        label() + " cannot start: the system gives no further thread (" + e.getMessage() + ")",
                        e);
            }
            reach(State.RUNNING);
        }
    }

    /**
     * Undoes a start that failed.
     *
     * @param prepared whether {@link #beforeStart()} has taken resources that would otherwise stay
     *     taken for ever
     */
    private void undoStart(boolean prepared) {
        synchronized (lock) {
            if (!prepared && !stopRequested) {
                reach(State.NEW); // the caller may try again
                return;
            }
        }
        giveBack();
        reach(State.ENDED);
    }

    private void reach(State next) {
        synchronized (lock) {
            state = next;
            starter = null;
            lock.notifyAll();
        }
    }

    private ValkkaException hasBeenStopped() {
        return new ValkkaException(Kind.CLOSED, label() + " has been stopped: make a new one to start again");
    }

    /**
     * Asks the thread to end and waits until the thread has ended. Does nothing on a thread that
     * has ended. A thread that was never started can then no longer start. In a callback or a
     * filter it makes the request, and waits only as {@link #waitStop()} does.
     *
     * @throws ValkkaException {@code CLOSED} when the waiting thread is interrupted;
     *     {@code TIMEOUT} when the thread has not ended within a minute, since a filter, a callback
     *     or the disk holds it. The thread ends all the same, as soon as it can.
     */
    public final void stop() {
        requestStop();
        waitStop();
    }

    /**
     * Asks the thread to end, and returns at once, even while a slow disk holds {@link #start()}.
     */
    public final void requestStop() {
        State asked;
        synchronized (lock) {
            if (stopRequested) {
                return;
            }
            stopRequested = true;
            asked = state;
            lock.notifyAll();
        }
        if (asked == State.NEW) {
            afterEnd();
        } else if (asked != State.STARTING) { // else start() sees the request, and undoes itself
            onStopRequested();
        }
    }

    /**
     * Waits until the thread has ended. Returns at once when the thread was never started. In a
     * callback or a filter, that is in a thread of the library, it returns at once too. There is
     * one exception: a thread that is no writer's waits for the end of a writer.
     *
     * @throws ValkkaException {@code CLOSED} when the waiting thread is interrupted,
     *     {@code TIMEOUT} after a minute
     */
    public final void waitStop() {
        waitStop(LONGEST_WAIT);
    }

    final void waitStop(Duration atMost) {
        if (CallbackThread.mustNotAwaitEndOf(this)) {
            return;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            awaitStart(atMost, deadline);
            Thread running;
            synchronized (lock) {
                running = thread;
            }
            if (running == null) {
                return;
            }
            TimeUnit.NANOSECONDS.timedJoin(running, deadline - System.nanoTime());
            if (running.isAlive()) {
                throw BoundedWait.timedOut(this, "has not ended", atMost, "it is", running);
            }
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted(
                    "waiting for " + label() + " to end; it has been asked to and ends by itself");
        }
    }

    /** Waits while another thread is inside {@link #start()}. */
    private void awaitStart(Duration atMost, long deadline) throws InterruptedException {
        synchronized (lock) {
            for (Thread holder = starter; holder != null && holder != Thread.currentThread(); holder = starter) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw BoundedWait.timedOut(this, "has not started", atMost, "start() is", holder);
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        }
    }

    /**
     * Returns whether the caller may wait for other threads of the library. Only the callbacks of a
     * writer may not: the writer's cameras would wait too.
     */
    public static boolean mayWait() {
        return CallbackThread.mayWait();
    }

    /**
     * Returns whether this thread waits for no other thread of the library, in any callback. Other
     * threads may then wait for this thread.
     */
    protected boolean waitsForNobody() {
        return false;
    }

    /**
     * Waits until this thread has done something.
     *
     * @param doing what the thread does, as in "reading blocks"
     * @return the result
     * @throws ValkkaException the error that the work ended with; {@code TIMEOUT} with the thread's
     *     place when the thread has made no progress for a minute; {@code BUSY} in the callback of
     *     a writer, which waits for nobody
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public final <T> T await(Future<T> promised, String doing) throws InterruptedException {
        return BoundedWait.forResult(this, promised, doing);
    }

    /**
     * Returns a number that changes while the thread makes progress. A waiting thread goes on
     * waiting as long as the number changes.
     */
    protected long progress() {
        return 0;
    }

    /** Returns how long other threads wait for this thread while it makes no progress. */
    protected Duration patience() {
        return LONGEST_WAIT;
    }

    /**
     * Returns the exception for a caller who has waited for {@link #patience()}.
     *
     * @param doing what the caller waited for, as in "reading blocks"
     */
    protected final ValkkaException stalled(String doing) {
        Thread running;
        synchronized (lock) {
            running = thread;
        }
        return BoundedWait.stalled(this, running, doing);
    }

    /**
     * Waits in {@link #runBody()} until a stop is requested. Only {@link #requestStop()} ends this
     * wait and the thread. An interrupt, perhaps left over by a callback, ends neither.
     *
     * @param atMost how long
     * @return whether a stop has been requested
     */
    protected final boolean awaitStopRequest(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        synchronized (lock) {
            for (long left = atMost.toNanos(); !stopRequested && left > 0; left = deadline - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            faults.log(Level.DEBUG, () -> label() + ": an interrupt is ignored, as stop() alone ends this thread");
        }
        return stopRequested;
    }

    /** Does the same as {@link #stop()}. A second call does nothing. */
    @Override
    public final void close() {
        stop();
    }

    /** Returns whether the thread has been started and has not ended. */
    public final boolean isRunning() {
        synchronized (lock) {
            return state == State.RUNNING;
        }
    }

    /**
     * Returns the counters of the thread's work so far. The record explains each counter and prints
     * as one line.
     */
    public abstract Record stats();

    /**
     * Sets the callback for errors in the thread that no caller gets as an exception. It replaces
     * the callback before; {@code null} removes the callback. Errors are logged all the same.
     */
    public final void setErrorCallback(@Nullable Consumer<ValkkaException> callback) {
        errorCallback = callback;
    }

    /** Returns whether {@link #requestStop()} has been called. The body then ends soon. */
    protected final boolean isStopRequested() {
        return stopRequested;
    }

    /** Returns whether the caller runs in this thread, as callbacks and filters do. */
    public final boolean isCurrentThread() {
        synchronized (lock) {
            return thread == Thread.currentThread();
        }
    }

    /**
     * Takes the resources that the thread needs, in the thread that calls {@link #start()}. That
     * caller gets the exceptions. When this method throws, it gives back all that it has taken. It
     * runs under no lock, and may take long.
     */
    protected void beforeStart() {}

    /**
     * Does the thread's work, until {@link #isStopRequested()}. An exception is reported as an
     * error.
     */
    protected abstract void runBody() throws Exception;

    /** Wakes the body, so that the body sees {@link #isStopRequested()}. */
    protected void onStopRequested() {}

    /**
     * Gives back the thread's resources. It is called once: after the body, at a stop without a
     * start before, or in a start that a stop overtook.
     */
    protected void afterEnd() {}

    /** Reports an error to the log and to the error callback. Never throws. */
    protected final void report(ValkkaException error) {
        String who = error.getMessage().startsWith(label()) ? "" : label() + ": ";
        faults.log(Level.WARNING, () -> who + error.getMessage());
        Consumer<ValkkaException> callback = errorCallback;
        if (callback != null) {
            callUser("error callback", () -> callback.accept(error));
        }
    }

    /**
     * Runs a callback of the user's. When the callback throws, the exception is logged and the
     * thread goes on.
     *
     * @return whether the callback returned without an exception
     */
    protected final boolean callUser(String what, Runnable callback) {
        try {
            callback.run();
            return true;
        } catch (RuntimeException | Error e) {
            faults.log(Level.WARNING, () -> label() + ": the " + what + " threw " + e + "; the thread goes on", e);
            return false;
        }
    }

    private void runThread() {
        LOG.log(Level.DEBUG, () -> label() + " starts");
        try {
            runBody();
        } catch (ValkkaException e) {
            report(e);
        } catch (Exception | Error e) {
            report(new ValkkaException(Kind.IO, label() + " ended by an unexpected error: " + e, e));
        } finally {
            try {
                giveBack();
            } finally {
                reach(State.ENDED);
            }
            LOG.log(Level.DEBUG, () -> label() + " has ended");
        }
    }

    private void giveBack() {
        try {
            afterEnd();
        } catch (RuntimeException | Error e) {
            report(new ValkkaException(Kind.IO, label() + ": cleaning up failed: " + e.getMessage(), e));
        }
    }

    /**
     * Returns the thread as the lessons' drawings show it: {@code (ValkkaFSWriterThread:writer)}.
     */
    public final String label() {
        return "(" + getClass().getSimpleName() + ":" + name + ")";
    }

    /** Returns one line: the thread as in a drawing, its state, and its counters. */
    @Override
    public String toString() {
        return label() + " " + stateWord() + ": " + stats();
    }

    /** Returns the thread's state, as {@code toString()} says it. */
    protected final String stateWord() {
        synchronized (lock) {
            return switch (state) {
                case NEW -> stopRequested ? "stopped" : "not started";
                case STARTING -> "starting";
                case RUNNING -> stopRequested ? "stopping" : "running";
                case ENDED -> "stopped";
            };
        }
    }
}
