package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Export;

/** Real players seek in a recording. What they decode is compared with a decode of its export. */
class RecordedStreamPlayersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PICTURES_A_SECOND = 25;

    @TempDir
    Path temp;

    private final ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "single"));

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void ffmpegSeeksAndGetsThePicturesOfThatTime(String transport) throws Exception {
        ExternalPrograms.require("ffmpeg");
        List<String> all = exported();
        try (RtspServer server = serve()) {
            List<String> seen =
                    hashes("-rtsp_transport", transport, "-ss", "10", "-i", server.address("/rec"), "-frames:v", "30");

            assertThat(seen).hasSize(30);
            assertThat(Collections.indexOfSubList(all, seen)).isEqualTo(10 * PICTURES_A_SECOND);
            assertThat(server.stats().refused()).isZero();
        }
    }

    @Test
    void ffmpegPlaysToTheEnd() throws Exception {
        ExternalPrograms.require("ffmpeg");
        List<String> all = exported();
        try (RtspServer server = serve()) {
            List<String> seen = hashes("-rtsp_transport", "tcp", "-ss", "25", "-i", server.address("/rec"));

            assertThat(seen).isEqualTo(all.subList(25 * PICTURES_A_SECOND, all.size()));
        }
    }

    @Test
    void ffprobeReadsTheLength() throws Exception {
        ExternalPrograms.require("ffprobe");
        try (RtspServer server = serve()) {
            ExternalPrograms.Result result = ExternalPrograms.run(
                    PATIENCE,
                    "ffprobe",
                    "-v",
                    "error",
                    "-rtsp_transport",
                    "tcp",
                    "-show_entries",
                    "format=duration",
                    "-of",
                    "csv=p=0",
                    server.address("/rec"));

            double length = fs.getTimeRange().duration().toMillis() / 1000.0;
            assertThat(Double.parseDouble(result.output().strip())).isEqualTo(length);
        }
    }

    @Test
    void gstreamerPlaysIt() throws Exception {
        ExternalPrograms.require("gst-launch-1.0");
        try (RtspServer server = serve()) {
            ExternalPrograms.Result result = ExternalPrograms.run(
                    PATIENCE,
                    "gst-launch-1.0",
                    "-v",
                    "rtspsrc",
                    "location=" + server.address("/rec"),
                    "protocols=tcp",
                    "!",
                    "rtph264depay",
                    "!",
                    "h264parse",
                    "!",
                    "fakesink",
                    "silent=false",
                    "num-buffers=50");

            assertThat(result.output()).doesNotContain("WARNING");
            assertThat(result.output().split("chain +\\*+", -1)).hasSizeGreaterThan(50);
        }
    }

    private RtspServer serve() {
        return RtspServer.builder().recording("/rec", fs, 1001).start();
    }

    /** A hash of each picture of the recording. */
    private List<String> exported() throws Exception {
        Path file = temp.resolve("all.mkv");
        if (!Files.exists(file)) {
            Export.matroska(fs, 1001, fs.getTimeRange(), file);
        }
        return hashes("-i", file.toString());
    }

    private static List<String> hashes(String... arguments) throws Exception {
        List<String> whole = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        whole.addAll(List.of(arguments));
        whole.addAll(List.of("-an", "-fps_mode", "passthrough", "-f", "framehash", "-hash", "md5", "-"));
        ExternalPrograms.Result result = ExternalPrograms.run(PATIENCE, whole.toArray(String[]::new));
        return result.output()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }
}
