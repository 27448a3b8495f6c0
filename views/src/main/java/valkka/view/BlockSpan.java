package valkka.view;

import java.util.List;
import valkka.fs.TimeRange;

/**
 * What times a used block holds.
 *
 * @param block its number
 * @param first its first frame, Unix ms
 * @param key the key it is found by, Unix ms
 * @param last its last frame, Unix ms
 * @param state written or open
 * @param thisLap whether it was written since the writer last passed block 0
 * @param gapMillis from the last frame of the block written before it to its first one; -1 for the oldest, and where the clock
 *     was set back
 * @param pieces what of its time has frames: one piece, more where a gap of more than two seconds lies in the block
 */
record BlockSpan(
        int block,
        long first,
        long key,
        long last,
        State state,
        boolean thisLap,
        long gapMillis,
        List<TimeRange> pieces) {
    /** The longest time within it without a frame, in ms; -1 where it has no gap. */
    long longestGapWithin() {
        long longest = -1;
        for (int i = 1; i < pieces.size(); i++) {
            longest = Math.max(longest, pieces.get(i).from() - pieces.get(i - 1).to());
        }
        return longest;
    }

    enum State {
        WRITTEN("used"),
        OPEN("writing");

        private final String label;

        State(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
