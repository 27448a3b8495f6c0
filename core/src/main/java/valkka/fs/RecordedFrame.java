package valkka.fs;

import valkka.frame.BasicFrame;

/**
 * A frame as it stands in a recording.
 *
 * @param block the block that the frame is in
 * @param offset the absolute byte in the dumpfile where its record begins
 * @param id the id of its stream
 * @param frame the frame itself, with slot 0: a recording has no slots
 */
public record RecordedFrame(int block, long offset, long id, BasicFrame frame) {
    /**
     * Returns one line in the form of libValkka's dump:
     * {@code [925412] <BasicFrame: ...> *     0 0 0 1 103}.
     */
    @Override
    public String toString() {
        return "[" + id + "] " + frame + (frame.isSeekable() ? " *     " : "    ") + frame.firstBytes(20) + " ";
    }
}
