package valkka.fs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block table in memory, with its searches (format.md, "Search"). It changes when blocks are
 * closed, unlike a {@link BlockTable}. Only one thread at a time may use it.
 */
final class TableRows {
    private final long[] rows;
    private final int blocks;
    /**
     * Made by {@link #sort()}, at the latest in the first search, and kept up to date from then on.
     */
    private @Nullable Orders orders;

    private record Orders(SortedBlocks byKey, SortedBlocks byLast) {}

    /**
     * Makes a table of these rows.
     *
     * @param rows key and last of block 0, of block 1, ...; taken over, not copied
     */
    TableRows(long[] rows) {
        this.rows = rows;
        this.blocks = rows.length / 2;
    }

    /** Returns a table from the bytes of a blockfile; blocks beyond its end are unused. */
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

    /**
     * Returns the block that was written last, judged by the times in the table, where nothing
     * better is known. The result is -1 when no block is used.
     */
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
     * Returns a block with all that is known of it.
     *
     * @param current where writing goes on
     */
    Block block(int number, int current) {
        return block(number, newest(current), current);
    }

    /** Returns the block that was written last, where {@code current} is the block that writing goes on in. */
    int newest(int current) {
        return isUsed(current) ? current : ring().previous(current);
    }

    /** @param open -1 for none */
    Block block(int number, int newest, int open) {
        if (!isUsed(number)) {
            return new Block(number, 0, 0, Block.State.UNUSED, 0);
        }
        Block.State state = number == open ? Block.State.OPEN : Block.State.WRITTEN;
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
        if (orders != null && isUsed(block)) {
            orders.byKey().remove(block);
            orders.byLast().remove(block);
        }
        rows[2 * block] = row.key();
        rows[2 * block + 1] = row.last();
        if (orders != null && isUsed(block)) {
            orders.byKey().add(block);
            orders.byLast().add(block);
        }
    }

    /** Returns the range from the smallest key to the largest time. */
    TimeRange timeRange() {
        Orders sorted = sorted();
        int size = sorted.byKey().size();
        return size == 0
                ? TimeRange.EMPTY
                : new TimeRange(sorted.byKey().valueAt(0), sorted.byLast().valueAt(size - 1));
    }

    List<Integer> inRange(TimeRange range) {
        SortedBlocks byKey = sorted().byKey();
        if (range.isEmpty() || byKey.size() == 0) {
            return List.of();
        }
        long fromKey = byKey.valueAt(Math.max(0, byKey.firstAbove(range.from()) - 1));
        int to = byKey.firstAbove(range.to());
        int end = to == byKey.size() ? to : byKey.firstAbove(byKey.valueAt(to));
        return blocks(byKey, byKey.firstAtLeast(fromKey), end);
    }

    /**
     * Returns the blocks around a time. Before {@code time}, blocks with equal keys come in
     * descending order: libValkka turns that part round twice.
     */
    List<Integer> neighbours(int n, long time) {
        SortedBlocks byKey = sorted().byKey();
        int at = byKey.firstAtLeast(time);
        int from = Math.max(0, at - n);
        int to = (int) Math.min(byKey.size(), at + n + 1L);
        List<Integer> found = new ArrayList<>(to - from);
        for (int first = from, next; first < at; first = next) {
            long key = byKey.valueAt(first);
            next = first + 1;
            while (next < at && byKey.valueAt(next) == key) {
                next++;
            }
            for (int i = next - 1; i >= first; i--) { // a run of equal keys, backwards
                found.add(byKey.get(i));
            }
        }
        for (int i = at; i < to; i++) {
            found.add(byKey.get(i));
        }
        return found;
    }

    /**
     * Returns the blocks of {@link #inRange} in the order of reading: equal keys by their last
     * time. So a block without a key frame follows the block that it belongs to.
     */
    List<Integer> inReadingOrder(TimeRange range) {
        return toReadingOrder(inRange(range));
    }

    /**
     * Returns the last {@code most} blocks with keys below that of {@code block}, nearest last, in
     * the order of reading.
     */
    List<Integer> beforeInReadingOrder(int block, int most) {
        SortedBlocks byKey = sorted().byKey();
        int at = byKey.firstAtLeast(key(block));
        return toReadingOrder(blocks(byKey, Math.max(0, at - most), at));
    }

    private List<Integer> toReadingOrder(List<Integer> found) {
        List<Integer> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.<Integer>comparingLong(this::key)
                .thenComparingLong(this::last)
                .thenComparingInt(block -> block));
        return sorted;
    }

    private static List<Integer> blocks(SortedBlocks byKey, int from, int to) {
        List<Integer> found = new ArrayList<>(Math.max(0, to - from));
        for (int i = from; i < to; i++) {
            found.add(byKey.get(i));
        }
        return found;
    }

    /**
     * Gets ready for searches. This takes some ten milliseconds for a million blocks, which the
     * first search would otherwise take.
     */
    void sort() {
        sorted();
    }

    private Orders sorted() {
        if (orders == null) {
            orders = sortedAnew();
        }
        return orders;
    }

    private Orders sortedAnew() {
        int[] used = new int[blocks];
        int count = 0;
        for (int block = 0; block < blocks; block++) {
            if (isUsed(block)) {
                used[count++] = block;
            }
        }
        int[] exactly = Arrays.copyOf(used, count);
        return new Orders(new SortedBlocks(this::key, exactly, blocks), new SortedBlocks(this::last, exactly, blocks));
    }
}
