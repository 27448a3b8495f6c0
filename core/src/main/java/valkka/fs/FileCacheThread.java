package valkka.fs;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Keeps the frames that a reader pulls in memory, and passes them on at the speed at which they were recorded. libValkka:
 * {@code FileCacheThread}.
 *
 * <pre>{@code
 * FileCacheThread cacher = new FileCacheThread("cacher");
 * ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, cacher.getFrameFilter());
 * cacher.registerStream(new FileStreamContext(1, new InfoFrameFilter("out")));
 * cacher.start();
 * reader.start();
 * reader.setSlotId(1, 925412);
 * reader.pullBlocks(0, 1, 3, 4);
 * cacher.seekStreams(fs.getBlockTable().key(1));
 * cacher.playStreams();
 * }</pre>
 *
 * <p>All streams share one time. A seek sends, for each stream, the frames from the key frame at or before that time on, at once; from
 * there on frames pass when their times come. A stream with no key frame in front begins at its next one; when that is so for all,
 * play begins there. Whatever was pulled when, frames pass once, in the order of their times, those of one time in file order.
 *
 * <ul>
 *   <li>A seek to a time that is not between the oldest and the newest cached frame is kept, {@link PlayState#SEEKING}, until a pull
 *       has brought it.
 *   <li>Behind the last cached frame the time stands still, {@link PlayState#WAITING}, and goes on when frames come.
 *   <li>Where no stream has a frame for more than 2 s, the time jumps to 2 s before the next one.
 *   <li>Frames that come behind the time of play, because their block was pulled late, pass at once; a stream that is more than 2 s behind
 *       goes on at its last key frame.
 *   <li>A filter that is slower than play slows it down: no frame is left out for it.
 * </ul>
 *
 * Filters and callbacks run in this thread, under no lock; they may call anything, {@code stop()} too.
 */
public final class FileCacheThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final long CALLBACK_NANOS = 500_000_000;
    private static final long LARGEST_DEFAULT_BUDGET = 256 * Bytes.MiB;
    /** How long a stream that is taken away may keep its last frame. */
    private static final long LAST_FRAME_SECONDS = 5;

    private final PlayClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition delivered = lock.newCondition();
    private final FrameCache cache =
            new FrameCache(Math.min(LARGEST_DEFAULT_BUDGET, Runtime.getRuntime().maxMemory() / 4));
    private final Player player;

    private volatile LongConsumer timeCallback = time -> {};
    private volatile Consumer<TimeRange> limitsCallback = limits -> {};
    private volatile Thread playing;

    // Guarded by the lock.
    private boolean ended;
    private boolean parkedForFrames;
    private boolean timeIsNew;
    private boolean limitsAreNew;
    private long nextCallback;
    private FrameFilter delivering;
    private long refusedWhenEnded;
    private long filterErrors;
    private boolean filterErrorReported;

    /** A cacher whose frames go where {@link #registerStream} says; those of other slots are cached and do not pass. */
    public FileCacheThread(String name) {
        this(name, null);
    }

    /**
     * A cacher with one filter for many slots. libValkka has none.
     *
     * @param others gets the frames of all slots that {@link #registerStream} gives no filter of their own
     */
    public FileCacheThread(String name, FrameFilter others) {
        this(name, others, PlayClock.SYSTEM);
    }

    FileCacheThread(String name, FrameFilter others, PlayClock clock) {
        super(name, LOG);
        this.clock = clock;
        this.player = new Player(cache, others);
    }

    /** Where frames come in, from a reader as a rule. Takes them into the cache in the caller's thread, and never waits. */
    public FrameFilter getFrameFilter() {
        return this::take;
    }

    private void take(Frame frame) {
        lock.lock();
        try {
            if (frame instanceof BasicFrame basic) {
                if (ended) {
                    refusedWhenEnded++;
                } else if (cache.add(basic, player.cacheTime(), player.isForward()) && parkedForFrames) {
                    wake();
                }
            } else if (frame instanceof MarkerFrame marker && !ended) {
                cache.endRun();
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

    /**
     * Calls {@code callback} every 500 ms of play with {@link #getCurrentTime()}, and when a seek has been answered. Replaces the one
     * before. libValkka: {@code setPyCallback}.
     */
    public void setCallback(LongConsumer callback) {
        timeCallback = callback == null ? time -> {} : callback;
    }

    /**
     * Calls {@code callback} with {@link #getTimeLimits()} when a pull's END has come; several that come at once count as one. Replaces
     * the one before. libValkka: {@code setPyCallback2}.
     */
    public void setCallback2(Consumer<TimeRange> callback) {
        limitsCallback = callback == null ? limits -> {} : callback;
    }

    /** Where play is, in Unix ms; 0 before a first seek was answered. Never further than there are frames. */
    public long getCurrentTime() {
        lock.lock();
        try {
            return player.current(clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** From the oldest to the newest cached frame. */
    public TimeRange getTimeLimits() {
        lock.lock();
        try {
            return cache.limits();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Passes the frames of a slot on. While it plays, the stream begins at the last key frame that has been.
     *
     * @throws ValkkaException {@code EXISTS} when the slot has a filter already
     */
    public void registerStream(FileStreamContext context) {
        command(now -> {
            FrameFilter other = player.filters().putIfAbsent(context.slot(), context.filter());
            if (other != null) {
                throw new ValkkaException(
                        Kind.EXISTS,
                        this + ": slot " + context.slot() + " goes to " + other + " already: deregister that first");
            }
            player.resetStream(context.slot());
            filterErrorReported = false;
            return null;
        });
    }

    /**
     * Passes the frames of a slot on no more: none does when this returns, except in the filter itself.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the slot has not been registered, {@code TIMEOUT} when the filter holds a frame
     *     for more than 5 s
     */
    public void deregisterStream(FileStreamContext context) {
        command(now -> {
            FrameFilter filter = player.filters().remove(context.slot());
            if (filter == null) {
                throw new ValkkaException(
                        Kind.NOT_FOUND, this + " has no stream with slot " + context.slot() + ": register it first");
            }
            player.resetStream(context.slot());
            awaitDelivered(filter);
            return null;
        });
    }

    private void awaitDelivered(FrameFilter filter) {
        long left = TimeUnit.SECONDS.toNanos(LAST_FRAME_SECONDS);
        try {
            while (delivering == filter && Thread.currentThread() != playing) {
                if (left <= 0) {
                    throw new ValkkaException(
                            Kind.TIMEOUT,
                            this + ": the filter " + filter + " has held a frame for more than " + LAST_FRAME_SECONDS
                                    + " s; no other one will come");
                }
                left = delivered.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for the last frame to leave " + filter);
        }
    }

    /** From the oldest to the newest cached frame of one slot. */
    public TimeRange getTimeLimits(int slot) {
        lock.lock();
        try {
            CachedTrack track = cache.tracks().get(slot);
            return track == null ? TimeRange.EMPTY : FrameCache.limits(List.of(track));
        } finally {
            lock.unlock();
        }
    }

    /** {@link #seekStreams(long, boolean)}, with what is cached kept. */
    public void seekStreams(long mstimestamp) {
        seekStreams(mstimestamp, false);
    }

    /**
     * Goes to a time: at once when it lies in {@link #getTimeLimits()}, else when a pull has brought it. Until then nothing passes, and
     * {@link #state()} is {@code SEEKING}. Whether it plays does not change.
     *
     * @param mstimestamp Unix ms
     * @param clear forgets the cached frames first. Do that for a time that is about to be pulled, when it might lie between other pulls:
     *     what was not pulled looks like a gap in the recording.
     */
    public void seekStreams(long mstimestamp, boolean clear) {
        command(now -> {
            if (clear) {
                player.clear();
            }
            filterErrorReported = false;
            timeIsNew |= player.seek(now, mstimestamp);
            return null;
        });
    }

    /** {@link #seekStreams(long)}. */
    public void seekStreams(Instant time) {
        seekStreams(time.toEpochMilli());
    }

    /** {@link #seekStreams(long, boolean)}. */
    public void seekStreams(Instant time, boolean clear) {
        seekStreams(time.toEpochMilli(), clear);
    }

    /** Lets the time run. Before a seek was answered that waits for it. */
    public void playStreams() {
        command(now -> {
            if (!player.isPlaying()) {
                nextCallback = now + CALLBACK_NANOS;
            }
            player.play(now);
            return null;
        });
    }

    /** Lets the time stand still. {@link #stop()} ends the thread. */
    public void stopStreams() {
        command(now -> {
            player.stop(now);
            return null;
        });
    }

    /**
     * How fast it plays. Above 4, and backwards, only key frames pass. libValkka has none.
     *
     * @param speed 1 is the recorded speed; from 0.25 to 16, or from -16 to -0.25 to play backwards
     * @throws ValkkaException {@code BAD_ARGUMENT} for another one
     */
    public void setSpeed(double speed) {
        if (!(Math.abs(speed) >= 0.25 && Math.abs(speed) <= 16)) {
            throw ValkkaException.badArgument(
                    this + ": a speed of " + speed + ": give 0.25 to 16, or -0.25 to -16 to play backwards");
        }
        command(now -> {
            player.setSpeed(now, speed);
            return null;
        });
    }

    /** Stops, and goes on to the next picture. libValkka has none. @return false when there is none in the cache */
    public boolean step() {
        return command(player::step);
    }

    /** Stops, and goes back to the key frame before. libValkka has none. @return false when there is none in the cache */
    public boolean stepBack() {
        return command(player::stepBack);
    }

    /** Forgets the cached frames. The time stays, and so does a seek that is kept. */
    public void clear() {
        command(now -> {
            player.clear();
            return null;
        });
    }

    /**
     * How much memory the cached frames may take; at first 256 MiB, or a quarter of the heap if that is less. When it is used up, what has
     * been played goes first. libValkka has none.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is not positive
     */
    public void setMemoryBudget(long bytes) {
        if (bytes <= 0) {
            throw ValkkaException.badArgument(this + ": a memory budget of " + bytes + " bytes: give more than 0");
        }
        command(now -> {
            cache.setBudget(bytes, player.cacheTime(), player.isForward());
            return null;
        });
    }

    /** Whether the caller is in a filter or a callback of this thread: then nobody may wait for it. */
    boolean isOwnThread() {
        return isCurrentThread();
    }

    /** What it is doing. */
    public PlayState state() {
        return stats().state();
    }

    @Override
    public FileCacheStats stats() {
        lock.lock();
        try {
            PlayState state = player.state();
            return new FileCacheStats(
                    state,
                    player.current(clock.nanoTime()),
                    state == PlayState.SEEKING ? player.target() : 0,
                    player.speed(),
                    cache.limits(),
                    cache.frames(),
                    cache.bytes(),
                    cache.budget(),
                    player.passed(),
                    cache.duplicates(),
                    cache.evicted(),
                    cache.refused() + refusedWhenEnded,
                    player.gapsCrossed(),
                    player.skips(),
                    filterErrors);
        } finally {
            lock.unlock();
        }
    }

    /** Prints what is cached, a line a slot. */
    @SuppressWarnings("SystemOut")
    public void dumpCache() {
        System.out.println(describeCache());
    }

    /** What {@link #dumpCache()} prints. */
    public String describeCache() {
        lock.lock();
        try {
            StringBuilder text = new StringBuilder(this + ": " + stats());
            cache.tracks()
                    .forEach((slot, track) -> text.append(System.lineSeparator())
                            .append("slot ")
                            .append(slot)
                            .append(": ")
                            .append(track));
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    private interface Command<T> {
        T run(long now);
    }

    private <T> T command(Command<T> command) {
        lock.lock();
        try {
            if (ended) {
                throw new ValkkaException(Kind.CLOSED, this + " has been stopped: make a new one");
            }
            T result = command.run(clock.nanoTime());
            wake();
            return result;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        parkedForFrames = false;
        Thread thread = playing;
        if (thread != null) {
            clock.wake(thread);
        }
    }

    @Override
    protected void runBody() {
        playing = Thread.currentThread();
        while (!isStopRequested()) {
            // A filter may leave an interrupt behind, which would keep this thread from waiting. It ends by stop()
            // alone.
            if (Thread.interrupted()) {
                LOG.log(System.Logger.Level.DEBUG, "{0}: a filter left an interrupt, which is ignored", this);
            }
            Runnable work = nextWork();
            if (work != null) {
                work.run();
            }
        }
    }

    /** What to do now, under no lock: a callback, a frame, or a wait. */
    private Runnable nextWork() {
        lock.lock();
        try {
            long now = clock.nanoTime();
            if (limitsAreNew) {
                limitsAreNew = false;
                TimeRange limits = cache.limits();
                return () -> callUser("limits callback", () -> limitsCallback.accept(limits));
            }
            boolean timeIsDue = player.isPlaying() && now >= nextCallback;
            if (timeIsNew || timeIsDue) {
                timeIsNew = false;
                if (timeIsDue) {
                    nextCallback = Math.max(nextCallback + CALLBACK_NANOS, now);
                }
                long time = player.current(now);
                return () -> callUser("time callback", () -> timeCallback.accept(time));
            }
            Player.Delivery delivery = player.next(now);
            if (delivery != null) {
                delivering = delivery.filter();
                return () -> deliver(delivery);
            }
            parkedForFrames = player.isHungry();
            long wakeAt = player.isPlaying() ? Math.min(nextCallback, player.wakeAt()) : Long.MAX_VALUE;
            return () -> clock.parkUntil(wakeAt);
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Player.Delivery delivery) {
        try {
            delivery.filter().run(delivery.frame());
        } catch (RuntimeException | Error e) {
            boolean first;
            lock.lock();
            try {
                filterErrors++;
                first = !filterErrorReported;
                filterErrorReported = true;
            } finally {
                lock.unlock();
            }
            if (first) {
                // Once a seek: a filter that fails at each frame would fill the log.
                report(new ValkkaException(
                        Kind.IO, "the filter behind " + this + " threw " + e + " at " + delivery.frame(), e));
            }
        } finally {
            lock.lock();
            try {
                delivering = null;
                delivered.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    protected void onStopRequested() {
        lock.lock();
        try {
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** The frames are given back: a thread that has ended plays no more. */
    @Override
    protected void afterEnd() {
        lock.lock();
        try {
            ended = true;
            player.clear();
        } finally {
            lock.unlock();
        }
    }
}
