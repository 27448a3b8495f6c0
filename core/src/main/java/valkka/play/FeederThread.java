package valkka.play;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.PullPlan;
import valkka.fs.TimeRange;

/**
 * Fills a manager's cache: reads ahead during play, and reads the frames for a seek. All recordings
 * are read at the same time, between one START and one END. So a seek is answered when the last
 * recording's frames have come.
 *
 * <p>At the end of the recordings it looks at the open blocks again and again, so that play follows
 * the cameras.
 */
final class FeederThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    /** How often it looks during play. */
    private static final long TICK_MILLIS = 100;
    /** How often it looks while nothing moves. Every task wakes it at once. */
    private static final long REST_MILLIS = 60_000;

    private static final long NEVER = Long.MIN_VALUE;
    /** How often it asks a recording for new frames. */
    private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final FileCacheThread cacher;
    private final PlayCommands commands;
    private final CacheFiller filler;
    private final LongSupplier nanoClock;
    private final Map<PlayedRecording, Long> refreshed = new HashMap<>();
    private final ValkkaFSManager manager;

    private volatile @Nullable Consumer<TimeRange> blockCallback;
    private volatile @Nullable Thread runs;
    private volatile SeekTrace trace = SeekTrace.NONE;
    private final LongAdder seeks = new LongAdder();
    private final LongAdder seeksInCache = new LongAdder();
    private String lastError = "";
    /**
     * The end of the recordings at the last search for frames ahead, when the search found none.
     */
    private long lookedInVain = NEVER;

    /**
     * Makes the thread of a manager.
     *
     * @param cacher the player
     * @param commands the user's commands
     * @param manager the owner of these threads
     * @param nanoClock for the times between two reads
     */
    FeederThread(
            String name,
            List<FSGroup> groups,
            FileCacheThread cacher,
            PlayCommands commands,
            ValkkaFSManager manager,
            LongSupplier nanoClock) {
        super(name, LOG);
        this.cacher = cacher;
        this.commands = commands;
        this.manager = manager;
        this.nanoClock = nanoClock;
        this.filler = new CacheFiller(groups, cacher, nanoClock);
    }

    /**
     * Sets the callback that gets the manager's time range after each close of a block;
     * {@code null} removes the callback.
     */
    void setBlockCallback(@Nullable Consumer<TimeRange> callback) {
        blockCallback = callback;
    }

    /** Sets who is told of the stages of each seek, in this thread. */
    void trace(SeekTrace newTrace) {
        trace = newTrace;
    }

    @Override
    public ManagerStats stats() {
        return new ManagerStats(cacher.stats(), seeks.sum(), seeksInCache.sum(), filler.blocks(), filler.blocksGone());
    }

    @Override
    protected void runBody() {
        runs = Thread.currentThread();
        while (!isStopRequested()) {
            try {
                ignoreInterrupt();
                PlayCommands.Work work = commands.await(isMoving() ? TICK_MILLIS : REST_MILLIS);
                if (work.blocksClosed()) {
                    tellBlocksClosed();
                }
                if (work.remapped()) {
                    filler.forget();
                    lookedInVain = NEVER;
                }
                if (work.seek() != null) {
                    answer(work.seek());
                } else {
                    feed();
                }
                lastError = filler.all().stream().anyMatch(PlayedRecording::hasFailed) ? lastError : "";
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "{0}: interrupted, which a callback or stop() does", label());
            } catch (ValkkaException e) {
                complain(e);
            } catch (RuntimeException | Error e) {
                complain(unexpected(e));
            }
        }
    }

    private void tellBlocksClosed() {
        Consumer<TimeRange> callback = blockCallback;
        if (callback == null) {
            return;
        }
        try {
            TimeRange recorded = manager.getTimeRange();
            callUser("block callback", () -> tell(callback, recorded));
        } catch (ValkkaException e) {
            complain(e); // a seek that came with it is answered all the same
        }
        ignoreInterrupt();
    }

    private void tell(Consumer<TimeRange> callback, TimeRange recorded) {
        try {
            callback.accept(recorded);
        } catch (ValkkaException e) {
            // stop() interrupts any wait of the callback: such an error is no fault of the
            // callback's.
            if (!isStopRequested() || e.kind() != Kind.CLOSED) {
                throw e;
            }
        }
    }

    /**
     * Clears an interrupt that a callback has left over. It would end the next wait, or close the
     * files in the next read.
     */
    private void ignoreInterrupt() {
        if (Thread.interrupted() && !isStopRequested()) {
            LOG.log(Level.DEBUG, "{0}: a callback left an interrupt, which is ignored", label());
        }
    }

    private ValkkaException unexpected(Throwable e) {
        return new ValkkaException(Kind.IO, label() + ": an unexpected error, play goes on: " + e, e);
    }

    private ValkkaException closed() {
        return new ValkkaException(Kind.CLOSED, manager.label() + " has been closed: make a new one");
    }

    private boolean isMoving() {
        PlayState state = cacher.state();
        return state != PlayState.NO_TIME && state != PlayState.STOPPED;
    }

    /** Reports an error, once for each kind. The work is tried again a moment later. */
    private void complain(ValkkaException e) {
        if (!isStopRequested() && !e.getMessage().equals(lastError)) {
            lastError = e.getMessage();
            report(e);
        }
    }

    private void answer(PlayCommands.Seek seek) throws InterruptedException {
        ValkkaException failure = closed();
        try {
            SeekResult result = seek(seek.mstimestamp());
            failure = null;
            commands.answered(seek, result);
        } catch (ValkkaException e) {
            failure = e;
            throw e;
        } catch (RuntimeException e) {
            failure = unexpected(e);
            throw failure;
        } finally {
            if (failure != null) {
                commands.failed(seek, failure);
            }
        }
    }

    private SeekResult seek(long asked) throws InterruptedException {
        trace.begins();
        long time = nearestRecorded(asked);
        Map<PlayedRecording, PullPlan> plans = new LinkedHashMap<>();
        Map<Integer, Long> keyFrames = new HashMap<>();
        Set<Integer> later = new HashSet<>();
        ValkkaException failure = null;
        for (PlayedRecording recording : filler.all()) {
            Map<Long, Integer> slots = recording.slots();
            try {
                if (!slots.isEmpty()) {
                    PullPlan plan = recording.plan(time);
                    plans.put(recording, plan);
                    plan.keyFrames().forEach((id, key) -> keyFrames.put(slots.get(id), key));
                    plan.withoutKeyFrame().forEach(id -> later.add(slots.get(id)));
                }
            } catch (ValkkaException e) {
                failure = recording.failed(e, failure);
            }
        }
        lookedInVain = NEVER;
        seeks.increment();
        trace.planned(plans.values());
        if (filler.isCached(plans, time)) {
            seeksInCache.increment();
            cacher.seekStreams(time);
        } else {
            cacher.seekStreams(time, true);
            filler.cacheCleared();
            filler.readPlanned(plans, failure);
        }
        trace.read();
        lookFurther(new TimeRange(time, time), true);
        if (failure != null) {
            throw failure;
        }
        FileCacheStats now = cacher.stats();
        long reached = now.state() == PlayState.SEEKING ? time : now.mstimestamp();
        return new SeekResult(asked, reached, now.state(), keyFrames, later);
    }

    /**
     * Returns the time itself when it lies within the recordings, with the newest frames included,
     * or else the nearest time that does.
     */
    private long nearestRecorded(long time) {
        TimeRange all = TimeRange.EMPTY;
        for (PlayedRecording recording : filler.recordings()) {
            try {
                if (recording.isPlayed()) {
                    TimeRange range = recording.recorded();
                    all = all.union(range.contains(time) ? range : recording.recordedNow());
                }
            } catch (ValkkaException e) {
                complain(recording.failed(e, null));
            }
        }
        return all.isEmpty() ? time : Math.max(all.from(), Math.min(all.to(), time));
    }

    /** Reads the frames that play will need soon. */
    private void feed() throws InterruptedException {
        FileCacheStats play = cacher.stats();
        if (play.state() == PlayState.SEEKING) {
            // Nothing was recorded at the time of the seek. Now there may be frames.
            cacher.seekStreams(nearestRecorded(play.seekTarget()));
            play = cacher.stats();
        }
        long time = play.state() == PlayState.SEEKING ? play.seekTarget() : play.mstimestamp();
        boolean forward = play.speed() > 0;
        if (play.state() == PlayState.NO_TIME || !filler.hasRoom(time, forward)) {
            return;
        }
        long ahead = (long) (CacheFiller.STEP_MILLIS * Math.max(1, Math.abs(play.speed())));
        TimeRange range = forward ? new TimeRange(time, time + ahead) : new TimeRange(time - ahead, time);
        ValkkaException failure = null;
        for (PlayedRecording recording : filler.recordings()) {
            try {
                refresh(recording, range);
            } catch (ValkkaException e) {
                failure = recording.failed(e, failure);
            }
        }
        filler.read(range, failure);
        lookFurther(range, forward);
    }

    /**
     * Reads on until a played stream has a frame. In blocks that several streams share, the played
     * streams may have no frame for long. It does not search again before more has been recorded. A
     * seek without any frame ahead goes to the nearest frame that was found.
     */
    private void lookFurther(TimeRange readNow, boolean forward) throws InterruptedException {
        long time = forward ? readNow.from() : readNow.to();
        long recorded = filler.recordedTo();
        TimeRange range = forward && recorded == lookedInVain ? TimeRange.EMPTY : readNow;
        while (!range.isEmpty() && lacksFramesFrom(time, forward) && isMoving() && !isDisturbed()) {
            range = filler.further(range, forward);
            filler.read(range, null);
            lookedInVain = forward && range.isEmpty() ? recorded : NEVER;
        }
        TimeRange cached = cacher.getTimeLimits();
        if (cacher.state() == PlayState.SEEKING && !cached.isEmpty() && !cached.contains(time)) {
            cacher.seekStreams(time < cached.from() ? cached.from() : cached.to());
        }
    }

    private boolean isDisturbed() {
        return commands.isSeekWanted() || isStopRequested();
    }

    private boolean lacksFramesFrom(long time, boolean forward) {
        TimeRange cached = cacher.getTimeLimits();
        boolean ends = cached.isEmpty() || (forward ? cached.to() <= time : cached.from() >= time);
        return (ends || cacher.state() == PlayState.SEEKING) && !filler.isFull();
    }

    /** At the end of a recording, reads the present frames of its open block. */
    private void refresh(PlayedRecording recording, TimeRange range) {
        long now = nanoClock.getAsLong();
        if (recording.isPlayed()
                && range.to() >= recording.recorded().to()
                && now - refreshed.getOrDefault(recording, now - REFRESH_NANOS) >= REFRESH_NANOS) {
            refreshed.put(recording, now);
            recording.recordedNow();
        }
    }

    @Override
    protected void onStopRequested() {
        Thread running = runs;
        if (running != null) {
            running.interrupt();
        }
        commands.wake();
    }

    @Override
    protected void afterEnd() {
        commands.close(closed());
    }
}
