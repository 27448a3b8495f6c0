package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.SetupFrame;
import valkka.fs.Bytes;
import valkka.media.VideoFormat;

/** Pictures of 1000 bytes, ten a second; a key frame has an SPS and a PPS of its own, and each frame a header of 36 bytes on the disk. */
class CameraMeterTest {
    private static final long T0 = 1_700_000_000_000L;

    private final CameraMeter meter = new CameraMeter(2, CameraMeter.SHORTEST_MILLIS);

    @Test
    void pictureRateAndBitRateAreThoseOfWholeGroupsOfPictures() {
        video(0, 20);
        assertThat(meter.enough()).isNotDone();
        video(20, 22);
        assertThat(meter.enough()).as("the key frame is complete").isDone();

        CameraReport report = meter.report("rtsp://camera", "TCP", Optional.empty());
        assertThat(report.fps()).isEqualTo(10.0);
        assertThat(report.keyFrames()).isEqualTo("every 1.0 s (10 frames)");
        assertThat(report.gop()).isEqualTo(Duration.ofSeconds(1));
        assertThat(report.bitRate()).isEqualTo(8.0 * (10 * 1036 + 2 * (10 + 36)));
        assertThat(report.peakBitRate()).isEqualTo(report.bitRate());
        assertThat(report.audioNames()).isEqualTo("none");
        assertThat(report.video()).isEqualTo("H264 Constrained Baseline 16x16, 10.0 fps");
    }

    @Test
    void audioIsNamedAndCountsForTheBitRateAlone() {
        meter.run(new SetupFrame(1, 0, T0, Codec.H264));
        meter.run(new SetupFrame(1, 1, T0, Codec.AAC));
        video(0, 5);
        meter.run(BasicFrame.of(1, 1, T0 + 450, Codec.AAC, new byte[1000]));
        video(5, 22);

        CameraReport report = meter.report("rtsp://camera", "TCP", Optional.empty());
        assertThat(report.audioNames()).isEqualTo("AAC");
        assertThat(report.fps()).isEqualTo(10.0);
        assertThat(report.peakBitRate() * 2).isEqualTo(2 * 8.0 * (11 * 1036 + 2 * (10 + 36)));
        assertThat(report.bitRate()).isCloseTo(report.peakBitRate() - 8 * 1036 / 2.0, within(0.01));
    }

    @Test
    void theCamerasClockIsHeldAgainstThisMachines() {
        assertThat(clock(Optional.empty())).isEqualTo("the camera has not told its time");
        assertThat(clock(Optional.of(Duration.ofMillis(-40)))).isEqualTo("as this machine's");
        assertThat(clock(Optional.of(Duration.ofMillis(-2_500)))).isEqualTo("2.5 s behind this machine's");
        assertThat(clock(Optional.of(Duration.ofHours(2)))).isEqualTo("2 h ahead of this machine's");
    }

    private String clock(Optional<Duration> offset) {
        return meter.report("rtsp://camera", "TCP", offset).clock();
    }

    @Test
    void aCameraThatSendsNoSecondKeyFrameIsMeasuredAllTheSame() {
        video(0, 10);

        CameraReport report = meter.report("rtsp://camera", "TCP", Optional.empty());
        assertThat(report.keyFrames()).isEqualTo("one, and no second in 0.9 s");
        assertThat(report.fps()).isEqualTo(10.0);
        assertThat(report.sizing().blockSize()).isPositive();
    }

    @Test
    void blocksHaveRoomForTheLargerFramesOfTheDay() {
        assertThat(blockSize(100, 0, 0)).as("format unknown").isEqualTo(256 * Bytes.KiB);
        assertThat(blockSize(100, 320, 240)).isEqualTo(256 * Bytes.KiB);
        assertThat(blockSize(100, 640, 480)).as("any picture of a small format").isEqualTo(512 * Bytes.KiB);
        assertThat(blockSize(100, 3840, 2160)).isEqualTo(Bytes.MiB);
        assertThat(blockSize(600_000, 1920, 1080))
                .as("four times the largest frame")
                .isBetween(2_400_044L, 2_700_000L);
    }

    private static long blockSize(int largest, int width, int height) {
        return new CameraReport(
                        "rtsp://camera",
                        Codec.H264,
                        Optional.of(new VideoFormat(Codec.H264, "", width, height))
                                .filter(format -> width > 0),
                        List.of(),
                        10,
                        1000,
                        1000,
                        List.of(),
                        largest,
                        "TCP",
                        Optional.empty())
                .sizing()
                .blockSize();
    }

    @Test
    void soundAloneIsEnoughAfterSomeSeconds() {
        for (int i = 0; i < 100; i++) {
            meter.run(BasicFrame.of(1, 1, T0 + i * 20L, Codec.PCMA, new byte[160]));
        }
        assertThat(meter.enough()).isNotDone();
        meter.run(BasicFrame.of(1, 1, T0 + 2000, Codec.PCMA, new byte[160]));

        assertThat(meter.enough()).isDone();
        CameraReport report = meter.report("rtsp://camera", "TCP", Optional.empty());
        assertThat(report.isSoundAlone()).isTrue();
        assertThat(report.fps()).isZero();
        assertThat(report.bitRate()).isEqualTo(101 * 196 * 8 / 2.0);
        assertThat(report.sizing().blockSize()).isEqualTo(256 * Bytes.KiB);
    }

    @Test
    void twoPicturesOfOneTimeAreTwo() {
        for (int picture = 0; picture < 44; picture++) {
            video(T0 + picture / 2 * 100L, picture % 20 == 0);
        }
        assertThat(meter.enough()).isDone();
        CameraReport report = meter.report("rtsp://camera", "TCP", Optional.empty());
        assertThat(report.fps()).isEqualTo(20.0);
        assertThat(report.keyFrames()).isEqualTo("every 1.0 s (20 frames)");
    }

    private void video(int from, int to) {
        for (int picture = from; picture < to; picture++) {
            video(T0 + picture * 100L, picture % 10 == 0);
        }
    }

    private void video(long time, boolean key) {
        if (key) {
            give(time, 10, 0x67, 0x42, 0xc0, 0x0a, 0xda, 0x79);
            give(time, 10, 0x68, 0xce, 0x38, 0x80);
            give(time, 1000, 0x65, 0x88, 0x84);
        } else {
            give(time, 1000, 0x41, 0x9a, 0x22);
        }
    }

    private void give(long time, int size, int... unit) {
        byte[] payload = new byte[size];
        payload[3] = 1;
        for (int i = 0; i < unit.length; i++) {
            payload[4 + i] = (byte) unit[i];
        }
        meter.run(BasicFrame.of(1, 0, time, Codec.H264, payload));
    }
}
