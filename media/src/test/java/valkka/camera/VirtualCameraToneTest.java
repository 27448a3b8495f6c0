package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;
import valkka.live.Received;
import valkka.live.StreamState.State;
import valkka.rtsp.ExternalPrograms;
import valkka.rtsp.RtspTestClient;

/** A virtual camera with its sound: a second track of one session. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class VirtualCameraToneTest {
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=%d-%d\r\n";

    @TempDir
    Path temp;

    private static List<BasicFrame> frames(Received received, int subsession) {
        return received.basicFrames().stream()
                .filter(frame -> frame.subsession() == subsession)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void liveThreadReceivesBothInStep(boolean tcp) throws Exception {
        Received received = new Received();
        try (VirtualCamera camera = VirtualCamera.builder().gop(10).tone(true).start();
                LiveThread livethread = received.listenTo(new LiveThread("tone"))) {
            LiveConnectionContext context = new LiveConnectionContext(
                            LiveConnectionType.RTSP, camera.address(), 1, received)
                    .withRequestTcp(tcp);
            livethread.registerStream(context);
            livethread.start();
            livethread.playStream(context);
            received.await("two seconds of sound", () -> frames(received, 1).size() >= 100);
        }
        assertThat(received.last(State.PLAYING).message()).endsWith("plays H264 video, PCMA audio");
        List<BasicFrame> sound = frames(received, 1);
        assertThat(sound).allSatisfy(frame -> {
            assertThat(frame.codec()).isEqualTo(Codec.PCMA);
            assertThat(frame.size()).isEqualTo(160);
        });
        List<Instant> told =
                sound.stream().flatMap(frame -> frame.senderTime().stream()).toList();
        assertThat(told)
                .as("packets by UDP may come before the first report, which tells the time")
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(sound.size() - 10);
        for (BasicFrame frame : sound.subList(10, 100)) {
            byte[] expected = Tone.packet(frame.senderTime().orElseThrow().toEpochMilli());
            byte[] payload = new byte[frame.size()];
            frame.payload().get(payload);
            assertThat(payload).as("what sounds at %s", frame.senderTime()).isEqualTo(expected);
        }
        long picture = frames(received, 0).get(frames(received, 0).size() - 1).mstimestamp();
        assertThat(sound.get(sound.size() - 1).mstimestamp()).isBetween(picture - 1500, picture + 1500);
    }

    @ParameterizedTest
    @CsvSource({"tcp", "udp"})
    void ffmpegHearsAndSeesIt(String transport) throws Exception {
        ExternalPrograms.require("ffmpeg", "ffprobe");
        Path file = temp.resolve("camera.mkv");
        try (VirtualCamera camera = VirtualCamera.builder().gop(10).tone(true).start()) {
            ExternalPrograms.Result result = ExternalPrograms.run(
                    Duration.ofSeconds(60),
                    "ffmpeg",
                    "-v",
                    "error",
                    "-rtsp_transport",
                    transport,
                    "-i",
                    camera.address(),
                    "-t",
                    "3",
                    "-c",
                    "copy",
                    file.toString());
            assertThat(result.exitCode()).as(result.output()).isZero();
        }
        assertThat(file).exists();
        assertThat(Files.size(file)).isPositive();
        ExternalPrograms.Result streams = ExternalPrograms.run(
                Duration.ofSeconds(30),
                "ffprobe",
                "-v",
                "error",
                "-show_entries",
                "stream=codec_name,sample_rate",
                "-of",
                "csv=p=0",
                file.toString());
        assertThat(streams.output().lines()).containsExactly("h264", "pcm_alaw,8000");
    }

    @Test
    void aClientMayTakeTheSoundAlone() throws Exception {
        ExternalPrograms.require("ffmpeg");
        Path file = temp.resolve("sound.wav");
        try (VirtualCamera camera = VirtualCamera.builder().tone(true).start()) {
            ExternalPrograms.Result result = ExternalPrograms.run(
                    Duration.ofSeconds(60),
                    "ffmpeg",
                    "-v",
                    "error",
                    "-rtsp_transport",
                    "tcp",
                    "-allowed_media_types",
                    "audio",
                    "-i",
                    camera.address(),
                    "-t",
                    "2",
                    file.toString());
            assertThat(result).isEqualTo(new ExternalPrograms.Result(0, ""));
        }
        assertThat(Files.size(file)).as("two seconds of 16 bits").isBetween(30_000L, 34_000L);
    }

    @Test
    void tracksAreSetUpInAnyOrderAgainAndAreToldWhenTheyAreNotThere() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().tone(true).start();
                VirtualCamera mute = VirtualCamera.start();
                RtspTestClient client = new RtspTestClient(camera.address());
                RtspTestClient deaf = new RtspTestClient(mute.address())) {
            assertThat(client.request("PLAY", "").status()).isEqualTo(455);
            assertThat(setUp(client, camera, 2, 0).status()).isEqualTo(404);
            RtspTestClient.Answer first = setUp(client, camera, 1, 2);
            assertThat(first.status()).isEqualTo(200);
            RtspTestClient.Answer second = setUp(client, camera, 0, 0);
            assertThat(second.header("Session")).as("one session").isEqualTo(first.header("Session"));
            assertThat(setUp(client, camera, 0, 4).status()).as("again").isEqualTo(200);
            assertThat(client.request("TEARDOWN", "").status()).isEqualTo(200);
            assertThat(setUp(deaf, mute, 1, 0).status()).isEqualTo(404);
        }
    }

    private static RtspTestClient.Answer setUp(RtspTestClient client, VirtualCamera camera, int track, int channel)
            throws Exception {
        return client.request("SETUP", camera.address() + "/trackID=" + track, TCP.formatted(channel, channel + 1));
    }

    @Test
    void silenceIsSilence() throws Exception {
        Received received = new Received();
        try (VirtualCamera camera = VirtualCamera.builder().gop(10).tone(true).start();
                LiveThread livethread = received.listenTo(new LiveThread("tone"))) {
            LiveConnectionContext context = new LiveConnectionContext(
                            LiveConnectionType.RTSP, camera.address(), 1, received)
                    .withReconnect(Duration.ofMillis(500));
            livethread.registerStream(context);
            livethread.start();
            livethread.playStream(context);
            received.await("sound", () -> frames(received, 1).size() >= 20);
            camera.trouble(CameraTrouble.NONE.withSilence(true));
            received.await(State.LOST, 1);
            camera.trouble(CameraTrouble.NONE);
            received.await(State.PLAYING, 2);
        }
    }
}
