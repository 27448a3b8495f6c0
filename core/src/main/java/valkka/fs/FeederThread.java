package valkka.fs;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Sees to it that what a manager plays is in the cache: reads ahead while it plays, and what a seek needs. All recordings are read at
 * the same time, between one START and one END, so that a seek is answered when the last of them has come.
 *
 * <p>At the end of what is recorded the open blocks are looked at again and again, so that play follows the cameras.
 */
final class FeederThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    /** How far ahead of play it reads, in ms of play. */
    private static final long AHEAD_MILLIS = 2_500;
    /** Streams of one recording end so close to one another in a block. */
    private static final long LARGEST_DIFFERENCE_MILLIS = 1_000;
    /** How often it looks while it plays. */
    private static final long TICK_MILLIS = 100;
    /** And how often while nothing moves: whatever is to be done wakes it. */
    private static final long REST_MILLIS = 60_000;
    /** How often a recording is asked for what has come since. */
    private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final FileCacheThread cacher;
    private final FrameFilter cache;
    private final PlayControl control;
    private final List<LoadedBlocks> recordings = new ArrayList<>();
    private final Map<LoadedBlocks, Long> refreshed = new HashMap<>();
    private final Runnable blockCallback;

    private volatile Thread runs;
    private final LongAdder seeks = new LongAdder();
    private final LongAdder seeksInCache = new LongAdder();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder blocksGone = new LongAdder();

    private long lost; // frames that had left the cache, or found no room in it, when it was last cleared
    private long full = 0; // the cache ends here, for want of room; 0 when it has room
    private String lastError = "";

    /**
     * @param cacher plays
     * @param control what the user wants
     * @param blockCallback called here when blocks have been closed
     */
    FeederThread(
            String name, List<FSGroup> groups, FileCacheThread cacher, PlayControl control, Runnable blockCallback) {
        super(name, LOG);
        this.cacher = cacher;
        this.cache = cacher.getFrameFilter();
        this.control = control;
        this.blockCallback = blockCallback;
        groups.forEach(group -> recordings.add(new LoadedBlocks(group)));
    }

    boolean isOwnThread() {
        return isCurrentThread();
    }

    @Override
    public ManagerStats stats() {
        return new ManagerStats(cacher.stats(), seeks.sum(), seeksInCache.sum(), blocks.sum(), blocksGone.sum());
    }

    @Override
    protected void runBody() {
        runs = Thread.currentThread();
        while (!isStopRequested()) {
            try {
                PlayControl.Work work = control.await(isMoving() ? TICK_MILLIS : REST_MILLIS);
                if (work.blocksClosed()) {
                    tellBlocksClosed();
                }
                if (work.remapped()) {
                    recordings.forEach(LoadedBlocks::clear);
                }
                if (work.seek() != null) {
                    answer(work.seek());
                } else {
                    feed();
                }
                lastError = "";
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "{0}: interrupted, which a callback or stop() does", this);
            } catch (ValkkaException e) {
                complain(e);
            } catch (RuntimeException e) {
                complain(new ValkkaException(Kind.IO, this + ": an unexpected error, play goes on: " + e, e));
            }
        }
    }

    private void tellBlocksClosed() {
        callUser("block callback", () -> {
            try {
                blockCallback.run();
            } catch (ValkkaException e) {
                // stop() interrupts whatever the callback waits for: that is no fault of the callback's.
                if (!isStopRequested() || e.kind() != Kind.CLOSED) {
                    throw e;
                }
            }
        });
        // An interrupt left behind by the callback would end the next wait.
        if (Thread.interrupted() && !isStopRequested()) {
            LOG.log(Level.DEBUG, "{0}: the block callback left an interrupt, which is ignored", this);
        }
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

    private void answer(PlayControl.Seek seek) throws InterruptedException {
        ValkkaException failure = new ValkkaException(Kind.CLOSED, this + " has been stopped");
        try {
            SeekResult result = seek(seek.mstimestamp());
            failure = null;
            control.answered(seek, result);
        } catch (ValkkaException e) {
            failure = e;
            throw e;
        } finally {
            if (failure != null) {
                control.failed(seek, failure);
            }
        }
    }

    private SeekResult seek(long asked) throws InterruptedException {
        long time = nearestRecorded(asked);
        TimeRange here = new TimeRange(time, time);
        Map<LoadedBlocks, BlockRequest> requests = new LinkedHashMap<>();
        Map<LoadedBlocks, List<Integer>> missing = new LinkedHashMap<>();
        Map<Integer, Long> keyFrames = new HashMap<>();
        Set<Integer> later = new HashSet<>();
        for (LoadedBlocks recording : recordings) {
            Map<Long, Integer> slots = recording.group().readSlots();
            if (!slots.isEmpty()) {
                BlockRequest request = recording.request(slots.keySet(), here);
                requests.put(recording, request);
                missing.put(recording, recording.missing(request.blocks()));
                request.keyFrames().forEach((id, key) -> keyFrames.put(slots.get(id), key));
                request.withoutKeyFrame().forEach(id -> later.add(slots.get(id)));
            }
        }
        seeks.increment();
        if (missing.values().stream().allMatch(List::isEmpty) && isCached(time)) {
            seeksInCache.increment();
            cacher.seekStreams(time);
        } else {
            recordings.forEach(LoadedBlocks::clear);
            full = 0;
            cacher.seekStreams(time, true);
            lost = lost(cacher.stats());
            missing.replaceAll((recording, some) ->
                    recording.missing(requests.get(recording).blocks()));
            read(missing);
        }
        return new SeekResult(asked, time, cacher.state(), keyFrames, later);
    }

    /** The time itself when it lies within what is recorded, with what has come just now. */
    private long nearestRecorded(long time) {
        TimeRange all = TimeRange.EMPTY;
        for (LoadedBlocks recording : recordings) {
            if (!recording.group().readSlots().isEmpty()) {
                TimeRange range = recording.group().fs().getTimeRange();
                all = all.union(range.contains(time) ? range : recording.group().timeRangeNow());
            }
        }
        return all.isEmpty() ? time : Math.max(all.from(), Math.min(all.to(), time));
    }

    /** What was read is still there, but that what was played may have left the cache. */
    private boolean isCached(long time) {
        FileCacheStats now = cacher.stats();
        return now.cached().contains(time) && (lost(now) == lost || time >= now.mstimestamp());
    }

    private static long lost(FileCacheStats stats) {
        return stats.evicted() + stats.refused();
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
        if (play.state() == PlayState.NO_TIME || (forward && time < full - AHEAD_MILLIS / 2)) {
            return; // no time to play from, or no room for what comes next
        }
        full = 0;
        long ahead = (long) (AHEAD_MILLIS * Math.max(1, Math.abs(play.speed())));
        TimeRange range = forward ? new TimeRange(time, time + ahead) : new TimeRange(time - ahead, time);
        Map<LoadedBlocks, List<Integer>> missing = new LinkedHashMap<>();
        for (LoadedBlocks recording : recordings) {
            refresh(recording, range);
            missing.put(recording, recording.missing(range));
        }
        read(missing);
    }

    /** Where play comes to the end of a recording: what is in its open block by now. */
    private void refresh(LoadedBlocks recording, TimeRange range) {
        FSGroup group = recording.group();
        long now = System.nanoTime();
        if (!group.readSlots().isEmpty()
                && range.to() >= group.fs().getTimeRange().to()
                && now - refreshed.getOrDefault(recording, now - REFRESH_NANOS) >= REFRESH_NANOS) {
            refreshed.put(recording, now);
            group.timeRangeNow();
        }
    }

    private void read(Map<LoadedBlocks, List<Integer>> missing) throws InterruptedException {
        if (missing.values().stream().allMatch(List::isEmpty)) {
            return;
        }
        FileCacheStats before = cacher.stats();
        Map<LoadedBlocks, CompletableFuture<PullResult>> pulls = new LinkedHashMap<>();
        cache.run(MarkerFrame.start());
        try {
            missing.forEach((recording, some) -> {
                if (!some.isEmpty()) {
                    pulls.put(recording, recording.group().reader().pullBlocks(some));
                }
            });
            for (Map.Entry<LoadedBlocks, CompletableFuture<PullResult>> pull : pulls.entrySet()) {
                PullResult result = await(pull.getValue());
                pull.getKey().read(result);
                blocks.add(missing.get(pull.getKey()).size());
                blocksGone.add(result.gone().size());
            }
        } finally {
            cache.run(MarkerFrame.end());
        }
        FileCacheStats after = cacher.stats();
        if (after.refused() != before.refused()) {
            outOfRoom(after);
        } else if (after.evicted() != before.evicted() && recordings.stream().anyMatch(this::lacksWhatIsAhead)) {
            outOfRoom(after);
        }
    }

    /** Whether the newest of what was read has had to go: what was played goes first, and is not missed. */
    private boolean lacksWhatIsAhead(LoadedBlocks recording) {
        return recording.newest() - cachedTo(recording) > LARGEST_DIFFERENCE_MILLIS;
    }

    /** Until where all streams of a recording that go on are cached. */
    private long cachedTo(LoadedBlocks recording) {
        return recording.group().readSlots().values().stream()
                .map(cacher::getTimeLimits)
                .mapToLong(TimeRange::to)
                .filter(to -> to > cacher.getCurrentTime())
                .min()
                .orElse(recording.newest());
    }

    /** What is ahead is read again when play comes to where the cache ends. */
    private void outOfRoom(FileCacheStats now) {
        full = recordings.stream().mapToLong(this::cachedTo).min().orElse(0);
        recordings.forEach(recording -> recording.forgetFrom(now.mstimestamp()));
    }

    private static PullResult await(CompletableFuture<PullResult> pull) throws InterruptedException {
        try {
            return pull.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ValkkaException known) {
                throw new ValkkaException(known.kind(), known.getMessage(), known);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    protected void onStopRequested() {
        Thread running = runs;
        if (running != null) {
            running.interrupt();
        }
        control.wake();
    }

    @Override
    protected void afterEnd() {
        control.close(new ValkkaException(Kind.CLOSED, this + " has been stopped"));
    }
}
