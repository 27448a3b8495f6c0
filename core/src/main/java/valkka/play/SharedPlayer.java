package valkka.play;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/**
 * The work of a {@link FileCacheThread}: frames come in by any thread, commands by any other, and one thread plays. What is shared is
 * behind one lock, which is held for moments: filters and callbacks run outside.
 */
final class SharedPlayer {
    private static final long CALLBACK_NANOS = 500_000_000;
    private static final long LARGEST_DEFAULT_BUDGET = 256 * Bytes.MiB;
    /** How long a stream that is taken away may keep its last frame. */
    private static final long LAST_FRAME_SECONDS = 5;

    /** The thread that this works for. */
    interface Owner {
        void report(ValkkaException error);

        /** Runs what a user gave, which may throw. */
        void callUser(String what, Runnable callback);
    }

    /** What is asked of a player, at a time of the clock. */
    interface Command<T> {
        T run(long now);
    }

    private final Owner owner;
    private final PlayClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition delivered = lock.newCondition();
    private final FrameCache cache =
            new FrameCache(Math.min(LARGEST_DEFAULT_BUDGET, Runtime.getRuntime().maxMemory() / 4));
    private final PlayOrder order;
    private final Player player;

    private volatile LongConsumer timeCallback = time -> {};
    private volatile Consumer<TimeRange> limitsCallback = limits -> {};

    // Guarded by the lock.
    private Thread thread;
    private boolean ending;
    private boolean ended;
    private boolean timeIsNew;
    private boolean limitsAreNew;
    private long nextCallback;
    /** The frame that a filter has now; {@code null} between frames. Frames are counted: one filter may get several in a row. */
    private PlayOrder.Delivery delivering;

    private long deliveries;
    private long refusedWhenEnded;
    private long filterErrors;
    private boolean filterErrorReported;

    SharedPlayer(Owner owner, FrameFilter others, PlayClock clock) {
        this.owner = owner;
        this.clock = clock;
        this.order = new PlayOrder(cache, others);
        this.player = new Player(cache, order);
    }

    Player player() {
        return player;
    }

    FrameCache cache() {
        return cache;
    }

    void setTimeCallback(LongConsumer callback) {
        timeCallback = callback == null ? time -> {} : callback;
    }

    void setLimitsCallback(Consumer<TimeRange> callback) {
        limitsCallback = callback == null ? limits -> {} : callback;
    }

