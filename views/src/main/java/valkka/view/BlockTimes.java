package valkka.view;

import java.util.List;
import valkka.fs.Block;
import valkka.fs.TimeRange;

/**
 * A used block, and when its frames came, as they themselves say.
 *
 * @param block the block, as the table has it
 * @param first the time of its first frame, Unix ms: the key may be later
 * @param silenceBefore from the last frame of the block written before it to its first one, in ms;
 *     -1 for the oldest, and where the clock was set back
 * @param pieces what of its time has frames: one piece, more where a gap lies in the block
 */
record BlockTimes(Block block, long first, long silenceBefore, List<TimeRange> pieces) {
    int number() {
        return block.number();
    }

    /** Returns the time of its last frame, Unix ms. */
    long last() {
        return block.last();
    }

    /** Returns from the beginning of its first piece to the end of its last. */
    TimeRange wholePiece() {
        return pieces.get(0).union(pieces.get(pieces.size() - 1));
    }

    boolean isOpen() {
        return block.state() == Block.State.OPEN;
    }

    /** Returns whether it was written since the writer last passed block 0. */
    boolean isThisLap() {
        return block.lap() == 0;
    }

    /** Returns the longest time within it without a frame, in ms; -1 where it has no gap. */
    long longestGapWithin() {
        long longest = -1;
        for (int i = 1; i < pieces.size(); i++) {
            longest = Math.max(longest, pieces.get(i).from() - pieces.get(i - 1).to());
        }
        return longest;
    }
}
