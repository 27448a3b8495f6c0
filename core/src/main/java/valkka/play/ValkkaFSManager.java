package valkka.play;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Subscription;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * Writes several recordings and plays them in step, while they are written. All played streams
 * share one time. libValkka: {@code ValkkaFSManager}.
 *
 * <pre>{@code
 * ValkkaSingleFS front = ValkkaSingleFS.loadFromDirectory("front");
 * ValkkaSingleFS yard = ValkkaSingleFS.loadFromDirectory("yard");
 * ValkkaFSManager manager = new ValkkaFSManager(front, yard);
 * manager.map(front, 1001).writeSlot(1).readSlot(101, new InfoFrameFilter("front"));
 * manager.map(yard, 1002).writeSlot(2).readSlot(102, new InfoFrameFilter("yard"));
 * manager.start();
 * // cameras put their frames into manager.getInputFilter(front) and (yard), in slots 1 and 2; then
 * manager.seek(manager.getTimeRange().from());
 * manager.play();
 * }</pre>
 *
 * <p>The manager reads blocks ahead by itself, up to the newest frame of the blocks that are being
 * written. {@link FileCacheThread} says how play treats the ends of streams, gaps and missing key
 * frames. Where one stream has a gap the others go on. Where no stream has a frame for more than 2
 * s the time jumps.
 *
 * <p>Any thread may call all methods, callbacks and filters included. In these, {@link #close()}
 * waits for writers alone, and in a writer's callback for nobody. Callbacks run under no lock.
 */
public final class ValkkaFSManager implements AutoCloseable {
    private final List<FSGroup> groups = new ArrayList<>();
    private final FileCacheThread cacher;
    private final PlayCommands commands;
    private final FeederThread feeder;

    @GuardedBy("this")
    private final List<Subscription> blockListeners = new ArrayList<>();

    @GuardedBy("this")
    private boolean started;

    @GuardedBy("this")
    private boolean closed;

    /**
     * Makes a manager of these recordings, which stay open when the manager is closed.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no recording, or one is given
     *     twice; {@code CLOSED} when one has been closed
     */
    public ValkkaFSManager(ValkkaFS... recordings) {
        this(List.of(recordings));
    }

    /** Does the same as {@link #ValkkaFSManager(ValkkaFS...)}. */
    public ValkkaFSManager(List<? extends ValkkaFS> recordings) {
        this(recordings, new FileCacheThread("manager cacher"));
    }

    ValkkaFSManager(List<? extends ValkkaFS> recordings, FileCacheThread cacher) {
        Set<ValkkaFS> different = new HashSet<>(recordings);
        if (recordings.isEmpty() || different.size() < recordings.size()) {
            throw ValkkaException.badArgument(
                    "a manager of " + recordings.size() + " recordings: give at least one, and each once");
        }
        this.cacher = cacher;
        for (ValkkaFS fs : recordings) {
            groups.add(FSGroup.intoCache(fs, cacher.getFrameFilter()));
        }
        this.commands = new PlayCommands(cacher);
        this.feeder = new FeederThread("manager feeder", groups, cacher, commands, this, System::nanoTime);
    }

    // ---- what is written and played ----

    /**
     * Returns the mapping of a stream of a recording. The calls of the mapping take effect at once.
     *
     * @param id the stream's number in the recording
     * @throws ValkkaException {@code NOT_FOUND} when the recording is none of this manager's
     */
    public StreamMapping map(ValkkaFS fs, long id) {
        return new StreamMapping(this, group(fs), id);
    }

    /**
     * Stops writing and playing a stream. Does nothing when the stream is not mapped.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the recording is none of this manager's,
     *     {@code TIMEOUT} when the stream's filter holds a frame for long
     */
    public void unmap(ValkkaFS fs, long id) {
        FSGroup group = group(fs);
        group.stopWriting(id);
        stopReading(group, id);
    }

    /**
     * Returns the input for the cameras of a recording, which never waits.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the recording is none of this manager's
     */
    public FrameFilter getInputFilter(ValkkaFS fs) {
        return group(fs).getInputFilter();
    }

    /** Returns the manager's recordings, in the order of its constructor. */
    public List<ValkkaFS> recordings() {
        return groups.stream().map(FSGroup::fs).toList();
    }

    private FSGroup group(ValkkaFS fs) {
        return groups.stream()
                .filter(group -> group.fs() == fs)
                .findFirst()
                .orElseThrow(() -> new ValkkaException(
                        Kind.NOT_FOUND, label() + " does not manage " + fs + ": give it to its constructor"));
    }

    void startReading(FSGroup group, long id, FileStreamContext context) {
        group.readSlot(context.slot(), id);
        boolean registered = false;
        try {
            cacher.registerStream(context);
            registered = true;
        } finally {
            if (!registered) {
                group.stopReading(id);
            }
        }
        commands.remapped();
    }

    void stopReading(FSGroup group, long id) {
        Integer slot = group.stopReading(id);
        if (slot != null) {
            cacher.removeStream(slot);
        }
    }

    // ---- play ----

    /**
     * Starts the threads: the readers, the player, and the writers of recordings that have a stream
     * to be written. When a thread cannot start, closes all threads.
     *
     * @throws ValkkaException {@code BUSY} when the manager runs already, or somebody else writes
     *     one of the recordings
     */
    public void start() {
        synchronized (this) {
            if (closed) {
                throw new ValkkaException(Kind.CLOSED, label() + " has been closed: make a new one");
            }
            if (started) {
                throw new ValkkaException(Kind.BUSY, label() + " is running already");
            }
            started = true;
        }
        boolean done = false;
        try {
            listenToBlocks();
            groups.forEach(FSGroup::start);
            cacher.start();
            feeder.start();
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** Returns whether the manager has been started and not closed. */
    public synchronized boolean isRunning() {
        return started && !closed;
    }

    /**
     * Lets the time run, from the play position, or from the beginning when there was no seek
     * before. Waits for a seek that is on its way.
     *
     * @throws ValkkaException {@code CLOSED} when the manager has been closed
     */
    public void play() {
        commands.play();
    }

    /**
     * Lets the time stand still. Recording goes on; {@link #close()} ends recording.
     *
     * @throws ValkkaException {@code CLOSED} when the manager has been closed
     */
    public void pause() {
        commands.pause();
    }

    /**
     * Does the same as {@link #pause()}, by libValkka's name. The {@code stop()} of a thread ends
     * the thread; this method does not.
     */
    public void stop() {
        pause();
    }

    /**
     * Brings the frames of the open blocks into the tables of all recordings, so that
     * {@code getBlockTable()}, searches and play know of them. No block is closed. libValkka:
     * {@code update}.
     *
     * @throws ValkkaException {@code IO} when a disk fails
     */
    public void update() {
        groups.forEach(group -> group.fs().updateTable(false));
        commands.wake();
    }

    /**
     * Goes to a time, or to the nearest recorded time, and reads the frames that it needs. Returns
     * at once. Play goes on or stands still as before. A new seek replaces an earlier seek that has
     * not begun, and both end with the same result.
     *
     * @param mstimestamp Unix ms
     * @return done when all streams have reached the time. It ends with a {@code ValkkaException}:
     *     {@code IO} when a disk fails, {@code CLOSED} when the manager is closed before. Do not
     *     wait for it in a callback.
     * @throws ValkkaException {@code CLOSED} when the manager has been closed
     */
    public CompletableFuture<SeekResult> seek(long mstimestamp) {
        return commands.seek(mstimestamp);
    }

    /** Does the same as {@link #seek(long)}. */
    public CompletableFuture<SeekResult> seek(Instant time) {
        return seek(time.toEpochMilli());
    }

    /** Sets how fast it plays: {@link FileCacheThread#setSpeed}. */
    public void setSpeed(double speed) {
        cacher.setSpeed(speed);
        commands.wake();
    }

    /**
     * Sets how much memory the frames that wait for play may take:
     * {@link FileCacheThread#setMemoryBudget}.
     */
    public void setMemoryBudget(long bytes) {
        cacher.setMemoryBudget(bytes);
    }

    /** Returns the state of play; {@code SEEKING} while a seek is on its way. */
    public PlayState state() {
        return commands.isSeeking() ? PlayState.SEEKING : cacher.state();
    }

    /** Returns the manager's state, and its work so far. */
    public ManagerStats stats() {
        return feeder.stats();
    }

    /** Sets who is told of the stages of each seek. */
    void trace(SeekTrace trace) {
        feeder.trace(trace);
    }

    // ---- times ----

    /** Returns the play position, in Unix ms; 0 before the first answered seek. */
    public long getCurrentTime() {
        return cacher.getCurrentTime();
    }

    /**
     * Returns the range from the oldest to the newest frame of all recordings, with the frames that
     * are being written now. In a writer's callback, which waits for no other writer, it returns
     * what the tables know: newer frames of the other recordings show a moment later.
     */
    public TimeRange getTimeRange() {
        TimeRange all = TimeRange.EMPTY;
        for (FSGroup group : groups) {
            all = all.union(group.timeRangeNow());
        }
        return all;
    }

    /** Returns {@link #getTimeRange()} of one recording. */
    public TimeRange getTimeRangeByValkkaFS(ValkkaFS fs) {
        return group(fs).timeRangeNow();
    }

    /** Returns the range from the oldest to the newest frame in the cache. */
    public TimeRange getCurrentTimeRange() {
        return cacher.getTimeLimits();
    }

    // ---- callbacks ----

    /**
     * Sets the callback that gets {@link #getCurrentTime()}. It is called every 500 ms of play, and
     * after an answered seek and a pause. 0 means that no time is set. The callback replaces the
     * earlier one; {@code null} removes it.
     */
    public void setTimeCallback(@Nullable LongConsumer callback) {
        cacher.setCallback(callback);
    }

    /**
     * Sets the callback that gets {@link #getCurrentTimeRange()} after blocks were read. The
     * callback replaces the earlier one; {@code null} removes it.
     */
    public void setTimeLimitsCallback(@Nullable Consumer<TimeRange> callback) {
        cacher.setCallback2(callback);
    }

    /**
     * Sets the callback that gets {@link #getTimeRange()} when a writer of this process has closed
     * a block of any of the recordings. The callback replaces the earlier one; {@code null} removes
     * it.
     */
    public void setBlockCallback(@Nullable Consumer<TimeRange> callback) {
        feeder.setBlockCallback(callback);
    }

    /**
     * Sets the callback for the errors of all its threads, as {@code ValkkaThread.setErrorCallback}
     * does.
     */
    public void setErrorCallback(@Nullable Consumer<ValkkaException> callback) {
        groups.forEach(group -> group.setErrorCallback(callback));
        cacher.setErrorCallback(callback);
        feeder.setErrorCallback(callback);
    }

    // ---- the end ----

    /**
     * Ends recording and playing. When it returns, all accepted frames are on the disk. A second
     * call does nothing.
     *
     * @throws ValkkaException {@code CLOSED} when the waiting thread is interrupted,
     *     {@code TIMEOUT} when a thread has not ended within a minute, since a filter, a callback
     *     or the disk holds it; all threads end all the same
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        feeder.requestStop();
        groups.forEach(FSGroup::requestStop);
        cacher.requestStop();
        stopListeningToBlocks();
        feeder.waitStop();
        groups.forEach(FSGroup::waitStop);
        cacher.waitStop();
    }

    private synchronized void listenToBlocks() {
        for (FSGroup group : groups) {
            blockListeners.add(group.fs().onBlockClosed(block -> commands.blockClosed()));
        }
    }

    private synchronized void stopListeningToBlocks() {
        blockListeners.forEach(Subscription::close);
        blockListeners.clear();
    }

    /** Returns one line: its recordings, whether it runs, and the time of play. */
    @Override
    public String toString() {
        FileCacheStats play = cacher.stats();
        String time = play.mstimestamp() == 0 ? "" : " at " + Instant.ofEpochMilli(play.mstimestamp());
        String state;
        synchronized (this) {
            state = closed ? "closed" : started ? "running, " + play.state() + time : "not started";
        }
        return label() + " " + state;
    }

    String label() {
        return "ValkkaFSManager of "
                + groups.stream()
                        .map(group -> group.fs().directory().toString())
                        .toList();
    }
}
