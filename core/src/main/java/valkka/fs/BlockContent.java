package valkka.fs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of reading a block.
 *
 * @param block the number of the block
 * @param state the kind of block during the read
 * @param frames its frames in file order
 * @param end the byte of the block behind its last frame
 * @param corruption why reading ended there before the end mark; {@code null} for a sound end
 */
record BlockContent(
        int block,
        State state,
        List<RecordedFrame> frames,
        int end,
        @Nullable String corruption) {
    enum State {
        /** The block has a row in the table. */
        WRITTEN,
        /** The block has no row yet: a writer is filling it, or was killed. */
        OPEN,
        /** The block has no row and no frames. */
        NEVER_WRITTEN,
        /** The block was overwritten during the read: none of its frames is returned. */
        GONE
    }

    static BlockContent gone(int block) {
        return new BlockContent(block, State.GONE, List.of(), 0, null);
    }

    /**
     * Returns this content, or the content of a block that is gone. The block as somebody saw it is
     * gone when all its frames are newer than {@code seen}, or when no frame is left.
     *
     * @param seen the block as somebody saw it; {@code null} when nobody did
     */
    BlockContent as(@Nullable Block seen) {
        if (seen == null || !seen.isUsed()) {
            return this;
        }
        boolean overwritten = frames.isEmpty()
                ? corruption == null
                : seen.isOlderThan(frames.get(0).frame().mstimestamp());
        return overwritten ? gone(block) : this;
    }

    /**
     * Returns the message for a block that ends in a corruption: file, block, byte, and how much of
     * the block could be read.
     */
    String corruptionNote(FSPars pars) {
        return "block " + block + " of " + pars.dumpfile() + " is corrupt at byte "
                + (pars.startOf(block) + end) + " (" + corruption + "): the " + frames.size()
                + " frames in front of that were read";
    }
}
