package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.NalUnits;

/** Key frames of 322x242 pixels, which both codecs must crop, as x264 and x265 wrote them; the slices are cut. */
class VideoFormatTest {
    private static final byte[] H264 = HexFormat.of()
            .parseHex("000000016764000cacd94150878888c044000003000400000300503c50a658"
                    + "0000000168ebe3cb22c0"
                    + "000000016588840037fffef6f0fe053656045066afde9534a004ce25bc6482f655aa796d");
    private static final byte[] H265 = HexFormat.of()
            .parseHex("0000000140010c01ffff01600000030090000003000003003c959809"
                    + "0000000142010101600000030090000003000003003ca00a480f9c9265959a4932bc05a02000000300200000030141"
                    + "000000014401c172b46240"
                    + "000000012801af1120a9d17ea620ab66876a12c4c3ffd813b98f32086b5b7a7f69ad10e126d57458");

    @Test
    void theSizeIsTheOneThatIsShownAndTheProfileHasItsName() {
        assertThat(VideoFormat.of(units(Codec.H264, H264))).contains(new VideoFormat(Codec.H264, "High", 322, 242));
        assertThat(VideoFormat.of(units(Codec.H265, H265))).contains(new VideoFormat(Codec.H265, "Main", 322, 242));
        assertThat(new VideoFormat(Codec.H265, "Main", 322, 242)).hasToString("H265 Main 322x242");
    }

    @Test
    void whatIsNoKeyFrameHasNoFormat() {
        List<BasicFrame> h264 = units(Codec.H264, H264);

        assertThat(VideoFormat.of(List.of())).isEmpty();
        assertThat(VideoFormat.of(h264.subList(2, 3))).as("a slice alone").isEmpty();
        assertThat(VideoFormat.of(List.of(BasicFrame.of(1, 1, 0, Codec.PCMU, new byte[160]))))
                .isEmpty();
        assertThat(VideoFormat.of(units(Codec.H264, new byte[] {0, 0, 0, 1, 103, 1, 2, 3, 0, 0, 0, 1, 101, 9, 9})))
                .isEmpty();
    }

    @Test
    void aKeyFrameOfAnySizeIsReadByItsBeginning() {
        List<BasicFrame> units = units(Codec.H264, H264);
        byte[] slice = Arrays.copyOf(bytes(units.get(2)), 3_000_000);
        List<BasicFrame> large =
                List.of(units.get(0), units.get(1), BasicFrame.of(1, 0, 0, Codec.H264, slice), units.get(2));

        assertThat(VideoFormat.of(large)).contains(new VideoFormat(Codec.H264, "High", 322, 242));
    }

    private static byte[] bytes(BasicFrame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.payload().get(bytes);
        return bytes;
    }

    private static List<BasicFrame> units(Codec codec, byte[] annexB) {
        List<BasicFrame> units = new ArrayList<>();
        NalUnits.forEach(annexB, annexB.length, (data, offset, length) -> {
            byte[] payload = new byte[4 + length];
            payload[3] = 1;
            System.arraycopy(data, offset, payload, 4, length);
            units.add(BasicFrame.of(1, 0, 0, codec, payload));
        });
        return units;
    }
}
