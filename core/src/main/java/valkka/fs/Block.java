package valkka.fs;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A block of a recording, as it was at the moment of the question. libValkka has no such class:
 * there a block is its number.
 *
 * @param number the block's place in the ring, from 0 on
 * @param key the key-frame time that the block is found by, Unix ms; 0 for an unused block
 *     (format.md, "blockfile")
 * @param last the largest time in the block, Unix ms; 0 for an unused block
 * @param state the progress of the writer with the block
 * @param lap how many times the writer has passed block 0 since it wrote the block: 0 in the
 *     present lap, 1 in the lap before; 0 for an unused block
 */
public record Block(int number, long key, long last, State state, int lap) {
    /** The progress of the writer with a block. */
    public enum State {
        /**
         * The block was never written, or is the next to be written. No frame can be found in it.
         */
        UNUSED,
        /** The block is closed. */
        WRITTEN,
        /**
         * The block has frames and is not closed: a writer is filling it, or was killed before the
         * close.
         */
        OPEN
    }

    /** Returns whether frames can be found in this block. */
    public boolean isUsed() {
        return state != State.UNUSED;
    }

    /**
     * Returns the range from the block's key to its last time, as the table says;
     * {@link TimeRange#EMPTY} for an unused block.
     */
    public TimeRange range() {
        return isUsed() ? new TimeRange(key, last) : TimeRange.EMPTY;
    }

    /**
     * Returns whether {@code other} is this block with the same frames. It is not when one has
     * grown, or was overwritten, after the other was looked at.
     */
    public boolean holdsTheSameAs(@Nullable Block other) {
        return other != null && number == other.number && key == other.key && last == other.last;
    }

    /**
     * Returns whether frames from {@code firstTime} (Unix ms) on came after this block's last
     * frame. The block was then overwritten.
     */
    boolean isOlderThan(long firstTime) {
        return isUsed() && firstTime > last;
    }

    /** Returns one line: {@code block 3: key 2026-11-22T10:18:39Z, last 4.604 s later, open}. */
    @Override
    public String toString() {
        return isUsed()
                ? String.format(
                        Locale.ROOT,
                        "block %d: key %s, last %.3f s later, %s",
                        number,
                        Instant.ofEpochMilli(key),
                        (last - key) / 1000.0,
                        state.name().toLowerCase(Locale.ROOT))
                : "block " + number + ": unused";
    }
}
