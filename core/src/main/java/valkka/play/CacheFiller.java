package valkka.play;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.PullPlan;
import valkka.fs.PullResult;
import valkka.fs.TimeRange;

/**
 * Reads blocks of several recordings into a cache, all at the same time between one START and one
 * END, and each block once. Reads lost frames again when play comes to them. Belongs to one thread,
 * but for its counters.
 */
final class CacheFiller {
    /** How far it reads in one go, in ms of the recording. */
    static final long STEP_MILLIS = 2_500;
    /**
     * How near play must be to lost frames before they are read again. Frames that have been played
     * make room.
     */
    private static final long NEAR_MILLIS = STEP_MILLIS / 2;

    private final FileCacheThread cacher;
    private final FrameFilter cache;
    private final List<PlayedRecording> recordings = new ArrayList<>();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder blocksGone = new LongAdder();

    /**
     * The losses that the cache has reported and nobody has looked at yet. The cache reports in any
     * thread.
     */
    private final Queue<FrameCache.Loss> losses = new ConcurrentLinkedQueue<>();

    private boolean full;

    CacheFiller(List<FSGroup> groups, FileCacheThread cacher, LongSupplier nanoClock) {
        this.cacher = cacher;
        this.cache = cacher.getFrameFilter();
        groups.forEach(group -> recordings.add(new PlayedRecording(group, nanoClock)));
        cacher.onLoss(losses::add);
    }

    List<PlayedRecording> all() {
        return recordings;
    }

    /** Returns the recordings that can be read. A recording that has failed rests for a while. */
    List<PlayedRecording> recordings() {
        return recordings.stream().filter(recording -> !recording.rests()).toList();
    }

    /** Forgets all blocks: they are to be read again. */
    void forget() {
        losses.clear();
        recordings.forEach(PlayedRecording::forget);
    }

    /** Notes that nothing is in the cache any longer. */
    void cacheCleared() {
        forget();
        full = false;
    }

    /**
     * Returns whether the cache may have room for the next frames: no frame ahead was lost, or play
     * has come near to the loss.
     */
    boolean hasRoom(long time, boolean forward) {
        noteLosses();
        return recordings.stream()
                .flatMapToLong(recording -> recording.nearestLost(time, forward).stream())
                .allMatch(lost -> Math.abs(lost - time) <= NEAR_MILLIS);
    }

    /**
     * Returns whether the last frames read found no room, or took the room of frames further ahead.
     */
    boolean isFull() {
        return full;
    }

    /**
     * Returns whether the cache has all frames that the plans of a seek need, and so a picture of
     * each stream.
     */
    boolean isCached(Map<PlayedRecording, PullPlan> plans, long time) {
        noteLosses();
        return cacher.getTimeLimits().contains(time)
                && plans.entrySet().stream().allMatch(plan -> plan.getKey().isCached(plan.getValue()));
    }

    /**
     * Notes the losses of the cache since the last call.
     *
     * @return the times of the losses
     */
    private List<TimeRange> noteLosses() {
        List<TimeRange> times = new ArrayList<>();
        for (FrameCache.Loss loss = losses.poll(); loss != null; loss = losses.poll()) {
            for (PlayedRecording recording : recordings) {
                if (recording.slots().containsValue(loss.slot())) {
                    recording.lost(loss.times());
                    times.add(loss.times());
                }
            }
        }
        return times;
    }

    /** Returns the time where the played recordings end. */
    long recordedTo() {
        return recordings().stream()
                .filter(PlayedRecording::isPlayed)
                .mapToLong(recording -> recording.recorded().to())
                .max()
                .orElse(0);
    }

    /** Reads the missing blocks of a range: {@link #read(Map, ValkkaException)}. */
    void read(TimeRange range, @Nullable ValkkaException before) throws InterruptedException {
        noteLosses();
        Map<PlayedRecording, List<Block>> missing = new LinkedHashMap<>();
        ValkkaException failure = before;
        for (PlayedRecording recording : recordings()) {
            try {
                missing.put(recording, recording.missing(range));
            } catch (ValkkaException e) {
                failure = recording.failed(e, failure);
            }
        }
        read(missing, failure);
    }

