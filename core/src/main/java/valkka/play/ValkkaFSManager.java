package valkka.play;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Subscription;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * Writes several recordings and plays them in step, while they are written: all that is played shares one time. libValkka:
 * {@code ValkkaFSManager}.
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
 * <p>Blocks are read ahead by themselves, up to the newest frame of the blocks that are being written. What is played when streams end,
 * have gaps or lack key frames is told at {@link FileCacheThread}; where one stream has a gap the others go on, and where none has a frame
 * for more than 2 s the time jumps.
 *
 * <p>All methods may be called from any thread, from callbacks and filters too, where {@link #close()} waits for writers
 * alone, and in a writer's callback for nobody. Callbacks run under no lock.
 */
public final class ValkkaFSManager implements AutoCloseable {
    private final List<FSGroup> groups = new ArrayList<>();
    private final FileCacheThread cacher;
    private final PlayCommands commands;
    private final FeederThread feeder;
    private final List<Subscription> blockListeners = new ArrayList<>();

    // Guarded by this.
    private boolean started;
    private boolean closed;

    /**
     * A manager of these recordings, which stay open when it is closed.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is none, or one is given twice; {@code CLOSED} when one has been closed
     */
    public ValkkaFSManager(ValkkaFS... recordings) {
        this(List.of(recordings));
    }

    /** {@link #ValkkaFSManager(ValkkaFS...)}. */
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
        this.feeder = new FeederThread("manager feeder", groups, cacher, commands, this);
    }

    // ---- what is written and played ----

    /**
     * Says what is done with a stream of a recording: what the answer is told takes effect at once.
     *
     * @param id the stream's number in the recording
     * @throws ValkkaException {@code NOT_FOUND} when the recording is none of this manager's
     */
    public StreamMapping map(ValkkaFS fs, long id) {
        return new StreamMapping(this, group(fs), id);
    }

    /**
     * Writes and plays a stream no more. Does nothing when it is not mapped.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the recording is none of this manager's, {@code TIMEOUT} when its filter holds a
     *     frame for long
     */
    public void unmap(ValkkaFS fs, long id) {
        FSGroup group = group(fs);
        group.stopWriting(id);
        stopReading(group, id);
    }

    /**
     * Where cameras put the frames that are to be written to a recording: it never waits.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the recording is none of this manager's
     */
    public FrameFilter getInputFilter(ValkkaFS fs) {
        return group(fs).getInputFilter();
    }

    /** What it manages, in the order of its constructor. */
    public List<ValkkaFS> recordings() {
        return groups.stream().map(FSGroup::fs).toList();
    }

    private FSGroup group(ValkkaFS fs) {
        return groups.stream()
                .filter(group -> group.fs() == fs)
                .findFirst()
                .orElseThrow(() -> new ValkkaException(
                        Kind.NOT_FOUND, this + " does not manage " + fs + ": give it to its constructor"));
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
     * Starts the threads: those that read and play, and the writers of recordings that have a stream to be written.
     *
     * @throws ValkkaException {@code BUSY} when it runs already, or somebody else writes one of the recordings; then all is closed
     */
    public void start() {
        synchronized (this) {
            if (closed) {
                throw new ValkkaException(Kind.CLOSED, this + " has been closed: make a new one");
            }
            if (started) {
                throw new ValkkaException(Kind.BUSY, this + " is running already");
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

    /** Whether it has been started and not closed. */
    public synchronized boolean isRunning() {
        return started && !closed;
    }

    /**
     * Lets the time run, from where it is; from the beginning when there was no seek before. Waits for a seek that is on its way.
     *
     * @throws ValkkaException {@code CLOSED} when the manager has been closed
     */
    public void play() {
        commands.play();
    }

    /**
     * Lets the time stand still. Recording goes on; {@link #close()} ends it.
     *
     * @throws ValkkaException {@code CLOSED} when the manager has been closed
     */
    public void pause() {
        commands.pause();
    }

    /** {@link #pause()}, by libValkka's name. The {@code stop()} of a thread ends it; this one does not. */
    public void stop() {
        pause();
    }

    /**
     * Brings what is in the open blocks into the tables of all recordings, so that {@code getBlockTable()} and searches know of it, and
     * play may go on. No block is closed. libValkka: {@code update}.
     *
     * @throws ValkkaException {@code IO} when a disk fails
     */
    public void update() {
        groups.forEach(group -> group.fs().updateTable(false));
        commands.wake();
    }

    /**
     * Goes to a time, or to the nearest that is recorded, and reads what it takes. Returns at once; whether it plays does not change. A
     * seek that comes before an earlier one was begun takes its place, and both end with the same result.
     *
     * @param mstimestamp Unix ms
     * @return done when all streams are there; ends with a {@code ValkkaException}, {@code IO} when a disk fails, {@code CLOSED} when the
     *     manager is closed before. Do not wait for it in a callback.
     * @throws ValkkaException {@code CLOSED} when the manager has been closed
     */
    public CompletableFuture<SeekResult> seek(long mstimestamp) {
        return commands.seek(mstimestamp);
    }

    /** {@link #seek(long)}. */
    public CompletableFuture<SeekResult> seek(Instant time) {
        return seek(time.toEpochMilli());
    }

    /** How fast it plays: {@link FileCacheThread#setSpeed}. */
    public void setSpeed(double speed) {
        cacher.setSpeed(speed);
        commands.wake();
    }

    /** How much memory the frames that wait to be played may take: {@link FileCacheThread#setMemoryBudget}. */
    public void setMemoryBudget(long bytes) {
        cacher.setMemoryBudget(bytes);
    }

    /** What play is doing; {@code SEEKING} while a seek is on its way. */
    public PlayState state() {
        return commands.isSeeking() ? PlayState.SEEKING : cacher.state();
    }

    /** What it is doing, and has done so far. */
    public ManagerStats stats() {
        return feeder.stats();
    }

    // ---- times ----

    /** Where play is, in Unix ms; 0 before the first seek was answered. */
    public long getCurrentTime() {
        return cacher.getCurrentTime();
    }

    /**
     * From the oldest to the newest frame of all recordings, with what is being written now. In a writer's callback, which waits for no
     * other writer, with what the tables know: what the others wrote since shows a moment later.
     */
    public TimeRange getTimeRange() {
        TimeRange all = TimeRange.EMPTY;
        for (FSGroup group : groups) {
            all = all.union(group.timeRangeNow());
        }
        return all;
    }

    /** {@link #getTimeRange()} of one recording. */
    public TimeRange getTimeRangeByValkkaFS(ValkkaFS fs) {
        return group(fs).timeRangeNow();
    }

    /** From the oldest to the newest frame in the cache. */
    public TimeRange getCurrentTimeRange() {
        return cacher.getTimeLimits();
    }

    // ---- callbacks ----

    /**
     * Calls {@code callback} with {@link #getCurrentTime()}: every 500 ms while it plays, and once when a seek was answered and when
     * play has been paused. 0 means that no time is set. Replaces the callback before; {@code null} removes it.
     */
    public void setTimeCallback(LongConsumer callback) {
        cacher.setCallback(callback);
    }

    /** Calls {@code callback} with {@link #getCurrentTimeRange()} when blocks were read. Replaces the one before; {@code null} removes it. */
    public void setTimeLimitsCallback(Consumer<TimeRange> callback) {
        cacher.setCallback2(callback);
    }

    /**
     * Calls {@code callback} with {@link #getTimeRange()} when a writer of this process has closed a block, of any of the recordings.
     * Replaces the one before; {@code null} removes it.
     */
    public void setBlockCallback(Consumer<TimeRange> callback) {
        feeder.setBlockCallback(callback);
    }

    /** Calls {@code callback} with the errors of all its threads, as {@code ValkkaThread.setErrorCallback}. */
    public void setErrorCallback(Consumer<ValkkaException> callback) {
        groups.forEach(group -> group.setErrorCallback(callback));
        cacher.setErrorCallback(callback);
        feeder.setErrorCallback(callback);
    }

    // ---- the end ----

    /**
     * Ends recording and playing: what was accepted is on the disk when it returns. May be called twice.
     *
     * @throws ValkkaException {@code CLOSED} when the waiting thread is interrupted; all ends all the same
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
        groups.forEach(group -> blockListeners.add(group.fs().onBlockClosed(block -> commands.blockClosed())));
    }

    private synchronized void stopListeningToBlocks() {
        blockListeners.forEach(Subscription::close);
        blockListeners.clear();
    }

    /** One line: its recordings. */
    @Override
    public String toString() {
        return "ValkkaFSManager of "
                + groups.stream()
                        .map(group -> group.fs().directory().toString())
                        .toList();
    }
}
