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
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.PullPlan;
import valkka.fs.TimeRange;

/**
 * Sees to it that what a manager plays is in the cache: reads ahead while it plays, and what a seek needs. All recordings are read at
 * the same time, between one START and one END, so that a seek is answered when the last of them has come.
 *
 * <p>At the end of what is recorded the open blocks are looked at again and again, so that play follows the cameras.
 */
final class FeederThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    /** How often it looks while it plays. */
    private static final long TICK_MILLIS = 100;
    /** And how often while nothing moves: whatever is to be done wakes it. */
    private static final long REST_MILLIS = 60_000;

    private static final long NEVER = Long.MIN_VALUE;
    /** How often a recording is asked for what has come since. */
    private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final FileCacheThread cacher;
    private final PlayCommands commands;
    private final CacheFiller filler;
    private final Map<PlayedRecording, Long> refreshed = new HashMap<>();
    private final ValkkaFSManager manager;

    private volatile Consumer<TimeRange> blockCallback;
    private volatile Thread runs;
    private final LongAdder seeks = new LongAdder();
    private final LongAdder seeksInCache = new LongAdder();
    private String lastError = "";
    /** The end of what was recorded when it was last looked for frames ahead, and there were none. */
    private long lookedInVain = NEVER;

    /**
     * @param cacher plays
     * @param commands what the user wants
     * @param manager whose threads these are
     */
    FeederThread(
            String name, List<FSGroup> groups, FileCacheThread cacher, PlayCommands commands, ValkkaFSManager manager) {
        super(name, LOG);
        this.cacher = cacher;
        this.commands = commands;
        this.manager = manager;
        this.filler = new CacheFiller(groups, cacher);
    }

    /** Called here with the manager's time range when blocks have been closed; {@code null} for none. */
    void setBlockCallback(Consumer<TimeRange> callback) {
        blockCallback = callback;
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
                LOG.log(Level.DEBUG, "{0}: interrupted, which a callback or stop() does", this);
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
            // stop() interrupts whatever the callback waits for: that is no fault of the callback's.
            if (!isStopRequested() || e.kind() != Kind.CLOSED) {
                throw e;
            }
        }
    }

    /** One that a callback has left behind would end the next wait, or close the files in the next read. */
    private void ignoreInterrupt() {
        if (Thread.interrupted() && !isStopRequested()) {
            LOG.log(Level.DEBUG, "{0}: a callback left an interrupt, which is ignored", this);
        }
    }

    private ValkkaException unexpected(Throwable e) {
        return new ValkkaException(Kind.IO, this + ": an unexpected error, play goes on: " + e, e);
    }

    private ValkkaException closed() {
        return new ValkkaException(Kind.CLOSED, manager + " has been closed: make a new one");
    }

    private boolean isMoving() {
        PlayState state = cacher.state();
        return state != PlayState.NO_TIME && state != PlayState.STOPPED;
    }

    /** Once for each kind of trouble: it is tried again a moment later. */
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
        if (filler.isCached(plans, time)) {
            seeksInCache.increment();
            cacher.seekStreams(time);
        } else {
            cacher.seekStreams(time, true);
            filler.cacheCleared();
            filler.readPlanned(plans, failure);
        }
        lookFurther(new TimeRange(time, time), true);
        if (failure != null) {
            throw failure;
        }
        FileCacheStats now = cacher.stats();
        long reached = now.state() == PlayState.SEEKING ? time : now.mstimestamp();
        return new SeekResult(asked, reached, now.state(), keyFrames, later);
    }

    /** The time itself when it lies within what is recorded, with what has come just now. */
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

    /** Reads what play will need soon. */
    private void feed() throws InterruptedException {
        FileCacheStats play = cacher.stats();
        if (play.state() == PlayState.SEEKING) {
            // Nothing was recorded then. Now there may be.
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
     * In blocks that several streams share, those that are played may have nothing for long: reads on until one of them has, and not again
     * before something more has been recorded. A seek for which there is nothing ahead either goes to the nearest frame that was found.
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

    /** Where play comes to the end of a recording: what is in its open block by now. */
    private void refresh(PlayedRecording recording, TimeRange range) {
        long now = System.nanoTime();
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
