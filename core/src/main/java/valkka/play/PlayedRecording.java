package valkka.play;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * cached block counts as it was when it was read: a block whose row has changed since is another one, or has grown. Belongs to one thread.
 */
final class PlayedRecording {
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final FSGroup group;
    private final Map<Integer, Block> loaded = new HashMap<>();
    /** Whether the next request must go back to key frames, as nothing that could be played on is in the cache. */
    private boolean fresh = true;

    private List<Block> asked = List.of();
    private boolean failed;
    private long restsUntil; // by System.nanoTime()
    /** Up to where it was looked which blocks there are: to the end of what was recorded then, or of what was asked for. */
    private long lookedTo = Long.MAX_VALUE;

    PlayedRecording(FSGroup group) {
        this.group = group;
    }

    FSGroup group() {
        return group;
    }

    /** Nothing is in the cache any more. */
    void clear() {
        loaded.clear();
        fresh = true;
    }

    /** The time of the newest frame that was read. */
    long newest() {
        return loaded.values().stream().mapToLong(Block::last).max().orElse(0);
    }

    /** The smallest key of what was read. */
    long oldest() {
        return loaded.values().stream().mapToLong(Block::key).min().orElse(Long.MAX_VALUE);
    }

    /** Those that go beyond a time are not in the cache, or not whole. */
    void forgetFrom(long time) {
        loaded.values().removeIf(row -> row.last() > time);
    }

    /** Those that begin before a time are not in the cache, or not whole. */
    void forgetBefore(long time) {
        loaded.values().removeIf(row -> row.key() < time);
    }

    /** Those that play from a time on will need had no room in the cache. */
    void forgetAhead(long time, boolean forward) {
        loaded.values().removeIf(row -> forward ? row.last() > time : row.key() < time);
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

    /** What it takes to play from {@code range.from()} on. */
    PullPlan request(Set<Long> ids, TimeRange range) {
        return PullPlan.of(look(range), ids, range);
    }

    /** The blocks of the range that are not in the cache, with those in front of it that the streams need to begin. */
    List<Integer> missing(TimeRange range) {
        Set<Long> ids = group.readSlots().keySet();
        if (ids.isEmpty()) {
            return List.of();
        }
        return missing(
                fresh
                        ? request(ids, range).blocks()
                        : look(range).blocks(range).stream().map(Block::number).toList());
    }

    private ValkkaFS look(TimeRange range) {
        lookedTo = Math.min(range.to(), group.fs().getTimeRange().to());
        return group.fs();
    }

    /** Unix ms: what has been recorded behind it since then is not known here. */
    long lookedTo() {
        return lookedTo;
    }

    /** The first key of a block behind a time; {@code Long.MAX_VALUE} when there is none, or no stream is played. */
    long keyAfter(long time) {
        return group.readSlots().isEmpty()
                ? Long.MAX_VALUE
                : group.fs().blockFrom(time + 1).map(Block::key).orElse(Long.MAX_VALUE);
    }

    /** The last key of a block before a time; {@code Long.MIN_VALUE} when there is none, or no stream is played. */
    long keyBefore(long time) {
        return group.readSlots().isEmpty()
                ? Long.MIN_VALUE
                : group.fs().blockBefore(time).map(Block::key).orElse(Long.MIN_VALUE);
    }

    /** Those of the blocks that are not in the cache. */
    List<Integer> missing(List<Integer> blocks) {
        asked = blocks.stream()
                .map(group.fs()::block)
                .filter(block -> !block.holdsTheSameAs(loaded.get(block.number())))
                .toList();
        return asked.stream().map(Block::number).toList();
    }

    /** Asks for the blocks that were found missing, as the table said they were. */
    CompletableFuture<PullResult> pull() {
        return group.reader().pull(asked);
    }

    /** The blocks that were missing have been read. */
    void read(PullResult result) {
        fresh = false;
        failed = false;
        for (Block block : asked) {
            if (!result.gone().contains(block.number())) {
                loaded.put(block.number(), block);
            }
        }
        asked = List.of();
    }
}
