package valkka.play;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import valkka.filter.FrameFilter;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.PullPlan;
import valkka.fs.PullResult;
import valkka.fs.TimeRange;

/**
 * Reads blocks of several recordings into a cache, all at the same time between one START and one END, and each once; again what the
 * cache has lost, when play comes to it. Belongs to one thread, but for its counters.
 */
final class CacheFiller {
    /** How far it reads at once, in ms of the recording. */
    static final long STEP_MILLIS = 2_500;
    /** So near must play have come to what was lost before that is read again: room is made by what has been played. */
    private static final long NEAR_MILLIS = STEP_MILLIS / 2;

    private final FileCacheThread cacher;
    private final FrameFilter cache;
    private final List<PlayedRecording> recordings = new ArrayList<>();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder blocksGone = new LongAdder();

    /** What the cache has told of and was not looked at yet: it tells in any thread. */
    private final Queue<FrameCache.Loss> losses = new ConcurrentLinkedQueue<>();

    private boolean full;

    CacheFiller(List<FSGroup> groups, FileCacheThread cacher) {
        this.cacher = cacher;
        this.cache = cacher.getFrameFilter();
        groups.forEach(group -> recordings.add(new PlayedRecording(group)));
        cacher.onLoss(losses::add);
    }

    List<PlayedRecording> all() {
        return recordings;
    }

    /** Those that can be read: one that has failed is left alone for a while. */
    List<PlayedRecording> recordings() {
        return recordings.stream().filter(recording -> !recording.rests()).toList();
    }

    /** All is to be read again. */
    void forget() {
        losses.clear();
        recordings.forEach(PlayedRecording::forget);
    }

    /** Nothing is in the cache any more. */
    void cacheCleared() {
        forget();
        full = false;
    }

    /** Whether there may be room for what comes next: nothing ahead was lost, or play has come near to it. */
    boolean hasRoom(long time, boolean forward) {
        noteLosses();
        return recordings.stream()
                .flatMapToLong(recording -> recording.nearestLost(time, forward).stream())
                .allMatch(lost -> Math.abs(lost - time) <= NEAR_MILLIS);
    }

    /** Whether what was read last found no room, or took that of what is further ahead. */
    boolean isFull() {
        return full;
    }

    /** Whether a seek finds all that its plans need, and so a picture of each stream, in the cache. */
    boolean isCached(Map<PlayedRecording, PullPlan> plans, long time) {
        noteLosses();
        return cacher.getTimeLimits().contains(time)
                && plans.entrySet().stream().allMatch(plan -> plan.getKey().isCached(plan.getValue()));
    }

    /** Takes down what the cache has lost since the last time. @return the times of it */
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

    /** Where what is recorded ends, of the recordings that are played. */
    long recordedTo() {
        return recordings().stream()
                .filter(PlayedRecording::isPlayed)
                .mapToLong(recording -> recording.recorded().to())
                .max()
                .orElse(0);
    }

    /** Reads what is missing of a range: {@link #read(Map, ValkkaException)}. */
    void read(TimeRange range, ValkkaException before) throws InterruptedException {
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

    /** Reads what is missing of these plans: {@link #read(Map, ValkkaException)}. */
    void readPlanned(Map<PlayedRecording, PullPlan> plans, ValkkaException before) throws InterruptedException {
        Map<PlayedRecording, List<Block>> missing = new LinkedHashMap<>();
        plans.forEach((recording, plan) -> missing.put(recording, recording.missing(plan.blocks())));
        read(missing, before);
    }

    /**
     * Reads these blocks. What cannot be read of one recording does not keep the others from being read.
     *
     * @param before what has failed already, or null
     * @throws ValkkaException that, or what failed first
     */
    void read(Map<PlayedRecording, List<Block>> missing, ValkkaException before) throws InterruptedException {
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

    private ValkkaException pull(Map<PlayedRecording, List<Block>> missing, ValkkaException before)
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
        for (Map.Entry<PlayedRecording, CompletableFuture<PullResult>> pull : pulls.entrySet()) {
            List<Block> asked = missing.get(pull.getKey());
            try {
                PullResult result = pull.getKey().await(pull.getValue());
                pull.getKey().read(asked, result);
                blocks.add(asked.size());
                blocksGone.add(result.gone().size());
            } catch (ValkkaException e) {
                failure = pull.getKey().failed(e, failure);
            }
        }
        return failure;
    }

    /**
     * What follows a range, at least to the next block's beginning; empty when there is no further block. What has been recorded since the
     * range was looked at is a part of it: else that would be passed over.
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

    /** Blocks that were read. */
    long blocks() {
        return blocks.sum();
    }

    /** Blocks that were overwritten before they could be read. */
    long blocksGone() {
        return blocksGone.sum();
    }
}
