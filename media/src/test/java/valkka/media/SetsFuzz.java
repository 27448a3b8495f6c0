package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;
import valkka.nal.AvcDecoderConfiguration;
import valkka.nal.HevcDecoderConfiguration;
import valkka.nal.NalUnits;

/**
 * Any VPS, SPS and PPS: as parameter sets of a key picture whose slice is sound, and in the records of mp4 (avcC, hvcC).
 * The first byte chooses the codec; what stands between two start codes is a unit.
 */
public final class SetsFuzz {
    private static final byte[] SLICE_264 = {0, 0, 0, 1, 0x65, (byte) 0x88, (byte) 0x84, 0, 0x33};
    private static final byte[] SLICE_265 = {0, 0, 0, 1, 0x26, 1, (byte) 0xaf, 9, 0x40};

    private SetsFuzz() {}

    public static void take(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Codec codec = (bytes[0] & 1) == 0 ? Codec.H264 : Codec.H265;
        AccessUnitAssembler assembler = new AccessUnitAssembler();
        byte[] units = Arrays.copyOfRange(bytes, 1, bytes.length);
        List<AccessUnit> pictures = new ArrayList<>();
        NalUnits.forEach(units, units.length, (from, offset, length) -> {
            byte[] unit = new byte[4 + length];
            unit[3] = 1;
            System.arraycopy(from, offset, unit, 4, length);
            assembler.add(BasicFrame.of(1, 0, 1, codec, unit)).ifPresent(pictures::add);
        });
        assembler
                .add(BasicFrame.of(1, 0, 1, codec, codec.equals(Codec.H264) ? SLICE_264 : SLICE_265))
                .ifPresent(pictures::add);
        assembler.finish().ifPresent(pictures::add);
        for (AccessUnit picture : pictures) {
            for (boolean complete : new boolean[] {true, false}) {
                (codec.equals(Codec.H264)
                                ? AvcDecoderConfiguration.of(picture)
                                : HevcDecoderConfiguration.of(picture, complete))
                        .ifPresent(record -> assertThat(record).hasSizeLessThan(bytes.length + 1000));
            }
        }
    }
}
