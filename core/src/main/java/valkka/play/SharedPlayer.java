package valkka.play;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
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
    private static final long CALLBACK_NANOS = 500_000_000;
    private static final long LARGEST_DEFAULT_BUDGET = 256 * Bytes.MiB;
    /** How long a stream that is removed may keep its last frame. */
    private static final long LAST_FRAME_SECONDS = 5;

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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition delivered = lock.newCondition();
    private final FrameCache cache =
            new FrameCache(Math.min(LARGEST_DEFAULT_BUDGET, Runtime.getRuntime().maxMemory() / 4));
    private final PlayOrder order;
    private final Player player;

    private volatile LongConsumer timeCallback = time -> {};
    private volatile Consumer<TimeRange> limitsCallback = limits -> {};

    // The lock guards these fields, the cache and the player. Most code that uses them runs in
    // lambdas under ask(), where the checker of @GuardedBy does not see the lock.
    private @Nullable Thread thread;
    private boolean ending;
    private boolean ended;
    private boolean timeIsNew;
    private boolean limitsAreNew;
    private long nextCallback;
    /**
     * The frame that a filter has now; {@code null} between frames. Frames are counted: one filter
     * may get several in a row.
     */
    private PlayOrder.@Nullable Delivery delivering;

    private long deliveries;
    private long refusedWhenEnded;
    private long filterErrors;
    private boolean filterErrorReported;

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

    void setTimeCallback(@Nullable LongConsumer callback) {
        timeCallback = callback == null ? time -> {} : callback;
    }

    void setLimitsCallback(@Nullable Consumer<TimeRange> callback) {
        limitsCallback = callback == null ? limits -> {} : callback;
    }

    /**
     * Sets the listener for the cache's losses. It is called under the lock and must return soon.
     */
    void onLoss(Consumer<FrameCache.Loss> listener) {
        ask(now -> {
            cache.onLoss(listener);
            return null;
        });
    }

    // ---- frames come in ----

    /**
     * Takes a frame in, in the caller's thread, and never waits. Wakes the player only at the end
     * of a pull, so that play does not begin with half a pull.
     */
    void take(Frame frame) {
        lock.lock();
        try {
            if (ended) {
                refusedWhenEnded += frame instanceof BasicFrame ? 1 : 0;
            } else if (frame instanceof BasicFrame basic) {
                cache.add(basic, player.cacheTime(), order.isForward());
            } else if (frame instanceof MarkerFrame marker && marker.isOfPull()) {
                takeEndOfPull(marker.kind() == MarkerFrame.Kind.START);
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeEndOfPull(boolean begins) {
        cache.endRun();
        player.pulling(begins);
        if (!begins) {
            limitsAreNew = true;
            timeIsNew |= player.answerSeek(clock.nanoTime());
            wake();
        }
    }

    // ---- commands ----

    /**
     * Gives a slot a filter.
     *
     * @return false when the slot has a filter already
     */
    boolean register(FileStreamContext context) {
        return command(now -> {
            filterErrorReported = false;
            return order.connect(context.slot(), context.filter());
        });
    }

    /**
     * Removes a slot's filter, and waits, without the lock, until the stream's last frame has left
     * the filter.
     *
     * @return false when the slot has no filter
     */
    boolean deregister(int slot) {
        return command(now -> disconnect(slot));
    }

    /**
     * Does the same as {@link #deregister}, and forgets the frames of the slot, which is to bear
     * another stream. Does nothing when the player has ended.
     */
    void remove(int slot) {
        ask(now -> {
            player.forget(slot);
            return disconnect(slot);
        });
    }

    private boolean disconnect(int slot) {
        if (!order.disconnect(slot)) {
            return false;
        }
        awaitDelivered(slot);
        return true;
    }

    private void awaitDelivered(int slot) {
        long last = deliveries;
        long left = TimeUnit.SECONDS.toNanos(LAST_FRAME_SECONDS);
        try {
            while (isDelivering(slot)
                    && deliveries == last
                    && Thread.currentThread() != thread
                    && ValkkaThread.mayWait()) {
                if (left <= 0) {
                    throw new ValkkaException(
                            Kind.TIMEOUT,
                            user + ": the filter of slot " + slot + " has held a frame for more than "
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

    void seek(long mstimestamp, boolean clear) {
        command(now -> {
            if (clear) {
                player.clear(now);
            }
            filterErrorReported = false;
            timeIsNew |= player.seek(now, mstimestamp);
            return null;
        });
    }

    void play() {
        command(now -> {
            if (!player.isPlaying()) {
                nextCallback = now + CALLBACK_NANOS;
            }
            player.play(now);
            return null;
        });
    }

    /** Lets the time stand still, and tells the streams and the time callback. */
    void stop() {
        moveTime(player::stop);
    }

    /**
     * Lets the time stand still during a search for the next time. Nobody is told of the time
     * before.
     */
    void hold() {
        command(player::hold);
    }

    boolean step() {
        return moveTime(player::step);
    }

    boolean stepBack() {
        return moveTime(player::stepBack);
    }

    /**
     * Runs a command that returns whether the time has changed since the last callback. A changed
     * time is reported soon.
     */
    private boolean moveTime(LongPredicate move) {
        return command(now -> {
            boolean moved = move.test(now);
            timeIsNew |= moved;
            return moved;
        });
    }

    void setSpeed(double speed) {
        command(now -> {
            player.setSpeed(now, speed);
            return null;
        });
    }

    void clear() {
        command(now -> {
            player.clear(now);
            return null;
        });
    }

    void setMemoryBudget(long bytes) {
        command(now -> {
            cache.setBudget(bytes, player.cacheTime(), order.isForward());
            return null;
        });
    }

    /**
     * Runs a command of the user's.
     *
     * @throws ValkkaException {@code CLOSED} when the thread has ended
     */
    private <T extends @Nullable Object> T command(LongFunction<T> command) {
        return ask(now -> {
            if (ended) {
                throw new ValkkaException(Kind.CLOSED, user + " has been stopped: make a new one");
            }
            T result = command.apply(now);
            wake();
            return result;
        });
    }

    private void wake() {
        if (thread != null) {
            clock.wake(thread);
        }
    }

    // ---- questions ----

    long currentTime() {
        return ask(player::current);
    }

    TimeRange limits() {
        return ask(now -> cache.limits());
    }

    TimeRange limits(int slot) {
        return ask(now -> cache.limits(slot));
    }

    FileCacheStats stats() {
        return ask(this::stats);
    }

    private FileCacheStats stats(long now) {
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

    /** Returns the counters, and a line for each slot. */
    String describe() {
        return ask(now -> {
            StringBuilder text = new StringBuilder(user + ": " + stats(now));
            for (CachedTrack track : cache.tracks()) {
                text.append(System.lineSeparator())
                        .append("slot ")
                        .append(track.slot())
                        .append(": ")
                        .append(track);
            }
            return text.toString();
        });
    }

    private <T extends @Nullable Object> T ask(LongFunction<T> question) {
        lock.lock();
        try {
            return question.apply(clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    // ---- the thread that plays ----

    /** Sets the thread that calls {@link #nextWork} from now on. */
    void begin(Thread playing) {
        ask(now -> {
            thread = playing;
            return null;
        });
    }

    /**
     * Ends all work, so that the thread no longer waits for any. A wake alone would not be enough:
     * the thread may have checked for a stop already, and its wait for the lock takes the wake
     * away.
     */
    void requestEnd() {
        ask(now -> {
            ending = true;
            wake();
            return null;
        });
    }

    /** Gives the frames' memory back: a player that has ended plays no longer. */
    void end() {
        ask(now -> {
            ended = true;
            player.clear(now);
            return null;
        });
    }

    /** Returns the present task, which runs under no lock: a callback, a frame, or a wait. */
    Runnable nextWork() {
        return ask(now -> {
            if (ending) {
                return () -> {};
            }
            if (limitsAreNew) {
                limitsAreNew = false;
                TimeRange limits = cache.limits();
                return () -> user.callUser("limits callback", () -> limitsCallback.accept(limits));
            }
            boolean timeIsDue = player.isPlaying() && now >= nextCallback;
            // Frames that are due at the same moment pass first, but filters that are always late
            // do not keep the callback waiting.
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
                return () -> user.callUser("time callback", () -> timeCallback.accept(time));
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
                    Kind.IO, "the filter behind " + user + " threw " + e + " at " + delivery.frame(), e);
        }
        boolean toBeTold = afterDelivery(failure != null);
        if (failure != null && toBeTold) {
            user.report(failure);
        }
    }

    /**
     * Notes that a filter has returned.
     *
     * @return whether to report the error: once a seek, for a filter that fails at each frame would
     *     fill the log
     */
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
