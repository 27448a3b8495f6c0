package valkka.fs;

import java.util.stream.IntStream;
import valkka.frame.ValkkaException;

/**
 * The arithmetic of a ring of blocks: block 0 follows the last block.
 *
 * @param size number of blocks, at least 1
 */
public record Ring(int size) {
    /** Makes a ring of at least one block. */
    public Ring {
        if (size < 1) {
            throw ValkkaException.badArgument("a ring of " + size + " blocks: give at least 1");
        }
    }

    /** Returns the block that is written after {@code block}. */
    public int next(int block) {
        return block + 1 == size ? 0 : block + 1;
    }

    /** Returns the block that is written before {@code block}. */
    public int previous(int block) {
        return block == 0 ? size - 1 : block - 1;
    }

    /** Returns all blocks in the order of writing, from {@code first} on. */
    public IntStream startingAt(int first) {
        return IntStream.range(0, size).map(i -> first + i < size ? first + i : first + i - size);
    }

    /**
     * Returns how many blocks a full ring has in its table: all but the block that is written next.
     */
    public int usable() {
        return size - 1;
    }
}
