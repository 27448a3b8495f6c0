package valkka.fs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import valkka.filter.FrameFilter;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;

/**
 * Reads blocks of several recordings into a cache, all at the same time between one START and one END, and each once. Knows where the
 * cache ends for want of room. Belongs to one thread, but for its counters.
 */
final class BlockLoader {
    /** How far it reads at once, in ms of the recording. */
    static final long STEP_MILLIS = 2_500;
    /** Streams of one recording end so close to one another in a block. */
    private static final long LARGEST_DIFFERENCE_MILLIS = 1_000;

    private final FileCacheThread cacher;
    private final FrameFilter cache;
    private final List<LoadedBlocks> recordings = new ArrayList<>();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder blocksGone = new LongAdder();

    private long lost; // frames that had left the cache, or found no room in it, when it was last cleared
    private long full; // the cache ends here, for want of room; 0 when it has room

    BlockLoader(List<FSGroup> groups, FileCacheThread cacher) {
        this.cacher = cacher;
        this.cache = cacher.getFrameFilter();
        groups.forEach(group -> recordings.add(new LoadedBlocks(group)));
    }

    List<LoadedBlocks> recordings() {
        return recordings;
    }

    /** What is read is to be read again. */
    void forget() {
        recordings.forEach(LoadedBlocks::clear);
    }

    /** Nothing is in the cache any more. */
    void cacheCleared() {
        forget();
        full = 0;
        lost = lost(cacher.stats());
    }

    /** Whether there is room for what comes next: once play has come near to where the cache ends. */
    boolean hasRoom(long time, boolean forward) {
        if (forward && time < full - STEP_MILLIS / 2) {
            return false;
        }
        full = 0;
        return true;
    }

    /** Whether what was read last found no room, or took that of what is further ahead. */
    boolean isFull() {
        return full != 0;
    }

    /** What was read is still there, but that what was played may have left the cache. */
    boolean isCached(long time) {
        FileCacheStats now = cacher.stats();
        return now.cached().contains(time) && (lost(now) == lost || time >= now.mstimestamp());
    }

    private static long lost(FileCacheStats stats) {
        return stats.evicted() + stats.refused();
    }

    /** Reads what is missing of a range. */
    void read(TimeRange range) throws InterruptedException {
        Map<LoadedBlocks, List<Integer>> missing = new LinkedHashMap<>();
        recordings.forEach(recording -> missing.put(recording, recording.missing(range)));
        read(missing);
    }

    /** Reads these blocks. */
    void read(Map<LoadedBlocks, List<Integer>> missing) throws InterruptedException {
        if (missing.values().stream().allMatch(List::isEmpty)) {
            return;
        }
        FileCacheStats before = cacher.stats();
        Map<LoadedBlocks, CompletableFuture<PullResult>> pulls = new LinkedHashMap<>();
        cache.run(MarkerFrame.start());
        try {
            missing.forEach((recording, some) -> {
                if (!some.isEmpty()) {
                    pulls.put(recording, recording.pull(some));
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
        for (LoadedBlocks recording : recordings) {
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
        for (LoadedBlocks recording : recordings) {
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
