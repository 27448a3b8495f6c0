package valkka.play;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/**
 * A {@link Player} and its cache that threads share. Any thread brings frames, any other gives
 * commands, and one thread plays. One lock guards all, and each thread holds it for moments only:
 * filters and callbacks run outside the lock.
 */
final class SharedPlayer {
    private static final long LARGEST_DEFAULT_BUDGET = 256 * Bytes.MiB;

    /**
     * The thread that plays. It runs users' callbacks and filters, and reports their errors. Its
     * text names it in messages.
     */
    interface PlayingThread {
        void report(ValkkaException error);

        /** Runs a user's callback, which may throw. */
        void callUser(String what, Runnable callback);
    }

    private final PlayingThread user;
    private final PlayClock clock;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final FrameCache cache =
            new FrameCache(Math.min(LARGEST_DEFAULT_BUDGET, Runtime.getRuntime().maxMemory() / 4));

    @GuardedBy("lock")
    private final PlayOrder order;

    @GuardedBy("lock")
    private final Player player;

    private final PlayCallbacks callbacks = new PlayCallbacks();
    private volatile @Nullable Thread thread;

    @GuardedBy("lock")
    private boolean ending;

    @GuardedBy("lock")
    private boolean ended;

    @GuardedBy("lock")
    private final PresentDelivery delivery = new PresentDelivery(lock);

    @GuardedBy("lock")
    private long refusedWhenEnded;

    /**
     * Makes a player without frames.
     *
     * @param others gets the frames of slots without a filter of their own; may be null
     */
    SharedPlayer(PlayingThread user, @Nullable FrameFilter others, PlayClock clock) {
        this.user = user;
        this.clock = clock;
        this.order = new PlayOrder(cache, others);
        this.player = new Player(cache, order);
    }

    /** Returns the callbacks, for a user who sets them. */
    PlayCallbacks callbacks() {
        return callbacks;
    }

    /**
     * Sets the listener for the cache's losses. It is called under the lock and must return soon.
     */
    void onLoss(Consumer<FrameCache.Loss> listener) {
        synchronized (lock) {
            cache.onLoss(listener);
        }
    }

    // ---- frames come in ----

    /**
     * Takes a frame in, in the caller's thread, and never waits. Wakes the player only at the end
     * of a pull, so that play does not begin with half a pull.
     */
    void take(Frame frame) {
        synchronized (lock) {
            if (ended) {
                refusedWhenEnded += frame instanceof BasicFrame ? 1 : 0;
            } else if (frame instanceof BasicFrame basic) {
                player.take(basic);
            } else if (frame instanceof MarkerFrame marker && marker.isOfPull()) {
                player.pulling(marker.kind() == MarkerFrame.Kind.START);
            }
            if (ended || !(frame instanceof MarkerFrame marker) || marker.kind() != MarkerFrame.Kind.END) {
                return;
            }
            callbacks.noteLimits();
            long now = clock.nanoTime();
            callbacks.noteTime(player.answerSeek(now), now, player.current(now));
        }
        wake();
    }

    // ---- commands ----

    /**
     * Gives a slot a filter.
     *
     * @return false when the slot has a filter already
     */
    boolean register(FileStreamContext context) {
        boolean connected;
        synchronized (lock) {
            beginCommand();
            delivery.reportAgain();
            connected = order.connect(context.slot(), context.filter());
        }
        wake();
        return connected;
    }

    /**
     * Removes a slot's filter, and waits, without the lock, until the stream's last frame has left
     * the filter.
     *
     * @return false when the slot has no filter
     */
    boolean deregister(int slot) {
        synchronized (lock) {
            beginCommand();
            return disconnect(slot);
        }
    }

    /**
     * Does the same as {@link #deregister}, and forgets the frames of the slot, which is to bear
     * another stream. Does nothing when the player has ended.
     */
    void remove(int slot) {
        synchronized (lock) {
            player.forget(slot);
            disconnect(slot);
        }
    }

    @GuardedBy("lock")
    private boolean disconnect(int slot) {
        if (!order.disconnect(slot)) {
            return false;
        }
        if (Thread.currentThread() != thread && ValkkaThread.mayWait()) {
            delivery.awaitEnd(slot, user);
        }
        return true;
    }

    void seek(long mstimestamp, boolean clear) {
        synchronized (lock) {
            long now = beginCommand();
            if (clear) {
                player.clear(now);
            }
            delivery.reportAgain();
            callbacks.noteTime(player.seek(now, mstimestamp), now, player.current(now));
        }
        wake();
    }

    void play() {
        synchronized (lock) {
            long now = beginCommand();
            if (!player.isPlaying()) {
                callbacks.notePlay(now);
            }
            player.play(now);
        }
        wake();
    }

