package valkka.fs;

/**
 * Gathers a block's row in the block table from its frames (format.md, "blockfile"). Column 0, the
 * key, is where reading may start. Column 1 is the last time in the block.
 *
 * <p>This library differs from libValkka, which loses two kinds of blocks. A block without a key
 * frame, with no block closed before it, takes its smallest timestamp as its key. A block without
 * frames of subsession 0 counts all its frames.
 */
final class RowBuilder {
    private final boolean multi;
    private final Times leading;
    private final Times all;

    /**
     * Makes a builder without frames.
     *
     * @param multi whether the key is the largest key-frame time (ValkkaMultiFS) or the smallest
     *     (ValkkaSingleFS)
     */
    RowBuilder(boolean multi) {
        this(multi, new Times(), new Times());
    }

    private RowBuilder(boolean multi, Times leading, Times all) {
        this.multi = multi;
        this.leading = leading;
        this.all = all;
    }

    /** Returns a builder with the same frames for a recording of this kind. */
    RowBuilder as(boolean ofMulti) {
        return new RowBuilder(ofMulti, leading, all);
    }

    void clear() {
        leading.clear();
        all.clear();
    }

    void add(int subsession, long mstimestamp, boolean seekable) {
        all.add(mstimestamp, seekable);
        if (subsession == 0) {
            leading.add(mstimestamp, seekable);
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * Returns the block's row in the table.
     *
     * @param keyBefore the key of the block closed before this block in the same run of a writer,
     *     or 0 without such a block
     */
    TableRow row(long keyBefore) {
        Times times = counted();
        if (times.hasKey()) {
            return new TableRow(multi ? times.largestKey : times.smallestKey, times.largest);
        }
        // After the clock was set back, this block cannot be found by the key before.
        boolean belongsToBefore = keyBefore > 0 && keyBefore <= times.largest;
        return new TableRow(belongsToBefore ? keyBefore : times.smallest, times.largest);
    }

    /**
     * Returns whether a row can be this block's row. A block without a key frame has the key of the
     * block before it in the same run of a writer. The block before may be gone by now, and nothing
     * shows where a run began.
     *
     * @param keyBefore the key of the block before it in the ring, or 0 for no block. A key behind
     *     this block's times is the key of a newer block, which has replaced the block before.
     */
    boolean agreesWith(TableRow row, long keyBefore) {
        return row.equals(row(keyBefore))
                || row.equals(row(0))
                || (!counted().hasKey()
                        && (keyBefore == 0 || keyBefore > last())
                        && row.last() == last()
                        && row.key() > 0
                        && row.key() <= row.last());
    }

    /**
     * Returns whether libValkka may have written this row where this library writes another. For a
     * block without a key frame libValkka takes the key of another block, or 0. For a block without
     * frames of subsession 0 it takes the whole row of another block.
     */
    boolean mayBeLibValkkas(TableRow row) {
        boolean lastAgrees = leading.isEmpty() ? row.last() <= last() : row.last() == last();
        return !leading.hasKey() && lastAgrees && row.key() >= 0 && row.key() <= row.last();
    }

    /** Returns whether one of the frames that count is a key frame. */
    boolean hasKey() {
        return counted().hasKey();
    }

    /** Returns the smallest time of the frames that count. */
    long first() {
        return counted().smallest;
    }

    /** Returns the largest time; 0 for a block without frames. */
    long last() {
        return counted().largest;
    }

    private Times counted() {
        return leading.isEmpty() ? all : leading;
    }

    private static final class Times {
        private long smallest;
        private long largest;
        private long smallestKey;
        private long largestKey;

        private Times() {
            clear();
        }

        private void clear() {
            smallest = Long.MAX_VALUE;
            largest = 0;
            smallestKey = Long.MAX_VALUE;
            largestKey = 0;
        }

        private void add(long time, boolean seekable) {
            smallest = Math.min(smallest, time);
            largest = Math.max(largest, time);
            if (seekable) {
                smallestKey = Math.min(smallestKey, time);
                largestKey = Math.max(largestKey, time);
            }
        }

        private boolean isEmpty() {
            return smallest == Long.MAX_VALUE;
        }

        private boolean hasKey() {
            return smallestKey != Long.MAX_VALUE;
        }
    }
}
