package valkka.nal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sequence parameter set says about the headers of slices (H.264, 7.3.2.1.1; H.265,
 * 7.3.2.2).
 *
 * @param id its id
 * @param videoParameterSet the id of the VPS that it names; 0 for H.264
 * @param separatePlanes whether slices name a colour plane
 * @param frameNumberBits the length of frame_num; 0 for H.265
 * @param gapsAllowed whether frame_num may have holes without a loss
 * @param orderCountBits the length of pic_order_cnt_lsb; 0 where slices do not tell their place in
 *     the order of showing
 * @param framesOnly whether there are no fields
 * @param referenceSets the sets of references that slices of H.265 can name
 */
record SequenceParameters(
        int id,
        int videoParameterSet,
        boolean separatePlanes,
        int frameNumberBits,
        boolean gapsAllowed,
        int orderCountBits,
        boolean framesOnly,
        List<ReferencePictureSet> referenceSets) {
    private static final int MOST_BITS = 16;
    private static final int MOST_REFERENCE_SETS = 64;

    /** Reads the set of H.264; {@code sps} stands behind the header of the unit. */
    static SequenceParameters h264(BitReader sps) {
        int profile = sps.bits(8);
        sps.bits(16); // constraints and level
        int id = sps.unsigned();
        boolean separatePlanes = false;
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
        int frameNumberBits = bounded(sps.unsigned());
        int orderCountBits = 0;
        switch (sps.unsigned()) { // pic_order_cnt_type
            case 0 -> orderCountBits = bounded(sps.unsigned());
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
        sps.unsigned(); // width and height in macroblocks
        sps.unsigned();
        return new SequenceParameters(
                id, 0, separatePlanes, frameNumberBits, gapsAllowed, orderCountBits, sps.flag(), List.of());
    }

    private static int bounded(int bitsBeyondFour) {
        return bitsBeyondFour > MOST_BITS - 4 ? 0 : bitsBeyondFour + 4;
    }

    /** Reads the set of H.265; {@code sps} stands behind the header of the unit. */
    static SequenceParameters h265(BitReader sps) {
        int videoParameterSet = sps.bits(4);
        int layers = sps.bits(3); // sps_max_sub_layers_minus1
        sps.bit(); // temporal id nesting
        sps.bits(32); // general profile
        sps.bits(32);
        sps.bits(24);
        sps.bits(8); // general level
        int present = 0;
        for (int layer = 0; layer < layers; layer++) {
            present = (present << 2) | sps.bits(2);
        }
        sps.bits(layers > 0 ? 2 * (8 - layers) : 0);
        for (int layer = layers - 1; layer >= 0; layer--) {
            int flags = present >> (2 * layer);
            sps.bits((flags & 2) != 0 ? 32 : 0);
            sps.bits((flags & 2) != 0 ? 32 : 0);
            sps.bits((flags & 2) != 0 ? 24 : 0);
            sps.bits((flags & 1) != 0 ? 8 : 0);
        }
        int id = sps.unsigned();
        boolean separatePlanes = sps.unsigned() == 3 && sps.flag();
        sps.unsigned(); // width and height
        sps.unsigned();
        if (sps.flag()) { // the window that is shown
            unsigned(sps, 4);
        }
        unsigned(sps, 2); // bit depths
        int orderCountBits = bounded(sps.unsigned());
        unsigned(sps, 3 * (sps.flag() ? layers + 1 : 1)); // the buffers of each layer
        unsigned(sps, 6); // sizes of blocks
        boolean scaling = sps.flag();
        if (scaling && sps.flag()) { // with lists of its own
            scalingLists(sps);
        }
        sps.bits(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
        if (sps.flag()) { // PCM
            sps.bits(8);
            unsigned(sps, 2);
            sps.bit();
        }
        List<ReferencePictureSet> references = orderCountBits == 0 ? null : referenceSets(sps);
        return references == null
                ? new SequenceParameters(id, videoParameterSet, separatePlanes, 0, true, 0, true, List.of())
                : new SequenceParameters(
                        id, videoParameterSet, separatePlanes, 0, true, orderCountBits, true, references);
    }

    private static @Nullable List<ReferencePictureSet> referenceSets(BitReader sps) {
        int count = sps.unsigned();
        if (count > MOST_REFERENCE_SETS) {
            return null;
        }
        List<ReferencePictureSet> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReferencePictureSet set = ReferencePictureSet.read(sps, sets, false);
            if (set == null) {
                return null;
            }
            sets.add(set);
        }
        return List.copyOf(sets);
    }

    private static void unsigned(BitReader sps, int count) {
        for (int i = 0; i < count; i++) {
            sps.unsigned();
        }
    }

    /** scaling_list_data of H.265, 7.3.4: passed over. */
    private static void scalingLists(BitReader sps) {
        for (int size = 0; size < 4; size++) {
            for (int matrix = 0; matrix < (size == 3 ? 2 : 6); matrix++) {
                if (sps.flag()) {
                    unsigned(sps, Math.min(64, 16 << (2 * size)) + (size > 1 ? 1 : 0));
                } else {
                    sps.unsigned();
                }
            }
        }
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
