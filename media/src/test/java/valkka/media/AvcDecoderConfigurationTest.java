package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
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
import valkka.nal.AvcDecoderConfiguration;
import valkka.nal.EntryPoint;
import valkka.nal.NalUnits;
import valkka.rtsp.ExternalPrograms;

/** What files say of H.264 in front of the pictures is what FFmpeg's own muxer writes of the same stream. */
@Timeout(60)
class AvcDecoderConfigurationTest {
    private static final EntryPoint IDR = new EntryPoint(EntryPoint.Kind.IDR, 0);

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        "baseline, yuv420p",
        "main, yuv420p",
        "high, yuv420p",
        "high10, yuv420p10le",
        "high422, yuv422p",
        "high444, yuv444p"
    })
    void itIsThatOfFfmpeg(String profile, String pixels) throws Exception {
        List<BasicFrame> picture = TestStreams.encode(
                        temp,
                        Codec.H264,
                        "320x180",
                        1,
                        TestStreams.T0,
                        "-c:v",
                        "libx264",
                        "-profile:v",
                        profile,
                        "-pix_fmt",
                        pixels)
                .get(0);
        AccessUnit key = new AccessUnit(Codec.H264, TestStreams.T0, IDR, picture);

        assertThat(AvcDecoderConfiguration.of(key)).get().isEqualTo(ffmpegs(key));
    }

    @Test
    void parameterSetsThatItHasNoRoomForMakeNone() throws Exception {
        BasicFrame slice = nalUnit(5, 100);
        BasicFrame sps = nalUnit(7, 20);
        BasicFrame pps = nalUnit(8, 4);
        for (List<BasicFrame> picture : List.of(
                List.of(pps, slice),
                List.of(nalUnit(7, 3), pps, slice),
                List.of(nalUnit(7, 70_000), pps, slice),
                List.of(sps, nalUnit(8, 70_000), slice))) {
            assertThat(AvcDecoderConfiguration.of(new AccessUnit(Codec.H264, 0, IDR, picture)))
                    .isEmpty();
        }
        AccessUnit usual = new AccessUnit(Codec.H264, 0, IDR, List.of(sps, pps, slice));
        assertThat(AvcDecoderConfiguration.of(usual)).isPresent();
    }

    /** @param length without the start code */
    private static BasicFrame nalUnit(int type, int length) {
        byte[] payload = new byte[4 + length];
        Arrays.fill(payload, (byte) 0x55);
        Arrays.fill(payload, 0, 3, (byte) 0);
        payload[3] = 1;
        payload[4] = (byte) (0x60 | type);
        return BasicFrame.of(1, 0, 0, Codec.H264, payload);
    }

    /** The contents of the box {@code avcC} of the file that FFmpeg makes of a stream. */
    private byte[] ffmpegs(AccessUnit key) throws Exception {
        ByteArrayOutputStream annexB = new ByteArrayOutputStream();
        for (byte[] unit : NalUnits.split(key.annexB())) {
            annexB.writeBytes(new byte[] {0, 0, 1
            }); // behind the longer start code FFmpeg takes its first zero for the unit's last byte
            annexB.writeBytes(unit);
        }
        Path stream = Files.write(temp.resolve("a.h264"), annexB.toByteArray());
        Path file = temp.resolve("a.mp4");
        ExternalPrograms.Result made = ExternalPrograms.run(
                Duration.ofSeconds(30),
                "ffmpeg",
                "-v",
                "error",
                "-i",
                stream.toString(),
                "-c",
                "copy",
                file.toString());
        assertThat(made.exitCode()).as(made.output()).isZero();
        byte[] bytes = Files.readAllBytes(file);
        int box = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("avcC") - 4;
        int size = (bytes[box + 2] & 0xff) << 8 | (bytes[box + 3] & 0xff);
        return Arrays.copyOfRange(bytes, box + 8, box + size);
    }
}
