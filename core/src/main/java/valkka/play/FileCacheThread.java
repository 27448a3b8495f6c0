package valkka.play;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;

/**
 * Keeps a reader's frames in memory, and passes them on at the speed at which they were recorded.
 * libValkka: {@code FileCacheThread}.
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
 * <p>All streams share one time. A seek sends each stream's frames from the key frame at or before
 * the time of the seek, at once. The further frames pass when their times come. A stream without an
 * earlier key frame begins at its next key frame; when this is so for all streams, play begins
 * there. Each frame passes once, whenever it was pulled: in the order of the times, and in file
 * order within one time.
 * <ul>
 * <li>A seek to a time outside the range of the cached frames waits, {@link PlayState#SEEKING},
 *     until a pull has brought the time.
 * <li>After the last cached frame the time stands still, {@link PlayState#WAITING}, and goes on
 *     when frames come.
 * <li>Where no stream has a frame for more than 2 s, the time jumps to 2 s before the next frame.
 * <li>Frames that come after their time, because their block was pulled late, pass at once. A
 *     stream that is more than 2 s late goes on at its last key frame.
 * <li>A filter that is slower than play slows play down: no frame is left out.
 * </ul>
 *
 * <p>Filters and callbacks run in this thread, under no lock. They may call anything,
 * {@code stop()} too.
 */
