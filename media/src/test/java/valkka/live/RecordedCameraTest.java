package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.camera.VirtualCamera;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.Deadline;
import valkka.rtsp.ExternalPrograms;
import valkka.rtsp.GstCamera;

/**
 * A camera recorded from end to end: the recording is in order by our own check and by the independent reader of the format,
 * and ffmpeg decodes what that one takes out of it without an error.
 */
class RecordedCameraTest {
    private static final String READER =
            Path.of("..", "core", "src", "test", "python", "valkkafs_reader.py").toString();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long ID = 925_412;
    private static final int CLOSED_BLOCKS = 4;

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theVirtualCameraIsRecordedAndDecodes(boolean tcp) throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().gop(10).start()) {
            record(camera.address(), tcp);
        }
        verify();
    }

    @Test
    void aCameraWithItsParameterSetsInTheSdpAloneIsRecordedAndDecodes() throws Exception {
        try (GstCamera camera = GstCamera.start("--port", "0", "--sprop-only", "--gop", "10", "--auth", "digest")) {
            record(camera.address("admin:12345"), true);
        }
        verify();
    }

    private void record(String address, boolean tcp) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                        .blockSize(64 * KiB)
                        .blocks(100)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
                LiveThread livethread = new LiveThread("live")) {
            LiveConnectionContext context = new LiveConnectionContext(
                            LiveConnectionType.RTSP, address, 1, writer.getFrameFilter())
                    .withRequestTcp(tcp);
            writer.setSlotId(1, ID);
            writer.start();
            livethread.start();
            livethread.registerStream(context);
            livethread.playStream(context);
            Deadline.until(
                    () -> CLOSED_BLOCKS + " blocks; the writer says " + writer.stats() + ", the camera "
                            + livethread.stats(),
                    () -> writer.stats().blocksClosed() >= CLOSED_BLOCKS);
            livethread.stop();
            writer.stop();
            assertThat(writer.stats().lost()).isZero();
        }
    }

    private void verify() throws Exception {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(temp.resolve("fs"));
                Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            assertThat(frames.filter(f -> f.frame().nalUnitType() == 5).count()).isGreaterThan(2);
        }
        ExternalPrograms.require("python3", "ffmpeg");
        assertThat(output("python3", READER, temp.resolve("fs").toString(), "--invariants", "--stopped"))
                .isEmpty();
        String stream = temp.resolve("out.h264").toString();
        output("python3", READER, temp.resolve("fs").toString(), "--h264", stream, "--id", Long.toString(ID));
        assertThat(output("ffmpeg", "-v", "error", "-i", stream, "-f", "null", "-"))
                .isEmpty();
    }

    private static String output(String... command) throws Exception {
        ExternalPrograms.Result result = ExternalPrograms.run(LONG, command);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }
}
