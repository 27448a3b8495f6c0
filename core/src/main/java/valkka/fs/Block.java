package valkka.fs;

import java.time.Instant;
import java.util.Locale;

/**
 * A block of a recording, as it was when it was asked for. libValkka has no such thing: there a block is its number.
 *
 * @param number its place in the ring, from 0 on
 * @param key the key-frame time that the block is found by, Unix ms; 0 for an unused block (format.md, "blockfile")
 * @param last the largest time in the block, Unix ms; 0 for an unused block
 * @param state what the writer has made of it so far
 * @param lap how many times the writer has passed block 0 since the block was written: 0 in the lap that is being written, 1 in
 *     the lap before it; 0 for an unused block
 */
public record Block(int number, long key, long last, State state, int lap) {
    /** What the writer has made of a block so far. */
    public enum State {
        /** Nothing can be found in it: it was never written, or it is the next one to be written. */
        UNUSED,
        /** It is closed. */
        WRITTEN,
        /** It has frames and is not closed: a writer is filling it, or was killed before it could close it. */
        OPEN
    }

    /** Whether frames can be found in it. */
    public boolean isUsed() {
        return state != State.UNUSED;
    }

    /** From its key to its last time, as the table tells; {@link TimeRange#EMPTY} for an unused block. */
    public TimeRange range() {
        return isUsed() ? new TimeRange(key, last) : TimeRange.EMPTY;
    }

    /**
     * Whether {@code other} is this block with the same frames in it: neither has grown since the other was looked at, nor was
     * it overwritten.
     */
    public boolean holdsTheSameAs(Block other) {
        return other != null && number == other.number && key == other.key && last == other.last;
    }

    /** Whether all that begins at {@code firstTime}, Unix ms, came after this block had its last frame: it was overwritten. */
    boolean isOlderThan(long firstTime) {
        return isUsed() && firstTime > last;
    }

    /** One line: {@code block 3: 2026-11-22T10:18:39.288Z, 4.604 s, open}. */
    @Override
    public String toString() {
        return isUsed()
                ? String.format(
                        Locale.ROOT,
                        "block %d: %s, %.3f s, %s",
                        number,
                        Instant.ofEpochMilli(key),
                        (last - key) / 1000.0,
                        state.name().toLowerCase(Locale.ROOT))
                : "block " + number + ": unused";
    }
}
