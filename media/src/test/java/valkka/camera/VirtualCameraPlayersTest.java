package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.rtsp.ExternalPrograms;
import valkka.rtsp.RtspServerAuth;

/** Other people's clients play the virtual camera, and find no fault with it. */
@Execution(ExecutionMode.CONCURRENT)
class VirtualCameraPlayersTest {
    /** A picture that has come out of GStreamer's decoder. */
    private static final Pattern DECODED = Pattern.compile("last-message = chain ");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void ffmpegPlaysIt(String transport) throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().fps(50).start()) {
            assertPlayedByFfmpeg(camera.address(), transport);
        }
    }

    @ParameterizedTest
    @EnumSource(RtspServerAuth.class)
    void ffmpegPlaysItWithAPassword(RtspServerAuth auth) throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder()
                .fps(50)
                .user("ad min", "p@ss/w:rd")
                .auth(auth)
                .start()) {
            assertPlayedByFfmpeg(camera.address(), "tcp");
            assertThat(camera.serverStats().unauthorized()).as("asked once").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(RtspServerAuth.class)
    void aWrongPasswordIsRefused(RtspServerAuth auth) throws Exception {
        ExternalPrograms.require("ffmpeg");
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", "12345").auth(auth).start()) {
            String wrong = camera.address().replace("12345", "54321");
            ExternalPrograms.Result result = ffmpeg(wrong, "tcp");
            assertThat(result.exitCode()).isNotZero();
            assertThat(result.output()).contains("401");
            assertThat(camera.stats().encoded()).isZero();
        }
    }

    private static void assertPlayedByFfmpeg(String address, String transport) throws Exception {
        ExternalPrograms.require("ffmpeg");
        ExternalPrograms.Result result = ffmpeg(address, transport);
        assertThat(result.output()).as("ffmpeg's warnings and errors").isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    private static ExternalPrograms.Result ffmpeg(String address, String transport) throws Exception {
        return ExternalPrograms.run(
                PATIENCE,
                "ffmpeg",
                "-nostdin",
                "-v",
                "warning",
                "-rtsp_transport",
                transport,
                "-i",
                address,
                "-frames:v",
                "50",
                "-f",
                "null",
                "-");
    }

    @Test
    void ffprobeReadsSizeAndRateFromTheDescription() throws Exception {
        ExternalPrograms.require("ffprobe");
        try (VirtualCamera camera =
                VirtualCamera.builder().size(320, 240).fps(10).start()) {
            ExternalPrograms.Result result = ExternalPrograms.run(
                    PATIENCE,
                    "ffprobe",
                    "-v",
                    "error",
                    "-rtsp_transport",
                    "tcp",
                    "-show_entries",
                    "stream=codec_name,width,height,r_frame_rate",
                    "-of",
                    "csv=p=0",
                    camera.address());
            assertThat(result.output().strip()).isEqualTo("h264,320,240,10/1");
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp,", "udp,", "tcp,BASIC", "tcp,DIGEST", "tcp,DIGEST_QOP", "udp,DIGEST"})
    void gstreamerPlaysIt(String transport, RtspServerAuth auth) throws Exception {
        requireGStreamer();
        VirtualCameraBuilder builder = VirtualCamera.builder().fps(50);
        if (auth != null) {
            builder.user("admin", "12345").auth(auth);
        }
        try (VirtualCamera camera = builder.start()) {
            List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-v", "rtspsrc"));
            command.addAll(List.of("location=" + camera.address(), "protocols=" + transport));
            command.addAll(List.of("!", "rtph264depay", "!", "h264parse", "!", "avdec_h264"));
            command.addAll(List.of("!", "fakesink", "silent=false", "num-buffers=50"));
            ExternalPrograms.Result result = ExternalPrograms.run(PATIENCE, command.toArray(new String[0]));
            assertThat(result.output())
                    .as("what GStreamer says to %s %s", camera.stats(), camera.serverStats())
                    .doesNotContain("ERROR", "WARNING");
            assertThat(result.exitCode()).isZero();
            assertThat(DECODED.matcher(result.output()).results().count()).isGreaterThanOrEqualTo(50);
            assertThat(camera.stats().encoded()).isGreaterThanOrEqualTo(50);
            assertThat(camera.stats().failure()).isEmpty();
            assertThat(camera.serverStats().refused()).isZero();
            assertThat(camera.serverStats().timedOut()).isZero();
        }
    }

    private static void requireGStreamer() throws Exception {
        ExternalPrograms.require("gst-launch-1.0");
        for (String element : List.of("rtspsrc", "rtph264depay", "h264parse", "avdec_h264")) {
            if (ExternalPrograms.run(PATIENCE, "gst-inspect-1.0", "--exists", element)
                            .exitCode()
                    != 0) {
                ExternalPrograms.skip("gst-launch-1.0"); // a plugin of it is missing
            }
        }
    }
}
