package valkka.fs;

import java.io.IOException;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;

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
     * Returns the frame at which a cursor stands.
     *
     * @param blockStart the byte of the dumpfile where the block begins
     */
    static RecordedFrame at(RecordCursor cursor, int block, long blockStart) throws IOException {
        long id = cursor.id(); // of the header, which the cursor has no more behind the payload
        BasicFrame frame = BasicFrame.of(
                0,
                cursor.subsession(),
                cursor.mstimestamp(),
                MediaType.of(cursor.mediaType()),
                Codec.of(cursor.codec()),
                cursor.payload());
        return new RecordedFrame(block, blockStart + cursor.offset(), id, frame);
    }

    /**
     * Returns one line in the form of libValkka's dump:
     * {@code [925412] <BasicFrame: ...> *     0 0 0 1 103}.
     */
    @Override
    public String toString() {
        return "[" + id + "] " + frame + (frame.isSeekable() ? " *     " : "    ") + frame.firstBytes(20) + " ";
    }
}
