package valkka.filter;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A part of a filtergraph that has a thread of its own: it owns a {@link Thread} and is none. It runs once: {@link #start()},
 * then {@link #stop()}. libValkka: {@code Thread}, with {@code startCall}, {@code stopCall}, {@code requestStopCall} and
 * {@code waitStopCall}.
 *
 * <p>Callbacks and filters run in these threads and may call any method of the library. So that no two threads wait for each other,
 * whatever the callbacks call, there is one rule:
 *
 * <ul>
 *   <li>A writer's thread waits for no other thread of the library ({@link #mayWait()}). A call that would have to wait answers with what
 *       is known, asks and returns, or throws {@code BUSY}; its Javadoc says which.
 *   <li>Every other thread of the library waits for the end of writers alone: {@link #stop()} of any other thread asks and returns.
 *   <li>A wait of any caller ends with {@code TIMEOUT} when the other thread has got no further for a minute. The message names the call
 *       that holds the other thread.
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

    /** More than a slow disk takes for what a writer has accepted. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final String name;
    private final System.Logger faults;
    private final Object lock = new Object();
    private State state = State.NEW;
    private @Nullable Thread starter; // the caller of start() while it is in there
    private @Nullable Thread thread; // null before it is started
    private volatile boolean stopRequested;
    private volatile @Nullable Consumer<ValkkaException> errorCallback;

    /** A thread whose faults are logged under {@code valkka.thread}. */
    protected ValkkaThread(String name) {
        this(name, LOG);
    }

    /**
     * A thread of a part of the library that has a logger of its own.
     *
     * @param name which the Java thread bears too
     * @param faults where its errors are logged, and what its callbacks throw; its start and end stay with {@code valkka.thread}
     */
    protected ValkkaThread(String name, System.Logger faults) {
        this.name = Objects.requireNonNull(name, "name");
        this.faults = Objects.requireNonNull(faults, "faults");
    }

    /** The name given at construction, which the Java thread bears too. */
    public final String name() {
        return name;
    }

    /**
     * Starts the thread. A stop that is requested meanwhile does not wait for this call, which then
     * throws {@code CLOSED}.
     *
     * @throws ValkkaException {@code CLOSED} when it has run before or a stop was requested, {@code
     *     BUSY} when it runs or another thread is starting it, {@code IO} when the system has no
     *     thread left, and what the thread needs and cannot have
     */
    public final void start() {
        beginStart();
        boolean prepared = false;
        boolean launched = false;
        try {
            beforeStart(); // under no lock: a disk or a callback may hold it for long
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
                        this + (state == State.RUNNING ? " is running already" : " is being started already"));
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
                        this + " cannot start: the system gives no further thread (" + e.getMessage() + ")",
                        e);
            }
            reach(State.RUNNING);
        }
    }

    /**
     * @param prepared whether {@link #beforeStart()} has taken what the thread needs: it would be
     *     held for ever
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
        return new ValkkaException(Kind.CLOSED, this + " has been stopped: make a new one to start again");
    }

    /**
     * Asks the thread to end and waits until it has. Does nothing on a thread that has ended; one that was never started
     * cannot be started any more. In a callback or a filter it asks, and waits only as {@link #waitStop()} does.
     *
     * @throws ValkkaException {@code CLOSED} when the waiting thread is interrupted, {@code TIMEOUT} when it has not ended within a minute,
     *     since a filter, a callback or the disk holds it; the thread ends all the same, as soon as it can
     */
    public final void stop() {
        requestStop();
        waitStop();
    }

    /**
     * Asks the thread to end, and returns at once, also while {@link #start()} is held by a slow
     * disk.
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
        } else if (asked != State.STARTING) { // else start() sees the request, and gives back
            onStopRequested();
        }
    }

    /**
     * Waits until the thread has ended. Returns at once when it was never started. In a thread of the library, that is in a callback or a
     * filter, it returns at once too, with one exception: a thread that is no writer's waits for the end of a writer.
     *
     * @throws ValkkaException {@code CLOSED} when the waiting thread is interrupted, {@code TIMEOUT} after a minute
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
                throw timedOut("has not ended", atMost, "it is", running);
            }
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted(
                    "waiting for " + this + " to end; it has been asked to and ends by itself");
        }
    }

    /** Waits while another thread is inside {@link #start()}. */
    private void awaitStart(Duration atMost, long deadline) throws InterruptedException {
        synchronized (lock) {
            for (Thread holder = starter; holder != null && holder != Thread.currentThread(); holder = starter) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw timedOut("has not started", atMost, "start() is", holder);
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        }
    }

    private ValkkaException timedOut(String what, Duration atMost, String who, Thread holder) {
        return new ValkkaException(
                Kind.TIMEOUT,
                this + " " + what + " within " + atMost.toMillis() / 1000.0 + " s: " + who + " in "
                        + placeOf(holder.getStackTrace()) + ", and it ends when that returns");
    }

    /**
     * Whether the caller may wait for what another thread of the library does: everybody may but the callbacks of a writer, whose cameras
     * would wait with it.
     */
    public static boolean mayWait() {
        return CallbackThread.mayWait();
    }

    /**
     * Whether this thread waits for no other one of the library, in whatever callback. Then the others may wait for it.
     */
    protected boolean waitsForNobody() {
        return false;
    }

    /**
     * Waits for something that this thread is to do.
     *
     * @param doing what that is, as in "reading blocks"
     * @return its result
     * @throws ValkkaException what it ended with; {@code TIMEOUT} when the thread has got no further for a minute, and where it is;
     *     {@code BUSY} in the callback of a writer, which waits for nobody
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public final <T> T await(Future<T> promised, String doing) throws InterruptedException {
        if (!mayWait() && !promised.isDone()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    "in the callback of the writer '" + Thread.currentThread().getName() + "', which waits for nobody, "
                            + this + " cannot be waited for, " + doing + ": do that in a thread of your own");
        }
        long before = progress();
        while (true) {
            try {
                return promised.get(patience().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long now = progress();
                if (now == before) {
                    throw stalled(doing);
                }
                before = now;
            } catch (ExecutionException e) {
                Throwable why = e.getCause();
                throw why instanceof ValkkaException known
                        ? new ValkkaException(known.kind(), known.getMessage(), known)
                        : new ValkkaException(Kind.IO, this + ": an unexpected error ended " + doing + ": " + why, why);
            }
        }
    }

    /** A number that changes as the thread gets on with its work: whoever waits goes on waiting then. */
    protected long progress() {
        return 0;
    }

    /** How long others wait for this thread while it gets no further. */
    protected Duration patience() {
        return LONGEST_WAIT;
    }

    /**
     * What to throw at a caller who has waited for {@link #patience()}.
     *
     * @param doing what the caller waited for, as in "reading blocks"
     */
    protected final ValkkaException stalled(String doing) {
        Thread running;
        synchronized (lock) {
            running = thread;
        }
        return new ValkkaException(
                Kind.TIMEOUT,
                this + " has got no further with " + doing + " for "
                        + patience().toMillis() / 1000.0 + " s: it "
                        + (running == null
                                ? "is not running"
                                : "is in " + placeOf(running.getStackTrace()) + ", and goes on when that returns"));
    }

    /**
     * Waits in {@link #runBody()} until a stop is requested. An interrupt, which a callback may
     * leave behind, ends neither this wait nor the thread: only {@link #requestStop()} does.
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
            faults.log(Level.DEBUG, () -> this + ": an interrupt is ignored, as stop() alone ends this thread");
        }
        return stopRequested;
    }

    /** The innermost call that is not Java's own. */
    private static String placeOf(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(call -> !call.getClassName().matches("(java|jdk|sun)\\..*"))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("nothing of its own");
    }

    /** {@link #stop()}; may be called twice. */
    @Override
    public final void close() {
        stop();
    }

    /** Whether the thread has been started and has not ended. */
    public final boolean isRunning() {
        synchronized (lock) {
            return state == State.RUNNING;
        }
    }

    /** What the thread has done so far: a record of counters, each explained there, that prints as one line. */
    public abstract Record stats();

    /**
     * Calls {@code callback} with every error that happens in the thread and has no caller to be thrown at. Replaces the
     * callback before; {@code null} removes it. Errors are logged all the same.
     */
    public final void setErrorCallback(@Nullable Consumer<ValkkaException> callback) {
        errorCallback = callback;
    }

    /** Whether {@link #requestStop()} has been called: the body ends soon when it has. */
    protected final boolean isStopRequested() {
        return stopRequested;
    }

    /** Whether the caller runs in this thread, as callbacks and filters do. */
    public final boolean isCurrentThread() {
        synchronized (lock) {
            return thread == Thread.currentThread();
        }
    }

    /**
     * Takes what the thread needs, in the thread of the caller of {@link #start()}, which gets what
     * this throws. It gives back what it took when it throws. It is called under no lock, and may
     * take long.
     */
    protected void beforeStart() {}

    /** What the thread does, until {@link #isStopRequested()}. What it throws is reported as an error. */
    protected abstract void runBody() throws Exception;

    /** Wakes the body, so that it sees {@link #isStopRequested()}. */
    protected void onStopRequested() {}

    /**
     * Gives back what the thread held. It is called once: after the body, at a stop without a start
     * before, or in a start that a stop overtook.
     */
    protected void afterEnd() {}

    /** Tells the owner of an error: the log, and the error callback. Never throws. */
    protected final void report(ValkkaException error) {
        String who = error.getMessage().startsWith(toString()) ? "" : this + ": ";
        faults.log(Level.WARNING, () -> who + error.getMessage());
        Consumer<ValkkaException> callback = errorCallback;
        if (callback != null) {
            callUser("error callback", () -> callback.accept(error));
        }
    }

    /**
     * Runs a callback of the user's, which may throw: that is logged and the thread goes on.
     *
     * @return whether it went well
     */
    protected final boolean callUser(String what, Runnable callback) {
        try {
            callback.run();
            return true;
        } catch (RuntimeException | Error e) {
            faults.log(Level.WARNING, () -> this + ": the " + what + " threw " + e + "; the thread goes on", e);
            return false;
        }
    }

    private void runThread() {
        LOG.log(Level.DEBUG, () -> this + " starts");
        try {
            runBody();
        } catch (ValkkaException e) {
            report(e);
        } catch (Exception | Error e) {
            report(new ValkkaException(Kind.IO, this + " ended by an unexpected error: " + e, e));
        } finally {
            giveBack();
            reach(State.ENDED);
            LOG.log(Level.DEBUG, () -> this + " has ended");
        }
    }

    private void giveBack() {
        try {
            afterEnd();
        } catch (RuntimeException | Error e) {
            report(new ValkkaException(Kind.IO, this + ": cleaning up failed: " + e.getMessage(), e));
        }
    }

    /** As the lessons' drawings show it: {@code (ValkkaFSWriterThread:writer)}. */
    @Override
    public String toString() {
        return "(" + getClass().getSimpleName() + ":" + name + ")";
    }
}
