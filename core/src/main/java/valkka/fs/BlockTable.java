package valkka.fs;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import valkka.frame.ValkkaException;

/**
 * The block table at one moment, in Unix milliseconds. For each block, column 0 has the key-frame
 * time that finds the block, the key. Column 1 has the block's largest time. Blocks are numbered
 * from 0. libValkka: the numpy array of {@code getBlockTable()}, which changes under its
 * reader. This table does not change.
 */
public final class BlockTable {
    private static final int SHOWN_AT_EACH_END = 100;
    private static final int NONE = -1;

    private final TableRows rows;
    private final int newest; // -1 where no block is used
    private final int open; // -1 for none

    private BlockTable(TableRows rows, int newest, int open) {
        this.rows = rows;
        this.newest = newest;
        this.open = open;
    }

    /**
     * Returns a table of rows that nobody changes.
     *
     * @param current where writing goes on: the open block once its frames are in the table
     */
    static BlockTable of(TableRows rows, int current) {
        return new BlockTable(rows, rows.newest(current), rows.isUsed(current) ? current : NONE);
    }

    /**
     * Returns a table of these rows.
     *
     * @param rows {@code rows[block]} is {@code {key, last}}; {@code {0, 0}} for an unused block
     * @throws ValkkaException {@code BAD_ARGUMENT} when a row has not two columns
     */
    public static BlockTable of(long[][] rows) {
        long[] flat = new long[2 * rows.length];
        for (int block = 0; block < rows.length; block++) {
            if (rows[block].length != 2) {
                throw ValkkaException.badArgument("row " + block + " of the block table has " + rows[block].length
                        + " columns: give two, the key and the last time");
            }
            flat[2 * block] = rows[block][0];
            flat[2 * block + 1] = rows[block][1];
        }
        TableRows table = new TableRows(flat);
        // Numbers alone do not tell an open block: all blocks count as closed.
        return new BlockTable(table, table.newest(), NONE);
    }

    /** Returns the number of blocks, used or not. */
    public int size() {
        return rows.size();
    }

    /** Returns the key-frame time that finds a block, Unix ms; 0 for an unused block. */
    public long key(int block) {
        check(block);
        return rows.key(block);
    }

    /** Returns a block's largest time, Unix ms; 0 for an unused block. */
    public long last(int block) {
        check(block);
        return rows.last(block);
    }

    /** Returns whether a block has a row, and so can be found. */
    public boolean isUsed(int block) {
        check(block);
        return rows.isUsed(block);
    }

    /**
     * Returns the block that has frames and is not closed: a writer is filling it, or was killed
     * before the close. The result is empty when there is no such block, or while its frames do not
     * show yet: {@link ValkkaFS#updateTable}. libValkka has no such method.
     */
    public OptionalInt openBlock() {
        return open == NONE ? OptionalInt.empty() : OptionalInt.of(open);
    }

    /**
     * Returns a block with everything that the table says about it. libValkka has no such method.
     */
    public Block block(int number) {
        check(number);
        return rows.block(number, newest, open);
    }

    /**
     * Returns the used blocks in the order of writing, the open block last. libValkka has no such
     * method.
     */
    public List<Block> blocks() {
        if (newest == NONE) {
            return List.of();
        }
        return rows.ring()
                .startingAt(rows.ring().next(newest))
                .filter(rows::isUsed)
                .mapToObj(this::block)
                .toList();
    }

    /**
     * Returns the largest number in the table, or 0 when no block is used: numpy's {@code a.max()}
     * in the lessons.
     */
    public long max() {
        long max = 0;
        for (int block = 0; block < size(); block++) {
            max = Math.max(max, Math.max(rows.key(block), rows.last(block)));
        }
        return max;
    }

    /** Returns a copy of the table: {@code rows()[block]} is {@code {key, last}}. */
    public long[][] rows() {
        long[][] copy = new long[size()][];
        for (int block = 0; block < copy.length; block++) {
            copy[block] = new long[] {rows.key(block), rows.last(block)};
        }
        return copy;
    }

