package valkka.nal;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * A file's description of an H.264 stream, which stands once in front of the pictures
 * (AVCDecoderConfigurationRecord, ISO/IEC 14496-15, 5.3.3.1). It holds the parameter sets, and says
 * that each NAL unit follows its length of four bytes, see {@link AccessUnit#copyWithLengths}.
 */
public final class AvcDecoderConfiguration {
    private static final int START_CODE = 4;
    /** Version, profile, constraints, level, and the length of lengths. */
    private static final int START_OF_SETS = 5;

    private static final int SHORTEST_SPS = 4;
    private static final int LONGEST_SET = 0xffff;
    private static final int MOST_SPS = 31;
    private static final int MOST_PPS = 255;

    private AvcDecoderConfiguration() {}

    /**
     * Returns the record for a stream that begins with this key picture.
     *
     * @return empty for H.265, and when the record cannot hold the parameter sets
     */
    public static Optional<byte[]> of(AccessUnit key) {
        List<byte[]> sps = sets(key, NalUnits.SPS);
        List<byte[]> pps = sets(key, NalUnits.PPS);
        boolean fits = !sps.isEmpty()
                && sps.size() <= MOST_SPS
                && pps.size() <= MOST_PPS
                && sps.stream().allMatch(set -> set.length >= SHORTEST_SPS && set.length <= LONGEST_SET)
                && pps.stream().allMatch(set -> set.length <= LONGEST_SET);
        if (!key.codec().equals(Codec.H264) || !fits) {
            return Optional.empty();
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        byte[] first = sps.get(0);
        record.write(1); // configurationVersion
        record.write(first, 1, 3); // profile, its constraints, level
        record.write(0xfc | (START_CODE - 1)); // lengthSizeMinusOne
        record.write(0xe0 | sps.size());
        sps.forEach(set -> write(record, set));
        record.write(pps.size());
        pps.forEach(set -> write(record, set));
        colours(record, first);
        return Optional.of(record.toByteArray());
    }

    /**
     * Returns the parameter sets that a record holds, without start codes.
     *
     * @return empty when these bytes are no such record
     */
    public static Optional<List<byte[]>> parameterSets(byte[] record) {
        List<byte[]> sets = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(record);
        try {
            bytes.position(START_OF_SETS);
            read(bytes, bytes.get() & MOST_SPS, sets);
            read(bytes, bytes.get() & 0xff, sets);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
        return Optional.of(sets);
    }

    /** Reads parameter sets, each behind its length. */
    static void read(ByteBuffer record, int count, List<byte[]> sets) {
        for (int i = 0; i < count; i++) {
            byte[] set = new byte[Math.min(record.getShort() & 0xffff, record.remaining() + 1)];
            record.get(set);
            sets.add(set);
        }
    }

    /** Returns a key picture's parameter sets of a type, without start codes. */
    static List<byte[]> sets(AccessUnit key, int type) {
        return key.parameterSets().stream()
                .filter(set -> set.nalUnitType() == type)
                .map(AvcDecoderConfiguration::withoutStartCode)
                .toList();
    }

    private static byte[] withoutStartCode(BasicFrame unit) {
        ByteBuffer bytes = ByteBuffer.allocate(unit.size() - START_CODE);
        unit.copyTo(bytes, START_CODE, bytes.capacity());
        return bytes.array();
    }

    /** Writes a parameter set behind its length. */
    static void write(ByteArrayOutputStream record, byte[] set) {
        record.write(set.length >> 8);
        record.write(set.length);
        record.writeBytes(set);
    }

    /** Profiles from High on say how colours are sampled. */
    private static void colours(ByteArrayOutputStream record, byte[] sps) {
        BitReader bits = new BitReader(sps, 1, sps.length);
        int profile = bits.bits(8);
        if (profile == 66 || profile == 77 || profile == 88) {
            return;
        }
        bits.bits(16); // constraints and level
        bits.unsigned(); // its id
        int chroma = bits.unsigned();
        bits.bits(chroma == 3 ? 1 : 0); // separate_colour_plane_flag
        record.write(0xfc | (chroma & 3));
        record.write(0xf8 | (bits.unsigned() & 7)); // bit_depth_luma_minus8
        record.write(0xf8 | (bits.unsigned() & 7)); // bit_depth_chroma_minus8
        record.write(0); // numOfSequenceParameterSetExt
    }
}
