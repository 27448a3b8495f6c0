package valkka.nal;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of a slice's header (H.264, 7.3.3; H.265, 7.3.6.1). Numbers that depend on a
 * parameter set that is not known are -1.
 *
 * @param reference whether other pictures may refer to this one; of H.264
 * @param firstBlock first_mb_in_slice; of H.265 0 for the first slice of a picture, else -1
 * @param sliceType 0 P, 1 B, 2 I of H.264, 5 more where all slices of the picture are of that type;
 *     0 B, 1 P, 2 I of H.265, known of a picture's first slice
 * @param pictureParameterSet the id of its PPS
 * @param known whether the slice finds its parameter sets
 * @param frameNumber frame_num of H.264
 * @param frameNumberBits the length of frame_num; 0 where the number tells nothing
 * @param field 0 for a frame, 1 for a top field, 2 for a bottom field
 * @param orderCount pic_order_cnt_lsb of H.264
 * @param orderCountBits the length of that count
 */
record SliceHeader(
        boolean reference,
        int firstBlock,
        int sliceType,
        int pictureParameterSet,
        boolean known,
        int frameNumber,
        int frameNumberBits,
        int field,
        int orderCount,
        int orderCountBits) {
    /** So many bytes of a unit hold all of it. */
    static final int MOST_BYTES = 64;

    private static final int UNIT_HEADER = 4; // behind the start code
    private static final int H264_IDR = 5;
    private static final int B = 1;
    private static final int I = 2;
    private static final int SI = 4;

    /**
     * Returns whether a slice is the first one of its picture, by one bit: first_mb_in_slice is 0,
     * or first_slice_segment_in_pic_flag is set.
     *
     * @param unit at least the first bytes of a slice behind its start code
     */
    static boolean isFirst(NalSyntax syntax, byte[] unit, int length) {
        int at = UNIT_HEADER + syntax.headerBytes();
        return at < length && (unit[at] & 0x80) != 0 && syntax.hasFirstBlock(syntax.type(unit[UNIT_HEADER]));
    }

    /** Reads it; {@code length} is that of the unit, or of its first {@link #MOST_BYTES}. */
    static SliceHeader of(ParameterSets sets, NalSyntax syntax, byte[] unit, int length) {
        BitReader bits = new BitReader(unit, UNIT_HEADER + syntax.headerBytes(), length);
        int type = syntax.type(unit[UNIT_HEADER]);
        return syntax == NalSyntax.H265 ? h265(sets, bits, type) : h264(sets, bits, type, unit[UNIT_HEADER]);
    }

    private static SliceHeader h264(ParameterSets sets, BitReader bits, int type, byte header) {
        boolean reference = (header & 0x60) != 0;
        int first = bits.unsigned();
        int sliceType = bits.unsigned();
        int id = bits.unsigned();
        PictureParameters picture = sets.picture(id);
        if (picture == null) {
            return new SliceHeader(reference, first, sliceType, id, sets.knows(id), -1, 0, 0, -1, 0);
        }
        SequenceParameters sequence = sets.sequence(picture);
        bits.bits(sequence.separatePlanes() ? 2 : 0);
        int number = bits.bits(sequence.frameNumberBits());
        int field = 0;
        if (!sequence.framesOnly() && bits.flag()) {
            field = bits.flag() ? 2 : 1;
        }
        if (type == H264_IDR) {
            bits.unsigned(); // idr_pic_id
        }
        int count = sequence.orderCountBits() == 0 ? -1 : bits.bits(sequence.orderCountBits());
        return new SliceHeader(
                reference,
                first,
                sliceType,
                id,
                true,
                number,
                sequence.gapsAllowed() ? 0 : sequence.frameNumberBits(),
                field,
                count,
                sequence.orderCountBits());
    }

    private static SliceHeader h265(ParameterSets sets, BitReader bits, int type) {
        boolean first = bits.flag();
        bits.bits(type >= 16 && type <= 23 ? 1 : 0); // no_output_of_prior_pics_flag
        int id = bits.unsigned();
        @Nullable PictureParameters picture = sets.picture(id);
        int sliceType = -1;
        if (first && picture != null) {
            bits.bits(picture.extraHeaderBits());
            sliceType = bits.unsigned();
        }
        return new SliceHeader(true, first ? 0 : -1, sliceType, id, sets.knows(id), -1, 0, 0, -1, 0);
    }

    /** Returns whether a picture of H.264 may be shown before an earlier picture of the stream. */
    boolean isBidirectional() {
        return sliceType % 5 == B;
    }

    /** Returns whether the slice refers to no other picture, or does not tell its type. */
    boolean isIntraOrUnknown() {
        return sliceType < 0 || sliceType % 5 == I || sliceType % 5 == SI;
    }

    /** Returns whether the slice begins the second field of the frame that {@code before} began. */
    boolean isSecondFieldOf(SliceHeader before) {
        return field != 0 && before.field + field == 3 && frameNumber == before.frameNumber;
    }

    /** Returns whether the picture is shown before {@code entry}, by the counts of both. */
    boolean isShownBefore(SliceHeader entry) {
        if (orderCount < 0 || entry.orderCount < 0 || orderCountBits != entry.orderCountBits) {
            return false;
        }
        int range = 1 << orderCountBits;
        int distance = (orderCount - entry.orderCount) & (range - 1);
        return distance >= range / 2;
    }
}
