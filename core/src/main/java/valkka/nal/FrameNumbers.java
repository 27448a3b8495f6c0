package valkka.nal;

import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Tells by the frame_num of H.264 pictures whether one is missing between them (H.264, 7.4.3): it
 * counts the pictures that others refer to, so the next one is that of the last such picture or one
 * more. H.265 has no such count, and a stream that allows gaps tells nothing: all its pictures
 * follow. Not seen is the loss of a picture that no other refers to, which does no harm to
 * decoding.
 */
public final class FrameNumbers {
    private static final int HEADER = 5; // start code and the first byte of the unit

    private int bits; // of frame_num; 0 where there is nothing to tell
    private boolean separatePlanes;
    private int lastReference = -1; // -1 where any number may follow

    /**
     * Returns whether a picture follows the one before. Takes each picture, in the order of
     * decoding.
     */
    public boolean follows(AccessUnit unit) {
        if (!unit.codec().equals(Codec.H264)) {
            return true;
        }
        for (BasicFrame nal : unit.nalUnits()) {
            int type = nal.nalUnitType();
            if (type == NalUnits.SPS) {
                sequence(new BitReader(nal.payload(), HEADER));
            } else if (NalSyntax.H264.isSlice(type)) {
                return bits == 0 || follows(nal, type == NalUnits.IDR);
            }
        }
        return true;
    }

    private boolean follows(BasicFrame unit, boolean idr) {
        SliceHeader slice = SliceHeader.of(unit, bits, separatePlanes);
        int number = slice.frameNumber();
        boolean follows =
                idr || lastReference < 0 || number == lastReference || number == (lastReference + 1) % (1 << bits);
        if (slice.reference() || idr) {
            lastReference = number;
        }
        return follows;
    }

    /** seq_parameter_set_data, 7.3.2.1.1, as far as it says how long a frame_num is. */
    private void sequence(BitReader sps) {
        int profile = sps.bits(8);
        sps.bits(16); // constraints and level
        sps.unsigned(); // its id
        separatePlanes = false;
        if (isHigh(profile)) {
            int chroma = sps.unsigned();
            separatePlanes = chroma == 3 && sps.flag();
            sps.unsigned(); // bit depths
            sps.unsigned();
            sps.bit(); // qpprime_y_zero_transform_bypass_flag
            if (sps.flag()) {
                scalingLists(sps, chroma == 3 ? 12 : 8);
            }
        }
        int frameNumberBits = sps.unsigned() + 4;
        switch (sps.unsigned()) { // pic_order_cnt_type
            case 0 -> sps.unsigned();
            case 1 -> {
                sps.bit();
                sps.signed();
                sps.signed();
                for (int left = Math.min(sps.unsigned(), 255); left > 0; left--) {
                    sps.signed();
                }
            }
            default -> {}
        }
        sps.unsigned(); // max_num_ref_frames
        boolean gapsAllowed = sps.flag();
        bits = gapsAllowed || frameNumberBits > 16 ? 0 : frameNumberBits;
    }

    private static boolean isHigh(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    /** scaling_list, 7.3.2.1.1.1: passed over. */
    private static void scalingLists(BitReader sps, int lists) {
        for (int list = 0; list < lists; list++) {
            if (!sps.flag()) {
                continue;
            }
            int last = 8;
            int next = 8;
            for (int i = list < 6 ? 16 : 64; i > 0 && next != 0; i--) {
                next = (last + sps.signed() + 256) % 256;
                last = next == 0 ? last : next;
            }
        }
    }
}
