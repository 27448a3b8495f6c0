package valkka.fs;

import java.util.List;

/**
 * What was read of a block.
 *
 * @param state what kind of block it was while it was read
 * @param frames its frames in file order
 * @param end the byte of the block behind the last of them
 * @param corruption why reading ended there before the end mark; {@code null} for a sound end
 */
record BlockContent(int block, State state, List<RecordedFrame> frames, int end, String corruption) {
    enum State {
        /** It has a row in the table. */
        WRITTEN,
        /** It has no row yet: it is being written, or its writer was killed. */
        OPEN,
        /** It has no row and no frames. */
        NEVER_WRITTEN,
        /** It was overwritten while it was read: nothing of it is returned. */
        GONE
    }

    static BlockContent gone(int block) {
        return new BlockContent(block, State.GONE, List.of(), 0, null);
    }

    /**
     * This, or that it is gone: when all of it is newer than the block was that somebody has seen, or nothing is left of that.
     *
     * @param seen {@code null} when nobody has
     */
    BlockContent as(Block seen) {
        if (seen == null || !seen.isUsed()) {
            return this;
        }
        boolean overwritten = frames.isEmpty()
                ? corruption == null
                : seen.isOlderThan(frames.get(0).frame().mstimestamp());
        return overwritten ? gone(block) : this;
    }

    /** What to tell of a block that ends in a corruption: file, block, byte, and what of it there is. */
    String corruptionNote(FSPars pars) {
        return "block " + block + " of " + pars.dumpfile() + " is corrupt at byte "
                + (pars.startOf(block) + end) + " (" + corruption + "): the " + frames.size()
                + " frames in front of that were read";
    }
}