    /** Lets the time stand still, and tells the streams and the time callback. */
    void stop() {
        synchronized (lock) {
            long now = beginCommand();
            callbacks.noteTime(player.stop(now), now, player.current(now));
        }
        wake();
    }

    /**
     * Lets the time stand still during a search for the next time. Nobody is told of the time
     * before.
     */
    void hold() {
        synchronized (lock) {
            player.hold(beginCommand());
        }
        wake();
    }

    boolean step() {
        boolean moved;
        synchronized (lock) {
            long now = beginCommand();
            moved = player.step(now);
            callbacks.noteTime(moved, now, player.current(now));
        }
        wake();
        return moved;
    }

    boolean stepBack() {
        boolean moved;
        synchronized (lock) {
            long now = beginCommand();
            moved = player.stepBack(now);
            callbacks.noteTime(moved, now, player.current(now));
        }
        wake();
        return moved;
    }

    void setSpeed(double speed) {
        synchronized (lock) {
            player.setSpeed(beginCommand(), speed);
        }
        wake();
    }

    void clear() {
        synchronized (lock) {
            player.clear(beginCommand());
        }
        wake();
    }

    void setMemoryBudget(long bytes) {
        synchronized (lock) {
            beginCommand();
            player.setMemoryBudget(bytes);
        }
        wake();
    }

    /**
     * Begins a command of the user's, and returns its time.
     *
     * @throws ValkkaException {@code CLOSED} when the thread has ended
     */
    @GuardedBy("lock")
    @CanIgnoreReturnValue
    private long beginCommand() {
        if (ended) {
            throw new ValkkaException(Kind.CLOSED, user + " has been stopped: make a new one");
        }
        return clock.nanoTime();
    }

    /**
     * Wakes the thread that plays. It is called without the lock: the thread would wake only to
     * wait for the lock.
     */
    private void wake() {
        Thread playing = thread;
        if (playing != null) {
            clock.wake(playing);
        }
    }

    // ---- questions ----

    long currentTime() {
        synchronized (lock) {
            return player.current(clock.nanoTime());
        }
    }

    TimeRange limits() {
        synchronized (lock) {
            return cache.limits();
        }
    }

    TimeRange limits(int slot) {
        synchronized (lock) {
            return cache.limits(slot);
        }
    }

    FileCacheStats stats() {
        synchronized (lock) {
            return player.stats(clock.nanoTime(), refusedWhenEnded, delivery.errors());
        }
    }

    /** Returns the counters, and a line for each slot. */
    String describe() {
        synchronized (lock) {
            return user + ": " + stats() + cache.describe();
        }
    }

    // ---- the thread that plays ----

    /** Sets the thread that calls {@link #nextWork} from now on. */
    void begin(Thread playing) {
        thread = playing;
    }

    /**
     * Ends all work, so that the thread no longer waits for any. A wake alone would not be enough:
     * the thread may have checked for a stop already, and its wait for the lock takes the wake
     * away.
     */
    void requestEnd() {
        synchronized (lock) {
            ending = true;
        }
        wake();
    }

    /** Gives the frames' memory back: a player that has ended plays no longer. */
    void end() {
        synchronized (lock) {
            delivery.end();
            ended = true;
            player.clear(clock.nanoTime());
        }
    }

    /**
     * Returns the present task, which runs under no lock: a callback, a frame, or a wait. The task
     * before has ended.
     */
    Runnable nextWork() {
        synchronized (lock) {
            delivery.end();
            if (ending) {
                return () -> {};
            }
            PlayCallbacks.Call limits = callbacks.limits(cache);
            if (limits != null) {
                return () -> user.callUser(limits.name(), limits.callback());
            }
            long now = clock.nanoTime();
            PlayOrder.Delivery next = callbacks.timeIsLate(now, player.isPlaying()) ? null : player.next(now);
            if (next != null) {
                delivery.begin(next);
                return () -> deliver(next);
            }
            PlayCallbacks.Call time = callbacks.time(now, player);
            if (time != null) {
                return () -> user.callUser(time.name(), time.callback());
            }
            long wakeAt = player.isPlaying() ? Math.min(callbacks.nextPeriod(), player.wakeAt(now)) : Long.MAX_VALUE;
            return () -> clock.parkUntil(wakeAt);
        }
    }

    private void deliver(PlayOrder.Delivery next) {
        try {
            next.filter().run(next.frame());
        } catch (RuntimeException | Error e) {
            boolean first;
            synchronized (lock) {
                first = delivery.fail();
            }
            if (first) {
                user.report(new ValkkaException(
                        Kind.IO, "the filter behind " + user + " threw " + e + " at " + next.frame(), e));
            }
        }
    }
}
