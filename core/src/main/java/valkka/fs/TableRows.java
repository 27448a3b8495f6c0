package valkka.fs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The block table in memory, with its searches (format.md, "Block search"). It changes as blocks are closed; a
 * {@link BlockTable} holds one that does not. Not safe for several threads by itself.
 */
final class TableRows {
    private final long[] rows;
    private final int blocks;
    /** Made by {@link #sort()}, at the latest by the first search, and kept up to date from then on. */
    private SortedBlocks byKey;

    private SortedBlocks byLast;

    /** @param rows key and last of block 0, of block 1, ...; taken over, not copied */
    TableRows(long[] rows) {
        this.rows = rows;
        this.blocks = rows.length / 2;
    }

    /** A table from the bytes of a blockfile; blocks beyond its end are unused. */
    static TableRows read(ByteBuffer blockfile, int blocks) {
        long[] rows = new long[2 * blocks];
        blockfile.asLongBuffer().get(rows, 0, Math.min(rows.length, blockfile.remaining() / Long.BYTES & -2));
        return new TableRows(rows);
    }

    TableRows copy() {
        return new TableRows(rows.clone());
    }

    int size() {
        return blocks;
    }

    Ring ring() {
        return new Ring(blocks);
    }

    /** The block that was written last, as its times tell: where nobody knows better. -1 where none is used. */
    int newest() {
        int newest = -1;
        for (int block = 0; block < blocks; block++) {
            if (isUsed(block) && (newest < 0 || last(block) >= last(newest))) {
                newest = block;
            }
        }
        return newest;
    }

    /**
     * A block with all that is known of it.
     *
     * @param current where writing goes on
     */
    Block block(int number, int current) {
        if (!isUsed(number)) {
            return new Block(number, 0, 0, Block.State.UNUSED, 0);
        }
        int newest = isUsed(current) ? current : ring().previous(current);
        Block.State state = number == current ? Block.State.OPEN : Block.State.WRITTEN;
        return new Block(number, key(number), last(number), state, number <= newest ? 0 : 1);
    }

    long key(int block) {
        return rows[2 * block];
    }

    long last(int block) {
        return rows[2 * block + 1];
    }

    TableRow row(int block) {
        return new TableRow(key(block), last(block));
    }

    boolean isUsed(int block) {
        return key(block) > 0;
    }

    void set(int block, TableRow row) {
        if (byKey != null && isUsed(block)) {
            byKey.remove(block);
            byLast.remove(block);
        }
        rows[2 * block] = row.key();
        rows[2 * block + 1] = row.last();
        if (byKey != null && isUsed(block)) {
            byKey.add(block);
            byLast.add(block);
        }
    }

    /** The smallest key to the largest time. */
    TimeRange timeRange() {
        sort();
        int size = byKey.size();
        return size == 0 ? TimeRange.EMPTY : new TimeRange(byKey.valueAt(0), byLast.valueAt(size - 1));
    }

    List<Integer> inRange(TimeRange range) {
        sort();
        if (range.isEmpty() || byKey.size() == 0) {
            return List.of();
        }
        long fromKey = byKey.valueAt(Math.max(0, byKey.firstAbove(range.from()) - 1));
        int to = byKey.firstAbove(range.to());
        int end = to == byKey.size() ? to : byKey.firstAbove(byKey.valueAt(to));
        return blocks(byKey.firstAtLeast(fromKey), end);
    }

    /** Before {@code time}, equal keys come in descending order of their blocks: libValkka turns that part round twice. */
    List<Integer> neighbours(int n, long time) {
        sort();
        int at = byKey.firstAtLeast(time);
        List<Integer> before = blocks(Math.max(0, at - n), at);
        before.sort(Comparator.<Integer>comparingLong(this::key).thenComparing(Comparator.reverseOrder()));
        before.addAll(blocks(at, (int) Math.min(byKey.size(), at + n + 1L)));
        return before;
    }

    /**
     * {@link #inRange} in the order of reading: equal keys by their last time, so that a block without a key frame follows
     * the one it belongs to.
     */
    List<Integer> inReadingOrder(TimeRange range) {
        return toReadingOrder(inRange(range));
    }

    /** The {@code most} blocks whose keys are below that of {@code block}, nearest last, in the order of reading. */
    List<Integer> beforeInReadingOrder(int block, int most) {
        sort();
        int at = byKey.firstAtLeast(key(block));
        return toReadingOrder(blocks(Math.max(0, at - most), at));
    }

    private List<Integer> toReadingOrder(List<Integer> found) {
        List<Integer> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.<Integer>comparingLong(this::key)
                .thenComparingLong(this::last)
                .thenComparingInt(block -> block));
        return sorted;
    }

    private List<Integer> blocks(int from, int to) {
        List<Integer> found = new ArrayList<>(Math.max(0, to - from));
        for (int i = from; i < to; i++) {
            found.add(byKey.get(i));
        }
        return found;
    }

    /** Gets ready for searches: some ten milliseconds for a million blocks, that the first search else takes. */
    void sort() {
        if (byKey != null) {
            return;
        }
        int[] used = new int[blocks];
        int count = 0;
        for (int block = 0; block < blocks; block++) {
            if (isUsed(block)) {
                used[count++] = block;
            }
        }
        int[] exactly = Arrays.copyOf(used, count);
        byKey = new SortedBlocks(this::key, exactly, blocks);
        byLast = new SortedBlocks(this::last, exactly, blocks);
    }
}
