package valkka.play;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import valkka.filter.FrameFilter;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.fs.PullResult;
import valkka.fs.TimeRange;

/**
 * Reads blocks of several recordings into a cache, all at the same time between one START and one END, and each once. Knows where the
 * cache ends for want of room. Belongs to one thread, but for its counters.
 */
final class CacheFiller {
    /** How far it reads at once, in ms of the recording. */
    static final long STEP_MILLIS = 2_500;
    /** Streams of one recording end so close to one another in a block. */
    private static final long LARGEST_DIFFERENCE_MILLIS = 1_000;

    private final FileCacheThread cacher;
    private final FrameFilter cache;
    private final List<PlayedRecording> recordings = new ArrayList<>();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder blocksGone = new LongAdder();

    private long lost; // frames that had left the cache, or found no room in it, when it was last cleared
    private End full; // null when it has room

    /** Where the cache ends for want of room, in the direction of play. */
    private record End(long time, boolean forward) {}

    CacheFiller(List<FSGroup> groups, FileCacheThread cacher) {
        this.cacher = cacher;
        this.cache = cacher.getFrameFilter();
        groups.forEach(group -> recordings.add(new PlayedRecording(group)));
    }

    List<PlayedRecording> all() {
        return recordings;
    }

    /** Those that can be read: one that has failed is left alone for a while. */
    List<PlayedRecording> recordings() {
        return recordings.stream().filter(recording -> !recording.rests()).toList();
    }

    /** What is read is to be read again. */
    void forget() {
        recordings.forEach(PlayedRecording::clear);
    }

    /** Nothing is in the cache any more. */
    void cacheCleared() {
        forget();
        full = null;
        lost = lost(cacher.stats());
    }

    /** Whether there is room for what comes next: once play has come near to where the cache ends. */
    boolean hasRoom(long time, boolean forward) {
        long near = STEP_MILLIS / 2;
        if (full != null
                && full.forward() == forward
                && (forward ? time < full.time() - near : time > full.time() + near)) {
            return false;
        }
        full = null;
        return true;
    }

    /** Whether what was read last found no room, or took that of what is further ahead. */
    boolean isFull() {
        return full != null;
    }

    /** What was read is still there, but that what was played may have left the cache. */
    boolean isCached(long time) {
        FileCacheStats now = cacher.stats();
        boolean ahead = now.speed() > 0 ? time >= now.mstimestamp() : time <= now.mstimestamp();
        return now.cached().contains(time) && (lost(now) == lost || ahead);
    }

    private static long lost(FileCacheStats stats) {
        return stats.evicted() + stats.refused();
    }

    /** Where what is recorded ends, of the recordings that are played. */
    long recordedTo() {
        return recordings().stream()
                .filter(recording -> !recording.group().readSlots().isEmpty())
                .mapToLong(recording -> recording.group().fs().getTimeRange().to())
                .max()
                .orElse(0);
    }

    /** Reads what is missing of a range: {@link #read(Map, ValkkaException)}. */
    void read(TimeRange range, ValkkaException before) throws InterruptedException {
        Map<PlayedRecording, List<Integer>> missing = new LinkedHashMap<>();
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

    /**
     * Reads these blocks. What cannot be read of one recording does not keep the others from being read.
     *
     * @param before what has failed already, or null
     * @throws ValkkaException that, or what failed first
     */
    void read(Map<PlayedRecording, List<Integer>> missing, ValkkaException before) throws InterruptedException {
        ValkkaException failure = before;
        if (!missing.values().stream().allMatch(List::isEmpty)) {
            FileCacheStats earlier = cacher.stats();
            cache.run(MarkerFrame.start());
            try {
                failure = pull(missing, failure);
            } finally {
                cache.run(MarkerFrame.end());
            }
            noticeWhatIsLost(earlier, cacher.stats());
        }
        if (failure != null) {
            throw failure;
        }
    }

    private ValkkaException pull(Map<PlayedRecording, List<Integer>> missing, ValkkaException before)
            throws InterruptedException {
        ValkkaException failure = before;
        Map<PlayedRecording, CompletableFuture<PullResult>> pulls = new LinkedHashMap<>();
        for (Map.Entry<PlayedRecording, List<Integer>> some : missing.entrySet()) {
            try {
                if (!some.getValue().isEmpty()) {
                    pulls.put(some.getKey(), some.getKey().pull());
                }
            } catch (ValkkaException e) {
                failure = some.getKey().failed(e, failure);
            }
        }
        for (Map.Entry<PlayedRecording, CompletableFuture<PullResult>> pull : pulls.entrySet()) {
            try {
                PullResult result = await(pull.getValue());
                pull.getKey().read(result);
                blocks.add(missing.get(pull.getKey()).size());
                blocksGone.add(result.gone().size());
            } catch (ValkkaException e) {
                failure = pull.getKey().failed(e, failure);
            }
        }
        return failure;
    }

    /** What has left the cache, or found no room in it, is to be read again when it is wanted. */
    private void noticeWhatIsLost(FileCacheStats before, FileCacheStats after) {
        boolean refused = after.refused() != before.refused();
        if (!refused && after.evicted() == before.evicted()) {
            return;
        }
        boolean forward = after.speed() > 0;
        long now = after.mstimestamp();
        long tolerance = refused ? 0 : LARGEST_DIFFERENCE_MILLIS;
        LongStream ends = recordings.stream()
                .filter(recording -> lacksWhatIsAhead(recording, now, forward, tolerance))
                .mapToLong(recording -> forward ? cachedTo(recording, now) : cachedFrom(recording, now));
        OptionalLong end = forward ? ends.min() : ends.max();
        full = end.isPresent() ? new End(end.getAsLong(), forward) : null;
        for (PlayedRecording recording : recordings) {
            if (forward) {
                recording.forgetBefore(Math.min(now, lastBeginning(recording)));
            } else {
                recording.forgetFrom(Math.max(now, firstEnd(recording)));
            }
            if (full != null) {
                recording.forgetAhead(now, forward);
            }
        }
    }

    /** Whether what is furthest in the direction of play has had to go: what was played goes first, and is not missed. */
    private boolean lacksWhatIsAhead(PlayedRecording recording, long now, boolean forward, long tolerance) {
        return forward
                ? recording.newest() > now && recording.newest() - cachedTo(recording, now) > tolerance
                : recording.oldest() < now && cachedFrom(recording, now) - recording.oldest() > tolerance;
    }

    /** Until where all streams of a recording that go on are cached. */
    private long cachedTo(PlayedRecording recording, long now) {
        return limits(recording)
                .mapToLong(TimeRange::to)
                .filter(to -> to > now)
                .min()
                .orElse(now);
    }

    /** From where on all streams of a recording that began before are cached. */
    private long cachedFrom(PlayedRecording recording, long now) {
        return limits(recording)
                .mapToLong(TimeRange::from)
                .filter(from -> from < now)
                .max()
                .orElse(now);
    }

    private long lastBeginning(PlayedRecording recording) {
        return limits(recording).mapToLong(TimeRange::from).max().orElse(Long.MAX_VALUE);
    }

    private long firstEnd(PlayedRecording recording) {
        return limits(recording).mapToLong(TimeRange::to).min().orElse(Long.MIN_VALUE);
    }

    /** What is cached of each stream of a recording; of those that have anything. */
    private Stream<TimeRange> limits(PlayedRecording recording) {
        return recording.group().readSlots().values().stream()
                .map(cacher::getTimeLimits)
                .filter(range -> !range.isEmpty());
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
