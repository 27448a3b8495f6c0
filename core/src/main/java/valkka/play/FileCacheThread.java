package valkka.play;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;

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

    private final SharedPlayer player;

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
        player = new SharedPlayer(new ThisThread(), others, clock);
    }

    /** Where frames come in, from a reader as a rule. Takes them into the cache in the caller's thread, and never waits. */
    public FrameFilter getFrameFilter() {
        return player::take;
    }

    /**
     * Calls {@code callback} with {@link #getCurrentTime()}: every 500 ms while it plays, and once when a seek was answered, when
     * play has stopped, and after a step, so that it always knows where play is. 0 means that no time is set: play waits for a first
     * seek. Replaces the callback before. libValkka: {@code setPyCallback}, every 500 ms, whether it plays or not.
     */
    public void setCallback(LongConsumer callback) {
        player.setTimeCallback(callback);
    }

    /**
     * Calls {@code callback} with {@link #getTimeLimits()} when a pull's END has come; several that come at once count as one. Replaces
     * the one before. libValkka: {@code setPyCallback2}.
     */
    public void setCallback2(Consumer<TimeRange> callback) {
        player.setLimitsCallback(callback);
    }

    /** Where play is, in Unix ms; 0 before a first seek was answered. Never further than there are frames. */
    public long getCurrentTime() {
        return player.currentTime();
    }

    /** From the oldest to the newest cached frame. */
    public TimeRange getTimeLimits() {
        return player.limits();
    }

    /** {@link #getTimeLimits()} of one slot. */
    public TimeRange getTimeLimits(int slot) {
        return player.limits(slot);
    }

    /**
     * Passes the frames of a slot on. While it plays, the stream begins at the last key frame that has been.
     *
     * @throws ValkkaException {@code EXISTS} when the slot has a filter already
     */
    public void registerStream(FileStreamContext context) {
        if (!player.register(context)) {
            throw new ValkkaException(
                    Kind.EXISTS, this + ": slot " + context.slot() + " has a filter already: deregister that first");
        }
    }

    /**
     * Passes the frames of a slot on no more: none does when this returns. In the filter itself, and in the
     * callback of a writer, which waits for nobody, a last one may.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the slot has not been registered, {@code TIMEOUT} when the filter holds a frame
     *     for more than 5 s
     */
    public void deregisterStream(FileStreamContext context) {
        if (!player.deregister(context.slot())) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, this + " has no stream with slot " + context.slot() + ": register it first");
        }
    }

    /** {@link #seekStreams(long, boolean)}, with what is cached kept. */
    public void seekStreams(long mstimestamp) {
        seekStreams(mstimestamp, false);
    }

    /**
     * Goes to a time: at once when it lies in {@link #getTimeLimits()}, else when a pull has brought it. Until then nothing passes, and
     * {@link #state()} is {@code SEEKING}. Whether it plays does not change. When the seek is answered, a stream of which frames have
     * passed gets a {@code MarkerFrame} SEEK, then its setup frames and a key frame.
     *
     * @param mstimestamp Unix ms
     * @param clear forgets the cached frames first. Do that for a time that is about to be pulled, when it might lie between other pulls:
     *     what was not pulled looks like a gap in the recording.
     */
    public void seekStreams(long mstimestamp, boolean clear) {
        player.seek(mstimestamp, clear);
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
        player.play();
    }

    /**
     * Lets the time stand still. A stream of which frames have passed gets a {@code MarkerFrame} STOP. {@link #stop()} ends the
     * thread.
     */
    public void stopStreams() {
        player.stop();
    }

    /** {@link #stopStreams()} for the moment of a seek: neither the streams nor the callback are told. */
    void holdStreams() {
        player.hold();
    }

    /** Calls {@code listener} with what the cache loses, in any thread and under a lock: it must return soon. */
    void onLoss(Consumer<FrameCache.Loss> listener) {
        player.onLoss(listener);
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
        player.setSpeed(speed);
    }

    /** Stops, and goes on to the next picture. libValkka has none. @return false when there is none in the cache */
    public boolean step() {
        return player.step();
    }

    /** Stops, and goes back to the key frame before. libValkka has none. @return false when there is none in the cache */
    public boolean stepBack() {
        return player.stepBack();
    }

    /** Forgets the cached frames. The time stays, and so does a seek that is kept. */
    public void clear() {
        player.clear();
    }

    /** Passes the frames of a slot on no more, and forgets them. Does nothing when there are none, or the thread has ended. */
    void removeStream(int slot) {
        player.remove(slot);
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
        player.setMemoryBudget(bytes);
    }

    /** What it is doing. */
    public PlayState state() {
        return stats().state();
    }

    @Override
    public FileCacheStats stats() {
        return player.stats();
    }

    /** Prints what is cached, a line a slot. */
    @SuppressWarnings("SystemOut")
    public void dumpCache() {
        System.out.println(describeCache());
    }

    /** What {@link #dumpCache()} prints. */
    public String describeCache() {
        return player.describe();
    }

    @Override
    protected void runBody() {
        player.begin(Thread.currentThread());
        while (!isStopRequested()) {
            // A filter may leave an interrupt behind, which would keep this thread from waiting. It ends by stop()
            // alone.
            if (Thread.interrupted()) {
                LOG.log(Level.DEBUG, "{0}: a filter left an interrupt, which is ignored", this);
            }
            player.nextWork().run();
        }
    }

    @Override
    protected void onStopRequested() {
        player.requestEnd();
    }

    @Override
    protected void afterEnd() {
        player.end();
    }

    private final class ThisThread implements SharedPlayer.PlayingThread {
        @Override
        public void report(ValkkaException error) {
            FileCacheThread.this.report(error);
        }

        @Override
        public void callUser(String what, Runnable callback) {
            FileCacheThread.this.callUser(what, callback);
        }

        @Override
        public String toString() {
            return FileCacheThread.this.toString();
        }
    }
}
