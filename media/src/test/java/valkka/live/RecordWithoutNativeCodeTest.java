package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.filter.FrameFilter;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.Deadline;
import valkka.rtsp.QuirkyCamera;
import valkka.rtsp.Rounds;
import valkka.rtsp.SmallProcess;

/** A recorder needs no native library: its process has none of FFmpeg's jars in its class path. */
@Timeout(120)
class RecordWithoutNativeCodeTest {
    private static final int ENOUGH = 100;
    private static final String NATIVE_JARS = "bytedeco";

    @ParameterizedTest
    @ValueSource(strings = {"base.h264", "base.h265"})
    void aCameraIsRecordedIntoARing(String file, @TempDir Path directory) throws Exception {
        Path ring = directory.resolve("ring");
        Rounds told;
        try (QuirkyCamera camera = QuirkyCamera.start(QuirkyCamera.file(file), directory, "audio=pcma")) {
            told = SmallProcess.runWithout(
                    NATIVE_JARS, RecordWithoutNativeCodeTest.class, camera.address(), ring.toString());
        }

        assertThat(told.output()).contains("FFmpeg = 0");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(ring);
                Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            assertThat(frames.map(frame -> frame.frame().subsession()))
                    .hasSizeGreaterThanOrEqualTo(ENOUGH)
                    .contains(0, 1);
        }
    }

    @Test
    void otherProcessesHaveFfmpeg() {
        assertThat(hasFfmpeg()).isTrue();
    }

    private static boolean hasFfmpeg() {
        try {
            Class.forName("org.bytedeco.javacpp.Loader", false, RecordWithoutNativeCodeTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Records the camera at the first argument's address into a new ring, which the second argument names. */
    public static void main(String[] args) {
        Rounds.tell("FFmpeg", hasFfmpeg() ? 1 : 0);
        AtomicInteger frames = new AtomicInteger();
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(Path.of(args[1]))
                        .blockSize(256 * KiB)
                        .blocks(20)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
                LiveThread livethread = new LiveThread("live")) {
            writer.setSlotId(1, 7);
            writer.start();
            livethread.start();
            FrameFilter recorded = writer.getBlockingFrameFilter();
            LiveConnectionContext camera = new LiveConnectionContext(LiveConnectionType.RTSP, args[0], 1, frame -> {
                        recorded.run(frame);
                        frames.incrementAndGet();
                    })
                    .withAudio(true);
            livethread.registerStream(camera);
            livethread.playStream(camera);
            Deadline.until(() -> "frames: " + livethread.stats(), () -> frames.get() > ENOUGH + 2); // two setups
            livethread.stop();
            writer.stop();
        }
    }
}
