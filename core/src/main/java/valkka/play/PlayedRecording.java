package valkka.play;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.PullPlan;
import valkka.fs.PullResult;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * One of the recordings that a manager plays: which of its blocks are in the cache, which are missing, and whether it can be read. A
 * cached block counts as it was when it was read: a block whose row has changed since is another one, or has grown. Of what the cache has
 * lost the times are known, and the blocks of these times are read again when they are wanted. Belongs to one thread.
 */
final class PlayedRecording {
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final FSGroup group;
    /** By number: what was read since the cache was empty, and what has changed neither on the disk nor in the cache. */
    private final Map<Integer, Block> cached = new HashMap<>();
    /** Where the cache lacks frames of those blocks. */
    private final TimeRanges lost = new TimeRanges();

    private boolean failed;
    private long restsUntil; // by System.nanoTime()
    /** Up to where it was looked which blocks there are: to the end of what was recorded then, or of what was asked for. */
    private long lookedTo = Long.MAX_VALUE;

    PlayedRecording(FSGroup group) {
        this.group = group;
    }

    /** The slots into which its streams are played, by id; empty when none is. */
    Map<Long, Integer> slots() {
        return group.readSlots();
    }

    boolean isPlayed() {
        return !slots().isEmpty();
    }

    /** What is recorded, as far as the table knows. */
    TimeRange recorded() {
        return group.fs().getTimeRange();
    }

    /** What is recorded, with what is in the open block now. */
    TimeRange recordedNow() {
        return group.timeRangeNow();
    }

    // ---- what is in the cache ----

    /** Nothing is in the cache any more, or all is to be read again. */
    void forget() {
        cached.clear();
        lost.clear();
    }

    /** The cache lacks frames of these times. */
    void lost(TimeRange times) {
        lost.add(times);
    }

    /** The first lost time from {@code time} on in the direction of play. */
    OptionalLong nearestLost(long time, boolean forward) {
        return forward ? lost.firstFrom(time) : lost.lastTo(time);
    }

    /** What it takes to play from a time on. */
    PullPlan plan(long time) {
        TimeRange here = new TimeRange(time, time);
        return PullPlan.of(look(here), slots().keySet(), here);
    }

    /** Whether all that a plan needs is in the cache, from the key frames on. */
    boolean isCached(PullPlan plan) {
        long from =
                plan.keyFrames().values().stream().mapToLong(key -> key).min().orElse(plan.time());
        return missing(plan.blocks()).isEmpty()
                && lost.within(new TimeRange(Math.min(from, plan.time()), plan.time()))
                        .isEmpty();
    }

    /** The blocks of a range that are not in the cache, or not whole; at first with those in front of it that the streams need to begin. */
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

    /** Those of the blocks that are not in the cache, as the table says they are. */
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

    /** Unix ms: what has been recorded behind it since then is not known here. */
    long lookedTo() {
        return lookedTo;
    }

    /** The first key of a block behind a time; {@code Long.MAX_VALUE} when there is none, or no stream is played. */
    long keyAfter(long time) {
        return isPlayed() ? group.fs().blockFrom(time + 1).map(Block::key).orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
    }

    /** The last key of a block before a time; {@code Long.MIN_VALUE} when there is none, or no stream is played. */
    long keyBefore(long time) {
        return isPlayed() ? group.fs().blockBefore(time).map(Block::key).orElse(Long.MIN_VALUE) : Long.MIN_VALUE;
    }

    // ---- reading ----

    /** Reads blocks into the cache, as the table said they were. */
    CompletableFuture<PullResult> pull(List<Block> blocks) {
        return group.reader().pull(blocks);
    }

    /** Waits for what {@link #pull} has asked for. */
    PullResult await(CompletableFuture<PullResult> pull) throws InterruptedException {
        return group.reader().await(pull, "reading blocks");
    }

    /** The blocks have been read. */
    void read(List<Block> blocks, PullResult result) {
        failed = false;
        for (Block block : blocks) {
            if (!result.gone().contains(block.number())) {
                cached.put(block.number(), block);
            }
        }
    }

    /**
     * It could not be read: it is left alone for a while.
     *
     * @return what to throw when all others have been read: {@code earlier}, or what happened when that is {@code null}
     */
    ValkkaException failed(ValkkaException e, ValkkaException earlier) {
        failed = true;
        restsUntil = System.nanoTime() + REST_NANOS;
        return earlier == null ? e : earlier;
    }

    /** Whether what was asked of it last could not be read. */
    boolean hasFailed() {
        return failed;
    }

    /** Whether that was a moment ago. */
    boolean rests() {
        return failed && System.nanoTime() - restsUntil < 0;
    }
}
