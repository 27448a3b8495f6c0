package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.rtsp.ExternalPrograms;

class TestPictureTest {
    /** As the virtual camera has it by default. */
    private static final double NOISE = TestPictureNoise.strengthFor(1_000_000 / (640.0 * 360 * 25));

    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    @Test
    void theClockAndTheNumberChangeThePicture() {
        TestPicture picture = new TestPicture(640, 360, 0, ZoneOffset.UTC, NOISE);
        byte[] noon = drawn(picture, NOON, 7);
        assertThat(drawn(picture, NOON, 7)).isEqualTo(noon);
        assertThat(drawn(picture, NOON, 8)).isNotEqualTo(noon);
        assertThat(drawn(picture, NOON + 1, 7)).isNotEqualTo(noon);
        assertThat(drawn(new TestPicture(640, 360, 0, ZoneOffset.ofHours(1), NOISE), NOON, 7))
                .isNotEqualTo(noon);
        assertThat(drawn(new TestPicture(640, 360, 1, ZoneOffset.UTC, NOISE), NOON, 7))
                .isNotEqualTo(noon);
    }

    @ParameterizedTest
    @CsvSource({"96,96", "98,2160", "1920,96", "360,640", "1280,720"})
    void anySizeCanBeDrawn(int width, int height) {
        TestPicture picture = new TestPicture(width, height, 3, ZoneOffset.UTC, NOISE);
        for (long ms = NOON; ms < NOON + 20_000; ms += 997) {
            assertThat(drawn(picture, ms, 9_999_999)).hasSize(width * height);
        }
    }

    @Test
    void whatAClientSeesIsThePictureOfTheMomentThatItsTimestampSays(@TempDir Path folder) throws Exception {
        ExternalPrograms.require("ffmpeg");
        AtomicLong first = new AtomicLong();
        InstantSource clock = () -> {
            Instant now = Instant.now();
            first.compareAndSet(0, now.toEpochMilli());
            return now;
        };
        Path raw = folder.resolve("seen.yuv");
        try (VirtualCamera camera =
                VirtualCamera.builder().zone(ZoneOffset.UTC).clock(clock).start()) {
            String[] command = {
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-rtsp_transport",
                "tcp",
                "-i",
                camera.address(),
                "-frames:v",
                "1",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "yuv420p",
                raw.toString()
            };
            assertThat(ExternalPrograms.run(Duration.ofSeconds(60), command).output())
                    .isEmpty();
            byte[] seen = Files.readAllBytes(raw);
            TestPicture picture = new TestPicture(640, 360, 0, ZoneOffset.UTC, NOISE);
            double[] differences = LongStream.range(0, camera.stats().pictures())
                    .mapToDouble(number -> difference(seen, drawn(picture, first.get() + number * 40, number)))
                    .sorted()
                    .toArray();
            assertThat(differences[0]).as("from the picture that was seen").isLessThan(4);
            assertThat(differences[1]).as("from all others").isGreaterThan(2 * differences[0]);
        }
    }

    /** How much two pictures differ in brightness where the clock is, a mean from 0 to 255. */
    private static double difference(byte[] seen, byte[] drawn) {
        long sum = 0;
        for (int y = 240; y < 288; y++) {
            for (int x = 150; x < 480; x++) {
                sum += Math.abs((seen[y * 640 + x] & 0xff) - (drawn[y * 640 + x] & 0xff));
            }
        }
        return sum / (48.0 * 330);
    }

    private static byte[] drawn(TestPicture picture, long ms, long number) {
        picture.draw(ms, number);
        return Arrays.copyOf(picture.luma(), picture.luma().length);
    }
}