    /** Reads the missing blocks of these plans: {@link #read(Map, ValkkaException)}. */
    void readPlanned(Map<PlayedRecording, PullPlan> plans, @Nullable ValkkaException before)
            throws InterruptedException {
        Map<PlayedRecording, List<Block>> missing = new LinkedHashMap<>();
        plans.forEach((recording, plan) -> missing.put(recording, recording.missing(plan.blocks())));
        read(missing, before);
    }

    /**
     * Reads these blocks. A failure in one recording does not keep the others from being read.
     *
     * @param before an earlier failure, or null
     * @throws ValkkaException {@code before}, or the first failure
     */
    void read(Map<PlayedRecording, List<Block>> missing, @Nullable ValkkaException before) throws InterruptedException {
        ValkkaException failure = before;
        full = false;
        if (!missing.values().stream().allMatch(List::isEmpty)) {
            cache.run(MarkerFrame.start());
            try {
                failure = pull(missing, failure);
            } finally {
                cache.run(MarkerFrame.end());
            }
            FileCacheStats play = cacher.stats();
            boolean forward = play.speed() > 0;
            long time = play.mstimestamp();
            full = noteLosses().stream().anyMatch(lost -> forward ? lost.to() > time : lost.from() < time);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable ValkkaException pull(Map<PlayedRecording, List<Block>> missing, @Nullable ValkkaException before)
            throws InterruptedException {
        ValkkaException failure = before;
        Map<PlayedRecording, CompletableFuture<PullResult>> pulls = new LinkedHashMap<>();
        for (Map.Entry<PlayedRecording, List<Block>> some : missing.entrySet()) {
            try {
                if (!some.getValue().isEmpty()) {
                    pulls.put(some.getKey(), some.getKey().pull(some.getValue()));
                }
            } catch (ValkkaException e) {
                failure = some.getKey().failed(e, failure);
            }
        }
        for (Map.Entry<PlayedRecording, List<Block>> some : missing.entrySet()) {
            CompletableFuture<PullResult> pull = pulls.get(some.getKey());
            if (pull == null) {
                continue; // nothing was asked for, or that failed
            }
            try {
                PullResult result = some.getKey().await(pull);
                some.getKey().read(some.getValue(), result);
                blocks.add(some.getValue().size());
                blocksGone.add(result.gone().size());
            } catch (ValkkaException e) {
                failure = some.getKey().failed(e, failure);
            }
        }
        return failure;
    }

    /**
     * Returns the time range that follows a range, at least up to the next block's beginning. The
     * result is empty when there is no further block. Frames recorded after the look at the range
     * belong to the result: otherwise nobody would read them.
     */
    TimeRange further(TimeRange range, boolean forward) {
        return forward ? after(range.to()) : before(range.from());
    }

    private TimeRange after(long edge) {
        long from = edge;
        long next = Long.MAX_VALUE;
        for (PlayedRecording recording : recordings()) {
            long looked = Math.min(edge, recording.lookedTo());
            long key = recording.keyAfter(looked);
            if (key != Long.MAX_VALUE) {
                from = Math.min(from, looked);
                next = Math.min(next, key);
            }
        }
        return next == Long.MAX_VALUE ? TimeRange.EMPTY : new TimeRange(from, Math.max(next, edge + STEP_MILLIS));
    }

    private TimeRange before(long edge) {
        long next = Long.MIN_VALUE;
        for (PlayedRecording recording : recordings()) {
            next = Math.max(next, recording.keyBefore(edge));
        }
        return next == Long.MIN_VALUE ? TimeRange.EMPTY : new TimeRange(Math.min(next, edge - STEP_MILLIS), edge);
    }

    /** Returns the number of blocks that were read. */
    long blocks() {
        return blocks.sum();
    }

    /** Returns the number of blocks that were overwritten before they could be read. */
    long blocksGone() {
        return blocksGone.sum();
    }
}
