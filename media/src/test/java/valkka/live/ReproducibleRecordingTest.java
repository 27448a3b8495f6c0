package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.camera.CameraTrouble;
import valkka.camera.VirtualCamera;
import valkka.camera.VirtualCameraBuilder;
import valkka.camera.VirtualCameraStats;
import valkka.filter.FrameFilter;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.Deadline;

/**
 * With a seed, a clock that is held and the camera's own time, a recording is the same to the byte whenever it is made, trouble and
 * all: what a class records can be compared.
 */
@Timeout(90)
class ReproducibleRecordingTest {
    private static final long START = 1_700_000_000_000L;
    private static final int PICTURES = 100;
    private static final int PICTURE_MS = 40;
    private static final Duration STEP = Duration.ofHours(1);
    private static final CameraTrouble TROUBLE = CameraTrouble.NONE
            .withFrameLoss(0.1)
            .withJitter(Duration.ofMillis(30))
            .withClockDrift(1000);

    private final AtomicLong now = new AtomicLong();

    @TempDir
    Path temp;

    @Test
    void twoRunsGiveTheSameBytes() throws Exception {
        Path first = recordWithLosses("first", 5);
        Path second = recordWithLosses("second", 5);
        Path other = recordWithLosses("other", 6);
        assertSame(first, second);
        assertThat(Files.mismatch(first.resolve("dumpfile"), other.resolve("dumpfile")))
                .isNotNegative();
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(first)) {
            assertThat(fs.getTimeRange().from()).isBetween(START, START + 1000);
            assertThat(fs.frames(fs.getTimeRange()).count()).isGreaterThan(PICTURES / 2);
        }
    }

    /** Its pictures get lost: those on their way are waited for by their number. */
    private Path recordWithLosses(String name, long seed) throws Exception {
        VirtualCameraBuilder settings = VirtualCamera.builder().seed(seed).trouble(TROUBLE);
        return record(name, settings, (camera, pictures) -> {
            step(camera, PICTURES);
            camera.trouble(TROUBLE.withSilence(true)); // which brings what is on its way, and nothing new
            step(camera, 2);
            VirtualCameraStats sent = camera.stats();
            Deadline.until(
                    () -> "all of " + sent + ": " + pictures.size(),
                    () -> pictures.size() == sent.encoded() - sent.picturesLost());
        });
    }

    @Test
    void soDoTheOtherDialsWithSound() throws Exception {
        Path first = recordWithEverythingElse("first");
        Path second = recordWithEverythingElse("second");
        assertSame(first, second);
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(first);
                Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            assertThat(frames.map(frame -> frame.frame().subsession())).contains(0, 1);
            assertThat(fs.getTimeRange().duration()).isGreaterThan(STEP);
        }
    }

    private Path recordWithEverythingElse(String name) throws Exception {
        VirtualCameraBuilder settings =
                VirtualCamera.builder().tone(true).trouble(CameraTrouble.NONE.withParameterSetsInBand(false));
        return record(name, settings, (camera, pictures) -> {
            step(camera, PICTURES / 4);
            camera.resize(320, 180);
            step(camera, PICTURES / 4);
            camera.restartTimestamps();
            step(camera, PICTURES / 4);
            camera.stepClock(STEP);
            step(camera, PICTURES / 4);
            long last = now.get() + STEP.toMillis();
            Deadline.until(() -> "the last: " + pictures, () -> pictures.contains(last));
        });
    }

    private static void assertSame(Path first, Path second) throws IOException {
        for (String file : new String[] {"dumpfile", "blockfile"}) {
            assertThat(Files.mismatch(first.resolve(file), second.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    /** What a camera does while it is recorded; returns when its last picture has come. */
    private interface Story {
        /** @param pictures the times of those that have come */
        void tell(VirtualCamera camera, Set<Long> pictures);
    }

    private Path record(String name, VirtualCameraBuilder settings, Story story) {
        Path directory = temp.resolve(name);
        now.set(START);
        Set<Long> pictures = ConcurrentHashMap.newKeySet();
        try (VirtualCamera camera = settings.clock(() -> Instant.ofEpochMilli(now.get()))
                        .zone(ZoneOffset.UTC)
                        .gop(10)
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
                                if (frame.subsession() == 0) {
                                    pictures.add(frame.mstimestamp());
                                }
                                recorded.run(frame);
                            })
                    .withReconnect(Duration.ofMinutes(1))
                    .withTimeCorrection(TimeCorrectionType.NONE);
            livethread.registerStream(context);
            livethread.playStream(context);
            Deadline.until(() -> "a client", () -> camera.stats().clients() == 1);
            story.tell(camera, pictures);
            livethread.stop();
            writer.stop();
        }
        return directory;
    }

    private void step(VirtualCamera camera, int pictures) {
        for (int i = 0; i < pictures; i++) {
            long taken = camera.stats().pictures();
            now.addAndGet(PICTURE_MS);
            Deadline.until(() -> "a picture", () -> camera.stats().pictures() == taken + 1);
        }
    }
}
