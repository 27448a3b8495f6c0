package valkka.play;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.PullPlan;
import valkka.fs.PullResult;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * One of the recordings that a manager plays: its blocks in the cache, its missing blocks, and
 * whether it can be read. A cached block counts as it was when it was read: a block whose row has
 * changed since then is another block, or has grown. The times of the cache's losses are known. The
 * blocks of these times are read again when somebody wants them. Belongs to one thread.
 */
final class PlayedRecording {
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final FSGroup group;
    private final LongSupplier nanoClock;
    /**
     * By number, the blocks that were read since the cache was empty, and have changed neither on
     * the disk nor in the cache.
     */
    private final Map<Integer, Block> cached = new HashMap<>();
    /** The times of the frames of these blocks that the cache has lost. */
    private final LostTimes lost = new LostTimes();

    private boolean failed;
    private long restsUntil;
    /**
     * The end of the last search for blocks: the end of the recording at that time, or of the
     * requested range.
     */
    private long lookedTo = Long.MAX_VALUE;

    /** @param nanoClock for the rest after a failure */
    PlayedRecording(FSGroup group, LongSupplier nanoClock) {
        this.group = group;
        this.nanoClock = nanoClock;
    }

    /** Returns the slots into which its streams are played, by id; empty when none is played. */
    Map<Long, Integer> slots() {
        return group.readSlots();
    }

    boolean isPlayed() {
        return !slots().isEmpty();
    }

    /** Returns the recorded time range, as far as the table knows. */
    TimeRange recorded() {
        return group.fs().getTimeRange();
    }

    /** Returns the recorded time range, with the present frames of the open block. */
    TimeRange recordedNow() {
        return group.timeRangeNow();
    }

    // ---- what is in the cache ----

    /**
     * Forgets all blocks: nothing is in the cache any longer, or all blocks are to be read again.
     */
    void forget() {
        cached.clear();
        lost.clear();
    }

    /** Notes that the cache lacks frames of these times. */
    void lost(TimeRange times) {
        lost.add(times);
    }

    /** Returns the first lost time from {@code time} on in the direction of play. */
    OptionalLong nearestLost(long time, boolean forward) {
        return forward ? lost.firstFrom(time) : lost.lastTo(time);
    }

    /** Returns the plan to play from a time on. */
    PullPlan plan(long time) {
        TimeRange here = new TimeRange(time, time);
        return PullPlan.of(look(here), slots().keySet(), here);
    }

    /** Returns whether all frames that a plan needs are in the cache, from the key frames on. */
    boolean isCached(PullPlan plan) {
        long from =
                plan.keyFrames().values().stream().mapToLong(key -> key).min().orElse(plan.time());
        return missing(plan.blocks()).isEmpty()
                && lost.within(new TimeRange(Math.min(from, plan.time()), plan.time()))
                        .isEmpty();
    }

    /**
     * Returns the blocks of a range that are not in the cache, or not whole. The first call adds
     * the blocks in front of the range that the streams need to begin.
     */
    List<Block> missing(TimeRange range) {
        if (!isPlayed()) {
            return List.of();
        }
        for (TimeRange times : lost.within(range)) {
            group.fs().blocks(times).forEach(block -> cached.remove(block.number()));
        }
        lost.remove(range);
        return missing(
                cached.isEmpty()
                        ? PullPlan.of(look(range), slots().keySet(), range).blocks()
                        : look(range).blocks(range).stream().map(Block::number).toList());
    }

    /** Returns the blocks among these that are not in the cache as the table describes them. */
    List<Block> missing(Collection<Integer> blocks) {
        return blocks.stream()
                .map(group.fs()::block)
                .filter(block -> !block.holdsTheSameAs(cached.get(block.number())))
                .toList();
    }

    // ---- what is recorded beyond ----

    private ValkkaFS look(TimeRange range) {
        lookedTo = Math.min(range.to(), recorded().to());
        return group.fs();
    }

    /**
     * Returns the end of the last search, Unix ms. Frames recorded after it since then are not
     * known here.
     */
    long lookedTo() {
        return lookedTo;
    }

    /**
     * Returns the first key of a block after a time; {@code Long.MAX_VALUE} when there is none, or
     * no stream is played.
     */
    long keyAfter(long time) {
        return isPlayed() ? group.fs().blockFrom(time + 1).map(Block::key).orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
    }

