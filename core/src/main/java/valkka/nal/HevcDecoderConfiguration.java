package valkka.nal;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import valkka.frame.Codec;

/**
 * A file's description of an H.265 stream, which stands once in front of the pictures
 * (HEVCDecoderConfigurationRecord, ISO/IEC 14496-15, 8.3.2.1). It holds the parameter sets, and
 * says that each NAL unit follows its length of four bytes, see {@link AccessUnit#copyWithLengths}.
 */
public final class HevcDecoderConfiguration {
    private static final int VPS = 32; // table 7-1
    private static final int SPS = 33;
    private static final int PPS = 34;

    private static final int UNIT_HEADER = 2;
    private static final int SHORTEST_SPS = 16;
    private static final int LONGEST_SET = 0xffff;
    private static final int COMPLETE = 0x80;
    private static final int START_OF_ARRAYS = 22;
    /** Profile, compatibility, constraints and level, which the record has as the SPS has them. */
    private static final int PROFILE_BYTES = 12;

    private HevcDecoderConfiguration() {}

    /**
     * Returns the record for a stream that begins with this key picture.
     *
     * @param complete whether no other parameter sets come within the stream, as far as is known
     * @return empty for H.264, and when the record cannot hold the parameter sets
     */
    public static Optional<byte[]> of(AccessUnit key, boolean complete) {
        NalSyntax syntax = NalSyntax.H265;
        if (!key.codec().equals(Codec.H265)) {
            return Optional.empty();
        }
        ByteArrayOutputStream arrays = new ByteArrayOutputStream();
        byte[] sps = {};
        for (int type : new int[] {VPS, SPS, PPS}) {
            List<byte[]> sets = AvcDecoderConfiguration.sets(key, type);
            if (sets.isEmpty() || !sets.stream().allMatch(set -> set.length <= LONGEST_SET)) {
                return Optional.empty();
            }
            sps = type == SPS ? sets.get(0) : sps;
            arrays.write(complete ? COMPLETE | type : type);
            arrays.write(sets.size() >> 8);
            arrays.write(sets.size());
            sets.forEach(set -> AvcDecoderConfiguration.write(arrays, set));
        }
        if (sps.length < SHORTEST_SPS) {
            return Optional.empty();
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(1); // configurationVersion
        head(record, new BitReader(sps, UNIT_HEADER, sps.length));
        record.write(syntax.parameterSetKinds()); // numOfArrays
        record.writeBytes(arrays.toByteArray());
        return Optional.of(record.toByteArray());
    }

    /**
     * Returns the parameter sets that a record holds, and the other units in its arrays, without
     * start codes.
     *
     * @return empty when these bytes are no such record
     */
    public static Optional<List<byte[]>> parameterSets(byte[] record) {
        List<byte[]> sets = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(record);
        try {
            bytes.position(START_OF_ARRAYS);
            for (int arrays = bytes.get() & 0xff; arrays > 0; arrays--) {
                bytes.get(); // the type of the units
                AvcDecoderConfiguration.read(bytes, bytes.getShort() & 0xffff, sets);
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
        return Optional.of(sets);
    }

    /** What the record says of a sequence, as the SPS has it (H.265, 7.3.2.2.1). */
    private static void head(ByteArrayOutputStream record, BitReader sps) {
        sps.bits(4); // the id of its VPS
        int moreLayers = sps.bits(3);
        int nested = sps.bit();
        for (int i = 0; i < PROFILE_BYTES; i++) {
            record.write(sps.bits(8));
        }
        skipLayers(sps, moreLayers);
        sps.unsigned(); // its id
        int chroma = sps.unsigned();
        sps.bits(chroma == 3 ? 1 : 0); // separate_colour_plane_flag
        sps.unsigned(); // width
        sps.unsigned(); // height
        if (sps.flag()) { // conformance_window_flag
            for (int side = 0; side < 4; side++) {
                sps.unsigned();
            }
        }
        record.write(0xf0); // min_spatial_segmentation_idc: not told
        record.write(0);
        record.write(0xfc); // parallelismType: not told
        record.write(0xfc | (chroma & 3));
        record.write(0xf8 | (sps.unsigned() & 7)); // bit_depth_luma_minus8
        record.write(0xf8 | (sps.unsigned() & 7)); // bit_depth_chroma_minus8
        record.write(0); // avgFrameRate: not told
        record.write(0);
        record.write((moreLayers + 1) << 3 | nested << 2 | Integer.BYTES - 1); // lengthSizeMinusOne
    }

    /** The rest of profile_tier_level, 7.3.3: the layers below the highest one. */
    private static void skipLayers(BitReader sps, int layers) {
        int profiles = 0;
        int levels = 0;
        for (int layer = 0; layer < 8 && layers > 0; layer++) {
            int present = sps.bits(2); // bits of layers that are not there are 0
            profiles += present >> 1;
            levels += present & 1;
        }
        for (int bytes = profiles * 11 + levels; bytes > 0; bytes--) {
            sps.bits(8);
        }
    }
}
