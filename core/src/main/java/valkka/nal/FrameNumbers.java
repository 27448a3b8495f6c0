package valkka.nal;

import java.nio.ByteBuffer;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Tells by the headers of pictures whether one is missing between them. The frame_num of H.264
 * (7.4.3) counts the pictures that others refer to, so the next number is that of the last such
 * picture or one more. A stream that allows gaps tells nothing: all its pictures follow. H.265 has
 * no such count, and its pictures name those that they refer to, see {@link ReferencePictures}. Not
 * seen is the loss of a picture that no other refers to, which does no harm to decoding.
 */
public final class FrameNumbers {
    private final ParameterSets h264Sets = new ParameterSets(NalSyntax.H264);
    private final ParameterSets h265Sets = new ParameterSets(NalSyntax.H265);
    private final ReferencePictures references = new ReferencePictures();
    private int lastReference = -1; // -1 where any number may follow

    /** Makes a count that begins with any picture. */
    public FrameNumbers() {}

    /**
     * Returns whether a picture follows the one before. Takes each picture, in the order of
     * decoding.
     */
    public boolean follows(AccessUnit unit) {
        boolean h265 = unit.codec().equals(Codec.H265);
        ParameterSets sets = h265 ? h265Sets : h264Sets;
        for (BasicFrame set : unit.parameterSets()) {
            ByteBuffer copy = ByteBuffer.allocate(set.size());
            set.copyTo(copy, 0, set.size());
            sets.learn(copy.array());
        }
        if (h265) {
            byte[] start = unit.startOfFirstSlice();
            return references.follows(sets, start, start.length);
        }
        SliceHeader slice = unit.sliceHeader(sets);
        int bits = slice.frameNumberBits();
        if (bits == 0) {
            return true;
        }
        boolean idr = unit.firstSlice().nalUnitType() == NalUnits.IDR;
        int number = slice.frameNumber();
        boolean follows =
                idr || lastReference < 0 || number == lastReference || number == (lastReference + 1) % (1 << bits);
        if (slice.reference() || idr) {
            lastReference = number;
        }
        return follows;
    }
}
