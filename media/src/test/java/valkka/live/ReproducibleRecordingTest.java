package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.FrameFilter;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/**
 * With a seed, a clock that is held and the camera's own time, a recording is the same to the byte whenever it is made, trouble and
 * all: what a class records can be compared.
 */
@Timeout(90)
class ReproducibleRecordingTest {
    private static final long START = 1_700_000_000_000L;
    private static final int PICTURES = 100;
    private static final CameraTrouble TROUBLE = CameraTrouble.NONE
            .withFrameLoss(0.1)
            .withJitter(Duration.ofMillis(30))
            .withClockDrift(1000);

    @TempDir
    Path temp;

    @Test
    void twoRunsGiveTheSameBytes() throws Exception {
        Path first = record("first", 5);
        Path second = record("second", 5);
        Path other = record("other", 6);
        for (String file : new String[] {"dumpfile", "blockfile"}) {
            assertThat(Files.mismatch(first.resolve(file), second.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        assertThat(Files.mismatch(first.resolve("dumpfile"), other.resolve("dumpfile")))
                .isNotNegative();
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(first)) {
            assertThat(fs.getTimeRange().from()).isBetween(START, START + 1000);
            assertThat(fs.frames(fs.getTimeRange()).count()).isGreaterThan(PICTURES / 2);
        }
    }

    private Path record(String name, long seed) {
        Path directory = temp.resolve(name);
        AtomicLong now = new AtomicLong(START);
        Set<Long> pictures = ConcurrentHashMap.newKeySet();
        try (VirtualCamera camera = VirtualCamera.builder()
                        .clock(() -> Instant.ofEpochMilli(now.get()))
                        .zone(ZoneOffset.UTC)
                        .gop(10)
                        .seed(seed)
                        .trouble(TROUBLE)
                        .start();
                ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(64 * KiB)
                        .blocks(20)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
                LiveThread livethread = new LiveThread("live")) {
            Deadline.until(() -> "the first picture", () -> camera.stats().pictures() == 1);
            writer.setSlotId(1, 7);
            writer.start();
            livethread.start();
            FrameFilter recorded = writer.getBlockingFrameFilter();
            LiveConnectionContext context = new LiveConnectionContext(
                            LiveConnectionType.RTSP, camera.address(), 1, frame -> {
                                pictures.add(frame.mstimestamp());
                                recorded.run(frame);
                            })
                    .withReconnect(Duration.ofMinutes(1))
                    .withTimeCorrection(TimeCorrectionType.NONE);
            livethread.registerStream(context);
            livethread.playStream(context);
            Deadline.until(() -> "a client", () -> camera.stats().clients() == 1);
            step(camera, now, PICTURES);
            camera.trouble(TROUBLE.withSilence(true)); // which brings what is on its way, and nothing new
            step(camera, now, 2);
            VirtualCameraStats sent = camera.stats();
            Deadline.until(
                    () -> "all but the last of " + sent + ": " + pictures.size(),
                    () -> pictures.size() == sent.encoded() - sent.picturesLost() - 1);
            livethread.stop();
            writer.stop();
        }
        return directory;
    }

    private static void step(VirtualCamera camera, AtomicLong now, int pictures) {
        for (int i = 0; i < pictures; i++) {
            long taken = camera.stats().pictures();
            now.addAndGet(40);
            Deadline.until(() -> "a picture", () -> camera.stats().pictures() == taken + 1);
        }
    }
}
