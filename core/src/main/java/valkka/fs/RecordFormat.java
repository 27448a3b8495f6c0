package valkka.fs;

import java.nio.ByteBuffer;
import valkka.frame.BasicFrame;

/**
 * The bytes of a frame record in a dumpfile (format.md, "dumpfile"). All integers are little
 * endian.
 *
 * <pre>
 *  0               8       12              20      24      28              36
 *  +---------------+-------+---------------+-------+-------+---------------+-----------
 *  | id            | sub-  | timestamp     | media | codec | payload       | payload
 *  | u64, never 0  | sess. | Unix ms       | type  |       | length n      | n bytes
 *  +---------------+-------+---------------+-------+-------+---------------+-----------
 * </pre>
 *
 * <p>Records stand back to back from the start of a block. The end mark, 8 zero bytes, stands
 * behind the last record, in the place of the next record's id.
 */
final class RecordFormat {
    static final int ID = 0;
    static final int SUBSESSION = 8;
    static final int TIMESTAMP = 12;
    static final int MEDIA_TYPE = 20;
    static final int CODEC = 24;
    static final int LENGTH = 28;
    static final int HEADER_LENGTH = 36;
    static final int END_MARK_LENGTH = 8;
    /** Files are written in whole grains; a block is a whole number of grains. */
    static final int GRAIN = 4096;
    /** A disk that loses its power has written each sector of this size whole or not at all. */
    static final int SECTOR = 512;
    /**
     * The subsession of a record whose commit word is not written yet: {@link RecordAppender}. No
     * record of a block that is closed has it.
     */
    static final int UNCOMMITTED = -1;

    private RecordFormat() {}

    /** Returns the bytes that a frame takes in a block. */
    static long recordLength(BasicFrame frame) {
        return HEADER_LENGTH + (long) frame.size();
    }

    /** Puts a record's header at the position of {@code target}, which is little endian. */
    static void putHeader(ByteBuffer target, long id, BasicFrame frame) {
        target.putLong(id);
        target.putInt(frame.subsession());
        target.putLong(frame.mstimestamp());
        target.putInt(frame.mediaType().id());
        target.putInt(frame.codec().id());
        target.putLong(frame.size());
    }

    /** Returns whether the id of the record at that byte of a block stands on two sectors. */
    static boolean idStandsOnTwoSectors(int position) {
        return position % SECTOR > SECTOR - Long.BYTES;
    }

    /** Returns {@code position} rounded up to a whole grain. */
    static int roundUpToGrain(int position) {
        return (position + GRAIN - 1) & -GRAIN;
    }
}
