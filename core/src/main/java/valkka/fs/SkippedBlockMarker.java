package valkka.fs;

import java.util.HashSet;
import java.util.Set;
import valkka.frame.BasicFrame;

/**
 * Marks the first frame of each stream behind skipped blocks: {@code BasicFrame.isAfterGap()}.
 * Blocks are skipped when the next block to be read does not follow the last one in the ring. Times
 * play no part here: {@link GapRule} tells which silence is a gap.
 */
final class SkippedBlockMarker {
    private static final int NONE = -1;
    /** Stands for no block: no block follows it. */
    private static final int BROKEN = -2;

    private final Ring ring;
    private final Set<Stream> marked = new HashSet<>();
    private int last = NONE;
    private boolean gap;

    private record Stream(long id, int subsession) {}

    SkippedBlockMarker(Ring ring) {
        this.ring = ring;
    }

    /**
     * Notes that the next block is read. A block that is gone or was never written has no frames
     * and is not noted.
     */
    void block(BlockContent content) {
        if (content.frames().isEmpty() && content.corruption() == null) {
            return;
        }
        // The block that is being written is read again and again.
        if (last != NONE && content.block() != last && (last == BROKEN || content.block() != ring.next(last))) {
            gap = true;
            marked.clear();
        }
        last = content.corruption() == null ? content.block() : BROKEN;
    }

    BasicFrame marked(RecordedFrame recorded) {
        BasicFrame frame = recorded.frame();
        return gap && marked.add(new Stream(recorded.id(), frame.subsession())) ? frame.withGapBefore() : frame;
    }
}
