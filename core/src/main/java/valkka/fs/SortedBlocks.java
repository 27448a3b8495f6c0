package valkka.fs;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The used blocks of a table in the order of one of its columns, ties by block number. A recording
 * fills its ring in the order of time, so blocks leave at the front and arrive at the back. Both
 * are cheap. A change elsewhere moves the nearer part of the array.
 */
final class SortedBlocks {
    private final IntToLongFunction column;
    /** A ring: the blocks in order stand at head, head + 1, ... modulo the length. */
    private final int[] ring;

    private int head;
    private int size;

    /**
     * Sorts the used blocks.
     *
     * @param column the value that a block is sorted by
     * @param used the used blocks, in ascending order
     * @param capacity how many blocks there can be
     */
    SortedBlocks(IntToLongFunction column, int[] used, int capacity) {
        this.column = column;
        this.ring = Arrays.copyOf(used, Math.max(1, capacity));
        this.size = used.length;
        int descents = 0;
        int start = 0;
        for (int i = 1; i < size; i++) {
            if (compare(ring[i - 1], ring[i]) > 0) {
                descents++;
                start = i;
            }
        }
        if (descents == 0) {
            return;
        }
        if (descents == 1 && compare(ring[size - 1], ring[0]) < 0) {
            rotate(start);
        } else {
            int[] sorted = IntStream.of(used)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingLong(column::applyAsLong)
                            .thenComparing(b -> b))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(sorted, 0, ring, 0, size);
        }
    }

    int size() {
        return size;
    }

    /** Returns the block at a place in the order, 0 being the smallest. */
    int get(int index) {
        return ring[slot(index)];
    }

    long valueAt(int index) {
        return column.applyAsLong(get(index));
    }

    /**
     * Returns the first place with a value of at least {@code value}, or {@link #size()} when there
     * is none.
     */
    int firstAtLeast(long value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (valueAt(middle) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Returns the first place with a value above {@code value}, or {@link #size()} when there is
     * none.
     */
    int firstAbove(long value) {
        return value == Long.MAX_VALUE ? size : firstAtLeast(value + 1);
    }

    /** Adds a block that is not in the order, by its present value. */
    void add(int block) {
        int place = place(block);
        if (place < size / 2) {
            head = slot(ring.length - 1);
            size++;
            for (int i = 0; i < place; i++) {
                ring[slot(i)] = ring[slot(i + 1)];
            }
        } else {
            size++;
            for (int i = size - 1; i > place; i--) {
                ring[slot(i)] = ring[slot(i - 1)];
            }
        }
        ring[slot(place)] = block;
    }

    /** Removes a block that is in the order, by the value that the block still has. */
    void remove(int block) {
        int place = place(block);
        if (place < size / 2) {
            for (int i = place; i > 0; i--) {
                ring[slot(i)] = ring[slot(i - 1)];
            }
            head = slot(1);
        } else {
            for (int i = place; i < size - 1; i++) {
                ring[slot(i)] = ring[slot(i + 1)];
            }
        }
        size--;
    }

    /** Returns the place where a block stands or would stand. */
    private int place(int block) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(get(middle), block) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(int a, int b) {
        int byValue = Long.compare(column.applyAsLong(a), column.applyAsLong(b));
        return byValue != 0 ? byValue : Integer.compare(a, b);
    }

    private void rotate(int start) {
        int[] front = Arrays.copyOf(ring, start);
        System.arraycopy(ring, start, ring, 0, size - start);
        System.arraycopy(front, 0, ring, size - start, start);
    }

    private int slot(int index) {
        int slot = head + index;
        return slot < ring.length ? slot : slot - ring.length;
    }
}