    /**
     * Returns the range from the smallest key to the largest time; {@link TimeRange#EMPTY} for an
     * empty table.
     */
    public TimeRange getTimeRange() {
        synchronized (rows) {
            return rows.timeRange();
        }
    }

    /**
     * Returns the blocks to read for a time range, by key. They begin with the last block whose key
     * is at or before the start. They end with the first block that begins after the end.
     * libValkka: {@code getInd((t0, t1))}.
     */
    public List<Integer> getInd(TimeRange range) {
        synchronized (rows) {
            return rows.inRange(range);
        }
    }

    /**
     * Returns the blocks of {@link #getInd} in the order of reading: by key, and equal keys by
     * their last time. So a block without a key frame follows the block that it belongs to.
     * libValkka has no such method.
     */
    public List<Integer> inReadingOrder(TimeRange range) {
        synchronized (rows) {
            return rows.inReadingOrder(range);
        }
    }

    /**
     * Returns the blocks in front of {@code block}, whose keys are below its own, in the order of
     * reading. The nearest block is the last. libValkka has no such method.
     *
     * @param most the greatest number of blocks to return
     */
    public List<Integer> beforeInReadingOrder(int block, int most) {
        check(block);
        synchronized (rows) {
            return rows.beforeInReadingOrder(block, most);
        }
    }

    /**
     * Returns the blocks around a time, by key: {@code n} before the time, and {@code n + 1} from
     * the time on. Blocks with equal keys come in descending order before the time, and in
     * ascending order from the time on. So does libValkka with up to 16 used blocks; with more, its
     * order is arbitrary. libValkka: {@code getIndNeigh(n, time)}.
     *
     * @param n how many blocks, 0 or more
     * @param time Unix ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code n} is negative
     */
    public List<Integer> getIndNeigh(int n, long time) {
        checkNeighbours(n);
        synchronized (rows) {
            return rows.neighbours(n, time);
        }
    }

    /** Does the same as {@link #getIndNeigh(int, long)}. */
    public List<Integer> getIndNeigh(int n, Instant time) {
        return getIndNeigh(n, time.toEpochMilli());
    }

    static void checkNeighbours(int n) {
        if (n < 0) {
            throw ValkkaException.badArgument("getIndNeigh was asked for " + n + " blocks: give 0 or more");
        }
    }

    private void check(int block) {
        if (block < 0 || block >= size()) {
            throw ValkkaException.badArgument(
                    "there is no block " + block + ": this table has blocks 0 to " + (size() - 1));
        }
    }

    /**
     * Returns the table, aligned: a line for each block, and at the end how many blocks are used.
     * The middle of a very long table is left out.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("block            key           last   key as UTC time           key to last");
        for (int block = 0; block < size(); block++) {
            if (block == SHOWN_AT_EACH_END && size() > 2 * SHOWN_AT_EACH_END + 1) {
                int left = size() - 2 * SHOWN_AT_EACH_END;
                text.append(String.format(Locale.ROOT, "%n  ... %d more ...", left));
                block += left;
            }
            long key = rows.key(block);
            long last = rows.last(block);
            text.append(String.format(Locale.ROOT, "%n%5d  %13d  %13d", block, key, last));
            if (rows.isUsed(block)) {
                text.append(String.format(
                        Locale.ROOT, "   %-24s  %9.3f s", Instant.ofEpochMilli(key), (last - key) / 1000.0));
            } else {
                text.append("   -");
            }
        }
        return text.append(System.lineSeparator()).append(summary()).toString();
    }

    /** Stands at the end, and is short: jshell shows the first and the last letters of a long value. */
    private String summary() {
        int used = blocks().size();
        return (open == NONE ? "no block is open; " : "block " + open + " is open; ") + used + " of " + size()
                + " blocks used";
    }
}
