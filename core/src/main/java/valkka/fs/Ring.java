package valkka.fs;

import java.util.stream.IntStream;
import valkka.frame.ValkkaException;

/**
 * The arithmetic of a ring of blocks: behind the last block follows block 0.
 *
 * @param size number of blocks, at least 1
 */
public record Ring(int size) {
    public Ring {
        if (size < 1) {
            throw ValkkaException.badArgument("a ring of " + size + " blocks: give at least 1");
        }
    }

    /** The block that is written after {@code block}. */
    public int next(int block) {
        return block + 1 == size ? 0 : block + 1;
    }

    /** The block that is written before {@code block}. */
    public int previous(int block) {
        return block == 0 ? size - 1 : block - 1;
    }

    /** All blocks in the order of writing, {@code first} being the first of them. */
    public IntStream startingAt(int first) {
        return IntStream.range(0, size).map(i -> first + i < size ? first + i : first + i - size);
    }

    /** How many blocks a full ring has in its table: all but the one that is written next. */
    public int usable() {
        return size - 1;
    }
}
