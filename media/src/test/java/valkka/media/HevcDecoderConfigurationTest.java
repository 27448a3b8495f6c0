package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.EntryPoint;
import valkka.nal.HevcDecoderConfiguration;
import valkka.rtsp.ExternalPrograms;

/** What files say of H.265 in front of the pictures is what FFmpeg's own muxer writes of the same stream. */
@Timeout(60)
class HevcDecoderConfigurationTest {
    private static final EntryPoint IDR = new EntryPoint(EntryPoint.Kind.IDR, 0);

    /** How slices can be decoded side by side: FFmpeg looks, we do not tell. */
    private static final int SEGMENTATION = 13;

    private static final int SEGMENTATION_BYTES = 3;

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        "yuv420p,     320x180, 0",
        "yuv420p,     320x180, 1",
        "yuv420p10le, 322x182, 0",
        "yuv422p,     320x180, 0",
        "yuv444p10le, 320x180, 1",
    })
    void itIsThatOfFfmpeg(String pixels, String size, int layers) throws Exception {
        AccessUnit key = key(pixels, size, layers);
        byte[] theirs = ffmpegs(key);

        assertThat(HevcDecoderConfiguration.of(key, true)).get().satisfies(ours -> {
            Arrays.fill(theirs, SEGMENTATION, SEGMENTATION + SEGMENTATION_BYTES, (byte) 0);
            byte[] compared = ours.clone();
            Arrays.fill(compared, SEGMENTATION, SEGMENTATION + SEGMENTATION_BYTES, (byte) 0);
            assertThat(compared).isEqualTo(theirs);
        });
    }

    @Test
    void itSaysWhetherOtherParameterSetsMayCome() throws Exception {
        AccessUnit key = key("yuv420p", "320x180", 0);
        int firstArray = 23;
        assertThat(HevcDecoderConfiguration.of(key, true).orElseThrow()[firstArray])
                .isEqualTo((byte) 0xa0);
        assertThat(HevcDecoderConfiguration.of(key, false).orElseThrow()[firstArray])
                .isEqualTo((byte) 0x20);
    }

    @Test
    void aKeyPictureWithoutAParameterSetMakesNone() throws Exception {
        AccessUnit whole = key("yuv420p", "320x180", 0);
        for (BasicFrame set : whole.parameterSets()) {
            List<BasicFrame> rest =
                    whole.nalUnits().stream().filter(unit -> !unit.equals(set)).toList();
            assertThat(HevcDecoderConfiguration.of(new AccessUnit(Codec.H265, 0, IDR, rest), true))
                    .isEmpty();
        }
    }

    private AccessUnit key(String pixels, String size, int layers) throws Exception {
        List<BasicFrame> picture = TestStreams.encode(
                        temp,
                        Codec.H265,
                        size,
                        1,
                        TestStreams.T0,
                        "-c:v",
                        "libx265",
                        "-x265-params",
                        "log-level=error:repeat-headers=1:temporal-layers=" + layers,
                        "-pix_fmt",
                        pixels)
                .get(0);
        return new AccessUnit(Codec.H265, TestStreams.T0, IDR, picture);
    }

    /** The contents of the box {@code hvcC} of the file that FFmpeg makes of a stream. */
    private byte[] ffmpegs(AccessUnit key) throws Exception {
        Path stream = Files.write(temp.resolve("a.h265"), key.annexB());
        Path file = temp.resolve("a.mp4");
        ExternalPrograms.Result made = ExternalPrograms.run(
                Duration.ofSeconds(30),
                "ffmpeg",
                "-v",
                "error",
                "-y",
                "-i",
                stream.toString(),
                "-c",
                "copy",
                "-bsf:v",
                "filter_units=pass_types=0-34",
                "-tag:v",
                "hvc1",
                file.toString());
        assertThat(made.exitCode()).as(made.output()).isZero();
        byte[] bytes = Files.readAllBytes(file);
        int box = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("hvcC") - 4;
        int size = (bytes[box + 2] & 0xff) << 8 | (bytes[box + 3] & 0xff);
        return Arrays.copyOfRange(bytes, box + 8, box + size);
    }
}