    /**
     * Returns the last key of a block before a time; {@code Long.MIN_VALUE} when there is none, or
     * no stream is played.
     */
    long keyBefore(long time) {
        return isPlayed() ? group.fs().blockBefore(time).map(Block::key).orElse(Long.MIN_VALUE) : Long.MIN_VALUE;
    }

    // ---- reading ----

    /** Reads blocks into the cache, as the table described them. */
    CompletableFuture<PullResult> pull(List<Block> blocks) {
        return group.reader().pull(blocks);
    }

    /** Waits for the result of {@link #pull}. */
    PullResult await(CompletableFuture<PullResult> pull) throws InterruptedException {
        return group.reader().await(pull, "reading blocks");
    }

    /** Notes that the blocks have been read. */
    void read(List<Block> blocks, PullResult result) {
        failed = false;
        for (Block block : blocks) {
            if (!result.gone().contains(block.number())) {
                cached.put(block.number(), block);
            }
        }
    }

    /**
     * Notes a failed read: the recording rests for a while.
     *
     * @return the exception to throw when all others have been read: {@code earlier}, or this
     *     failure when {@code earlier} is {@code null}
     */
    ValkkaException failed(ValkkaException e, @Nullable ValkkaException earlier) {
        failed = true;
        restsUntil = nanoClock.getAsLong() + REST_NANOS;
        return earlier == null ? e : earlier;
    }

    /** Returns whether the last read failed. */
    boolean hasFailed() {
        return failed;
    }

    /** Returns whether the last failure was a moment ago. */
    boolean rests() {
        return failed && nanoClock.getAsLong() - restsUntil < 0;
    }

    /**
     * The times where the cache lacks frames: a set of ranges that neither overlap nor touch one
     * another. Only one thread at a time may use it.
     */
    static final class LostTimes {
        private final NavigableMap<Long, Long> ends = new TreeMap<>(); // by beginning

        /** Adds all times of a range. */
        void add(TimeRange range) {
            if (range.isEmpty()) {
                return;
            }
            long from = range.from();
            long to = range.to();
            Map.Entry<Long, Long> last = ends.floorEntry(to + 1);
            while (last != null && last.getValue() >= from - 1) {
                from = Math.min(from, last.getKey());
                to = Math.max(to, last.getValue());
                ends.remove(last.getKey());
                last = ends.floorEntry(to + 1);
            }
            ends.put(from, to);
        }

        /** Removes all times of a range. */
        void remove(TimeRange range) {
            for (TimeRange part : within(range)) {
                Map.Entry<Long, Long> whole = ends.floorEntry(part.from());
                ends.remove(whole.getKey());
                put(whole.getKey(), part.from() - 1);
                put(part.to() + 1, whole.getValue());
            }
        }

        private void put(long from, long to) {
            if (from <= to) {
                ends.put(from, to);
            }
        }

        /** Returns the common times of the set and a range, in the order of time. */
        List<TimeRange> within(TimeRange range) {
            List<TimeRange> parts = new ArrayList<>();
            Map.Entry<Long, Long> next = range.isEmpty() ? null : ends.floorEntry(range.from());
            if (next == null || next.getValue() < range.from()) {
                next = range.isEmpty() ? null : ends.higherEntry(range.from());
            }
            while (next != null && next.getKey() <= range.to()) {
                parts.add(new TimeRange(Math.max(range.from(), next.getKey()), Math.min(range.to(), next.getValue())));
                next = ends.higherEntry(next.getKey());
            }
            return parts;
        }

        /** Returns the first time of the set at or after a time. */
        OptionalLong firstFrom(long time) {
            return within(new TimeRange(time, Long.MAX_VALUE)).stream()
                    .mapToLong(TimeRange::from)
                    .findFirst();
        }

        /** Returns the last time of the set at or before a time. */
        OptionalLong lastTo(long time) {
            Map.Entry<Long, Long> last = ends.floorEntry(time);
            return last == null ? OptionalLong.empty() : OptionalLong.of(Math.min(time, last.getValue()));
        }

        void clear() {
            ends.clear();
        }

        @Override
        public String toString() {
            return within(new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE)).toString();
        }
    }
}
