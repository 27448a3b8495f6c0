package valkka.fs;

/**
 * Gathers from a block's frames what its row in the block table says (format.md, "blockfile"): column 0, the key, tells
 * where reading may start, column 1 is the last time in the block.
 *
 * <p>Departures from libValkka, which loses such blocks: a block without a key frame and with none closed before it takes
 * its smallest timestamp as its key, and a block without frames of subsession 0 counts all its frames.
 */
final class RowBuilder {
    private final boolean multi;
    private final Times leading = new Times();
    private final Times all = new Times();

    /** @param multi whether the key is the largest key-frame time (ValkkaMultiFS) or the smallest (ValkkaSingleFS) */
    RowBuilder(boolean multi) {
        this.multi = multi;
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
     * The block's row in the table.
     *
     * @param keyBefore the key of the block closed before this one in the same run of a writer, 0 when there is none
     */
    TableRow row(long keyBefore) {
        Times times = counted();
        if (times.hasKey()) {
            return new TableRow(multi ? times.largestKey : times.smallestKey, times.largest);
        }
        // After the clock was set back, the key before is no time that this block could be found by.
        boolean belongsToBefore = keyBefore > 0 && keyBefore <= times.largest;
        return new TableRow(belongsToBefore ? keyBefore : times.smallest, times.largest);
    }

    /**
     * Whether a row can be this block's. A block without a key frame has the key of the block before it in the same run of a
     * writer: that may be gone by now, and where a run began nothing tells.
     *
     * @param keyBefore the key of the block before it in the ring, 0 when that is gone
     */
    boolean agreesWith(TableRow row, long keyBefore) {
        return row.equals(row(keyBefore))
                || row.equals(row(0))
                || (!counted().hasKey()
                        && keyBefore == 0
                        && row.last() == last()
                        && row.key() > 0
                        && row.key() <= row.last());
    }

    /**
     * Whether libValkka may have written this row where this library writes another. For a block without a key frame it takes
     * the key of another block, or 0, and for one without frames of subsession 0 the whole row.
     */
    boolean mayBeLibValkkas(TableRow row) {
        boolean lastAgrees = leading.isEmpty() ? row.last() <= last() : row.last() == last();
        return !leading.hasKey() && lastAgrees && row.key() >= 0 && row.key() <= row.last();
    }

    /** The largest time; 0 for a block without frames. */
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
