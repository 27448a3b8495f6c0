package valkka.fs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which blocks of one recording are in the cache, as they were when they were read: a block whose row has changed since is another
 * one, or has grown. Belongs to one thread.
 */
final class LoadedBlocks {
    private final FSGroup group;
    private final Map<Integer, BlockRow> loaded = new HashMap<>();
    /** Whether the next request must go back to key frames, as nothing that could be played on is in the cache. */
    private boolean fresh = true;

    private Map<Integer, BlockRow> asked = Map.of();

    LoadedBlocks(FSGroup group) {
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
        return loaded.values().stream().mapToLong(BlockRow::last).max().orElse(0);
    }

    /** Those that go beyond a time had no room in the cache. */
    void forgetFrom(long time) {
        loaded.values().removeIf(row -> row.last() > time);
    }

    /** What it takes to play from {@code range.from()} on. */
    BlockRequest request(Set<Long> ids, TimeRange range) {
        return BlockRequest.of(group.fs(), ids, range);
    }

    /** The blocks of the range that are not in the cache, with those in front of it that the streams need to begin. */
    List<Integer> missing(TimeRange range) {
        Set<Long> ids = group.readSlots().keySet();
        if (ids.isEmpty()) {
            return List.of();
        }
        return missing(
                fresh ? request(ids, range).blocks() : group.fs().table().ask(index -> index.inReadingOrder(range)));
    }

    /** The first key of a block behind a time; {@code Long.MAX_VALUE} when there is none, or no stream is played. */
    long keyAfter(long time) {
        return group.readSlots().isEmpty()
                ? Long.MAX_VALUE
                : group.fs()
                        .table()
                        .ask(index -> index.neighbours(0, time + 1).stream()
                                .mapToLong(index::key)
                                .findFirst()
                                .orElse(Long.MAX_VALUE));
    }

    /** The last key of a block before a time; {@code Long.MIN_VALUE} when there is none, or no stream is played. */
    long keyBefore(long time) {
        return group.readSlots().isEmpty()
                ? Long.MIN_VALUE
                : group.fs()
                        .table()
                        .ask(index -> index.neighbours(1, time).stream()
                                .mapToLong(index::key)
                                .filter(key -> key < time)
                                .max()
                                .orElse(Long.MIN_VALUE));
    }

    /** Those of the blocks that are not in the cache. */
    List<Integer> missing(List<Integer> blocks) {
        Map<Integer, BlockRow> rows = new HashMap<>();
        group.fs().table().ask(index -> {
            blocks.forEach(block -> rows.put(block, index.row(block)));
            return null;
        });
        List<Integer> missing = new ArrayList<>();
        for (int block : blocks) {
            if (!rows.get(block).equals(loaded.get(block))) {
                missing.add(block);
            }
        }
        rows.keySet().retainAll(missing);
        asked = rows;
        return missing;
    }

    /** The blocks that were missing have been read. */
    void read(PullResult result) {
        fresh = false;
        asked.forEach((block, row) -> {
            if (!result.gone().contains(block)) {
                loaded.put(block, row);
            }
        });
        asked = Map.of();
    }
}