    /**
     * Takes a frame in, in the caller's thread; never waits. The player is woken at the end of a pull: once for all, and it does not begin with
     * half of what is coming.
     */
    void take(Frame frame) {
        lock.lock();
        try {
            if (ended) {
                refusedWhenEnded += frame instanceof BasicFrame ? 1 : 0;
            } else if (frame instanceof BasicFrame basic) {
                cache.add(basic, player.cacheTime(), order.isForward());
            } else if (frame instanceof MarkerFrame marker) {
                cache.endRun();
                player.pulling(marker.kind() == MarkerFrame.Kind.START);
                if (marker.kind() == MarkerFrame.Kind.END) {
                    limitsAreNew = true;
                    timeIsNew |= player.answerSeek(clock.nanoTime());
                    wake();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks, and changes nothing. */
    <T> T ask(Command<T> question) {
        lock.lock();
        try {
            return question.run(clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** @throws ValkkaException {@code CLOSED} when the thread has ended */
    <T> T command(Command<T> command) {
        lock.lock();
        try {
            if (ended) {
                throw new ValkkaException(Kind.CLOSED, owner + " has been stopped: make a new one");
            }
            T result = command.run(clock.nanoTime());
            wake();
            return result;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (thread != null) {
            clock.wake(thread);
        }
    }

    /**
     * From now on there is nothing to do, and the thread does not wait for it. A wake alone would not be enough: the thread may have looked
     * whether to stop, and wait for the lock, which takes the wake away.
     */
    void requestEnd() {
        ask(now -> {
            ending = true;
            wake();
            return null;
        });
    }

    boolean register(FileStreamContext context) {
        if (order.filters().containsKey(context.slot())) {
            return false;
        }
        order.filters().put(context.slot(), context.filter());
        order.restart(context.slot());
        filterErrorReported = false;
        return true;
    }

    /** Waits, while the lock is given away, until the stream's last frame has left its filter. */
    boolean deregister(int slot) {
        if (order.filters().remove(slot) == null) {
            return false;
        }
        order.restart(slot);
        awaitDelivered(slot);
        return true;
    }

    /** {@link #deregister}, and forgets the frames of the slot: it is to bear another stream. */
    void remove(int slot) {
        player.forget(slot);
        deregister(slot);
    }

    private void awaitDelivered(int slot) {
        long last = deliveries;
        long left = TimeUnit.SECONDS.toNanos(LAST_FRAME_SECONDS);
        try {
            while (isDelivering(slot) && deliveries == last && Thread.currentThread() != thread) {
                if (left <= 0) {
                    throw new ValkkaException(
                            Kind.TIMEOUT,
                            owner + ": the filter of slot " + slot + " has held a frame for more than "
                                    + LAST_FRAME_SECONDS + " s; no other one will come");
                }
                left = delivered.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for the last frame of slot " + slot + " to leave its filter");
        }
    }

    private boolean isDelivering(int slot) {
        return delivering != null && delivering.frame().slot() == slot;
    }

    void seek(long now, long millis) {
        filterErrorReported = false;
        timeIsNew |= player.seek(now, millis);
    }

    void play(long now) {
        if (!player.isPlaying()) {
            nextCallback = now + CALLBACK_NANOS;
        }
        player.play(now);
    }

    FileCacheStats stats(long now) {
        PlayState state = player.state();
        return new FileCacheStats(
                state,
                player.current(now),
                state == PlayState.SEEKING ? player.target() : 0,
                player.speed(),
                cache.limits(),
                cache.frames(),
                cache.bytes(),
                cache.budget(),
                order.passed(),
                cache.duplicates(),
                cache.evicted(),
                cache.refused() + refusedWhenEnded,
                player.gapsCrossed(),
                order.skips(),
                filterErrors);
    }

    /** The thread that calls {@link #nextWork} from now on. */
    void begin(Thread playing) {
        ask(now -> {
            thread = playing;
            return null;
        });
    }

    /** Gives the frames back: what has ended plays no more. */
    void end() {
        ask(now -> {
            ended = true;
            player.clear(now);
            return null;
        });
    }

    /** What to do now, under no lock: a callback, a frame, or a wait. */
    Runnable nextWork() {
        return ask(now -> {
            if (ending) {
                return () -> {};
            }
            if (limitsAreNew) {
                limitsAreNew = false;
                TimeRange limits = cache.limits();
                return () -> owner.callUser("limits callback", () -> limitsCallback.accept(limits));
            }
            boolean timeIsDue = player.isPlaying() && now >= nextCallback;
            // What is due at the same moment passes first, but filters that are always behind do not keep the callback
            // waiting.
            boolean timeFirst = timeIsNew || (timeIsDue && now - nextCallback > CALLBACK_NANOS);
            PlayOrder.Delivery delivery = timeFirst ? null : player.next(now);
            if (delivery != null) {
                delivering = delivery;
                deliveries++;
                return () -> deliver(delivery);
            }
            if (timeIsNew || timeIsDue) {
                timeIsNew = false;
                nextCallback = timeIsDue ? Math.max(nextCallback + CALLBACK_NANOS, now) : nextCallback;
                long time = player.current(now);
                return () -> owner.callUser("time callback", () -> timeCallback.accept(time));
            }
            long wakeAt = player.isPlaying() ? Math.min(nextCallback, player.wakeAt(now)) : Long.MAX_VALUE;
            return () -> clock.parkUntil(wakeAt);
        });
    }

    private void deliver(PlayOrder.Delivery delivery) {
        ValkkaException failure = null;
        try {
            delivery.filter().run(delivery.frame());
        } catch (RuntimeException | Error e) {
            failure = new ValkkaException(
                    Kind.IO, "the filter behind " + owner + " threw " + e + " at " + delivery.frame(), e);
        }
        if (afterDelivery(failure != null)) {
            owner.report(failure);
        }
    }

    /** @return whether the owner is to be told: once a seek, for a filter that fails at each frame would fill the log */
    private boolean afterDelivery(boolean failed) {
        return ask(now -> {
            delivering = null;
            delivered.signalAll();
            boolean first = failed && !filterErrorReported;
            filterErrors += failed ? 1 : 0;
            filterErrorReported |= failed;
            return first;
        });
    }
}