public final class FileCacheThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");

    private final SharedPlayer player;

    /**
     * Makes a cacher whose frames go where {@link #registerStream} says. Frames of other slots are
     * cached and do not pass.
     */
    public FileCacheThread(String name) {
        this(name, null, PlayClock.SYSTEM);
    }

    /**
     * Makes a cacher with one filter for many slots. libValkka has no such cacher.
     *
     * @param others gets the frames of all slots without a filter from {@link #registerStream}
     */
    public FileCacheThread(String name, FrameFilter others) {
        this(name, others, PlayClock.SYSTEM);
    }

    FileCacheThread(String name, @Nullable FrameFilter others, PlayClock clock) {
        super(name, LOG);
        player = new SharedPlayer(new ThisThread(), others, clock);
    }

    /**
     * Returns the input, usually for a reader. The input takes frames into the cache in the
     * caller's thread, and never waits.
     */
    public FrameFilter getFrameFilter() {
        return new Input(this);
    }

    /**
     * Sets the callback that gets {@link #getCurrentTime()}. It is called every 500 ms of play, and
     * after an answered seek, a stop and a step. So it always knows the play position. 0 means
     * that no time is set: play waits for a first seek. The callback replaces the earlier one.
     * libValkka: {@code setPyCallback}, every 500 ms, even without play.
     */
    public void setCallback(@Nullable LongConsumer callback) {
        player.callbacks().setTimeCallback(callback);
    }

    /**
     * Sets the callback that gets {@link #getTimeLimits()} after a pull's END. Several ENDs at once
     * count as one. The callback replaces the earlier one. libValkka: {@code setPyCallback2}.
     */
    public void setCallback2(@Nullable Consumer<TimeRange> callback) {
        player.callbacks().setLimitsCallback(callback);
    }

    /**
     * Returns the play position, in Unix ms; 0 before the first answered seek. The position is
     * never beyond the cached frames.
     */
    public long getCurrentTime() {
        return player.currentTime();
    }

    /** Returns the range from the oldest to the newest cached frame. */
    public TimeRange getTimeLimits() {
        return player.limits();
    }

    /** Returns {@link #getTimeLimits()} of one slot. */
    public TimeRange getTimeLimits(int slot) {
        return player.limits(slot);
    }

    /**
     * Passes the frames of a slot on to a filter. During play, the stream begins at its last key
     * frame before the play position.
     *
     * @throws ValkkaException {@code EXISTS} when the slot has a filter already
     */
    public void registerStream(FileStreamContext context) {
        if (!player.register(context)) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    label() + ": slot " + context.slot() + " has a filter already: deregister that filter first");
        }
    }

    /**
     * Stops passing on the frames of a slot: after this call no frame passes. One last frame may
     * still pass when the caller is the filter itself, or the callback of a writer, which waits for
     * nobody.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the slot has not been registered,
     *     {@code TIMEOUT} when the filter holds a frame for more than 5 s
     */
    public void deregisterStream(FileStreamContext context) {
        if (!player.deregister(context.slot())) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, label() + " has no stream with slot " + context.slot() + ": register it first");
        }
    }

    /** Does the same as {@link #seekStreams(long, boolean)}, and keeps the cached frames. */
    public void seekStreams(long mstimestamp) {
        seekStreams(mstimestamp, false);
    }

    /**
     * Goes to a time: at once when the time lies in {@link #getTimeLimits()}, else when a pull has
     * brought the time. Until then no frame passes, and {@link #state()} is {@code SEEKING}. Play
     * goes on or stands still as before. After the answer, a stream that has shown frames gets a
     * {@code MarkerFrame} SEEK, then its setup frames and a key frame.
     *
     * @param mstimestamp Unix ms
     * @param clear forgets the cached frames first. Set it for a time that is about to be pulled
     *     and may lie between other pulls: a time that was not pulled looks like a gap in the
     *     recording.
     */
    public void seekStreams(long mstimestamp, boolean clear) {
        player.seek(mstimestamp, clear);
    }

    /** Does the same as {@link #seekStreams(long)}. */
    public void seekStreams(Instant time) {
        seekStreams(time.toEpochMilli());
    }

    /** Does the same as {@link #seekStreams(long, boolean)}. */
    public void seekStreams(Instant time, boolean clear) {
        seekStreams(time.toEpochMilli(), clear);
    }

    /** Lets the time run. Before the first answered seek, play waits for a seek. */
    public void playStreams() {
        player.play();
    }

    /**
     * Lets the time stand still. A stream that has shown frames gets a {@code MarkerFrame} STOP.
     * {@link #stop()} ends the thread.
     */
    public void stopStreams() {
        player.stop();
    }

    /**
     * Does the same as {@link #stopStreams()} for the moment of a seek, but informs neither the
     * streams nor the callback.
     */
    void holdStreams() {
        player.hold();
    }

    /**
     * Sets the listener for the cache's losses. It is called in any thread and under a lock, and
     * must return soon.
     */
    void onLoss(Consumer<FrameCache.Loss> listener) {
        player.onLoss(listener);
    }

    /**
     * Sets how fast it plays. Above 4, and backwards, only key frames pass. libValkka has no such
     * method.
     *
     * @param speed 1 is the recorded speed; from 0.25 to 16, or from -16 to -0.25 to play backwards
     * @throws ValkkaException {@code BAD_ARGUMENT} for any other speed
     */
    public void setSpeed(double speed) {
        if (!(Math.abs(speed) >= 0.25 && Math.abs(speed) <= 16)) {
            throw ValkkaException.badArgument(
                    label() + ": a speed of " + speed + ": give 0.25 to 16, or -0.25 to -16 to play backwards");
        }
        player.setSpeed(speed);
    }

    /**
     * Stops, and goes on to the next picture. libValkka has no such method.
     *
     * @return false when there is no next picture in the cache
     */
    public boolean step() {
        return player.step();
    }

    /**
     * Stops, and goes back to the key frame before. libValkka has no such method.
     *
     * @return false when there is no earlier key frame in the cache
     */
    public boolean stepBack() {
        return player.stepBack();
    }

    /** Forgets the cached frames. The time and a pending seek stay. */
    public void clear() {
        player.clear();
    }

    /**
     * Stops passing on the frames of a slot, and forgets them. Does nothing when there are none, or
     * the thread has ended.
     */
    void removeStream(int slot) {
        player.remove(slot);
    }

    /**
     * Sets how much memory the cached frames may take. The default is 256 MiB, or a quarter of the
     * heap if that is less. When the memory is used up, played frames leave first. libValkka has no
     * such method.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code bytes} is not positive
     */
    public void setMemoryBudget(long bytes) {
        if (bytes <= 0) {
            throw ValkkaException.badArgument(label() + ": a memory budget of " + bytes + " bytes: give more than 0");
        }
        player.setMemoryBudget(bytes);
    }

    /** Returns the state of play. */
    public PlayState state() {
        return stats().state();
    }

    @Override
    public FileCacheStats stats() {
        return player.stats();
    }

    /** Prints the content of the cache, a line for each slot. */
    @SuppressWarnings("SystemOut")
    public void dumpCache() {
        System.out.println(describeCache());
    }

    /** Returns the text that {@link #dumpCache()} prints. */
    public String describeCache() {
        return player.describe();
    }

    @Override
    protected void runBody() {
        player.begin(Thread.currentThread());
        while (!isStopRequested()) {
            // A filter may leave an interrupt over, which would keep this thread from waiting. Only
            // stop() ends this thread.
            if (Thread.interrupted()) {
                LOG.log(Level.DEBUG, "{0}: a filter left an interrupt, which is ignored", label());
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

    /** The way in. It is a class so that a shell prints its owner. */
    private record Input(FileCacheThread cacher) implements FrameFilter {
        @Override
        public void run(Frame frame) {
            cacher.player.take(frame);
        }

        @Override
        public String toString() {
            return cacher.label() + ".getFrameFilter()";
        }
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
            return FileCacheThread.this.label();
        }
    }
}
