package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.rtsp.Deadline;
import valkka.rtsp.RtspTestClient;

/** What a virtual camera sends is as much as it was told to send: lessons count blocks by it. */
class VirtualCameraBitRateTest {
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final int SECONDS = 5;

    @ParameterizedTest
    @CsvSource({
        "640, 360, 25, 500000",
        "640, 360, 25, 1000000",
        "640, 360, 25, 4000000",
        "320, 240, 10, 400000",
        "1280, 720, 15, 2000000"
    })
    void theBitRateIsKept(int width, int height, int fps, int bitRate) throws Exception {
        AtomicLong now = new AtomicLong(NOON);
        InstantSource held = () -> Instant.ofEpochMilli(now.get());
        try (VirtualCamera camera = VirtualCamera.builder()
                        .size(width, height)
                        .fps(fps)
                        .gop(fps)
                        .bitRate(bitRate)
                        .clock(held)
                        .start();
                RtspTestClient client = new RtspTestClient(camera.address())) {
            Deadline.until("the first picture", () -> camera.stats().pictures() == 1);
            client.play();
            Deadline.until("a client", () -> camera.stats().clients() == 1);
            for (int second = 0; second < SECONDS; second++) {
                now.addAndGet(1000);
                client.units(fps);
            }
            assertThat(camera.stats().encoded()).isEqualTo((long) SECONDS * fps);
            assertThat(camera.stats().bytes() * 8.0 / SECONDS).isCloseTo(bitRate, Percentage.withPercentage(10));
        }
    }

    @Test
    void camerasOfOneSeedSendTheSameBytesAndThoseOfAnotherDoNot() {
        assertThat(encoded(7)).isEqualTo(encoded(7)).isNotEqualTo(encoded(7 + 6));
    }

    /** A second of it. Six seeds on, the colours are the same again, and the noise is not. */
    private static byte[] encoded(long seed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TestPicture picture = new TestPicture(320, 240, seed, ZoneOffset.UTC, 3);
        try (H264Encoder encoder = new H264Encoder(picture, 25, 25, 1_000_000)) {
            for (long number = 0; number < 25; number++) {
                picture.draw(NOON + number * 40, number);
                encoder.encode(NOON + number * 40, false)
                        .ifPresent(unit -> unit.nalUnits().forEach(bytes::writeBytes));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void theNoiseIsAsStrongAsItIsSaidToBeAndMovesFromRowToRowAndFromPictureToPicture() {
        int width = 4000;
        TestPictureNoise noise = new TestPictureNoise(width, 1, 3);
        byte[] first = new byte[width];
        noise.add(first, 0, width, 1, 1);
        byte[] nextRow = new byte[width];
        noise.add(nextRow, 0, width, 1, 2);
        byte[] nextPicture = new byte[width];
        noise.add(nextPicture, 0, width, 2, 1);
        assertThat(deviation(first)).isCloseTo(3, within(0.3));
        assertThat(first).isNotEqualTo(nextRow).isNotEqualTo(nextPicture);
        byte[] none = new byte[width];
        new TestPictureNoise(width, 1, 0).add(none, 0, width, 1, 1);
        assertThat(none).containsOnly(0);
    }

    private static double deviation(byte[] values) {
        double squares = 0;
        for (byte value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
