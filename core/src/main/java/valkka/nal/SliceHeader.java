package valkka.nal;

import java.nio.ByteBuffer;
import valkka.frame.BasicFrame;

/**
 * The beginning of an H.264 slice header (7.3.3).
 *
 * @param reference whether other pictures may refer to this one
 * @param sliceType 0 P, 1 B, 2 I; 5 more where all slices of the picture are of that type
 * @param frameNumber frame_num
 */
record SliceHeader(boolean reference, int sliceType, int frameNumber) {
    private static final int UNIT_HEADER = 4; // behind the start code
    private static final int MOST_BYTES = 32;
    private static final int B = 1;

    /**
     * Reads it.
     *
     * @param slice a NAL unit behind its start code
     * @param frameNumberBits as the SPS says; 0 leaves the number out
     */
    static SliceHeader of(BasicFrame slice, int frameNumberBits, boolean separatePlanes) {
        ByteBuffer start = ByteBuffer.allocate(Math.min(slice.size(), MOST_BYTES));
        slice.copyTo(start, 0, start.capacity());
        start.flip();
        BitReader reader = new BitReader(start, UNIT_HEADER + 1);
        reader.unsigned(); // first_mb_in_slice
        int type = reader.unsigned();
        reader.unsigned(); // pic_parameter_set_id
        reader.bits(separatePlanes ? 2 : 0);
        return new SliceHeader((start.get(UNIT_HEADER) & 0x60) != 0, type, reader.bits(frameNumberBits));
    }

    /** Returns whether the picture may be shown before an earlier picture of the stream. */
    boolean isBidirectional() {
        return sliceType % 5 == B;
    }
}
