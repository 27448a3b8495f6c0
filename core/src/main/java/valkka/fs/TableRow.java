package valkka.fs;

import java.nio.ByteBuffer;

/**
 * A row of the block table: 16 bytes at byte {@code 16 * block} of the blockfile, little endian
 * (format.md, "blockfile").
 *
 * <pre>
 *  0               8               16
 *  +---------------+---------------+
 *  | key, Unix ms  | last, Unix ms |      0 0: unused, or being written
 *  +---------------+---------------+
 * </pre>
 *
 * @param key the key-frame time that the block is found by
 * @param last the largest time in the block
 */
record TableRow(long key, long last) {
    static final int LENGTH = 16;
    static final TableRow UNUSED = new TableRow(0, 0);

    static long position(int block) {
        return (long) LENGTH * block;
    }

    static TableRow get(ByteBuffer buffer, int index) {
        return new TableRow(buffer.getLong(index), buffer.getLong(index + 8));
    }

    void put(ByteBuffer buffer) {
        buffer.putLong(key).putLong(last);
    }

    /**
     * Returns whether this row is {@code 0 0}. A row {@code 0 x}, libValkka's for a block without a
     * key frame, is not unused.
     */
    boolean isUnused() {
        return key == 0 && last == 0;
    }

    @Override
    public String toString() {
        return key + " " + last;
    }
}
