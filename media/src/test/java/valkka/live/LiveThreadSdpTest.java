package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.Deadline;
import valkka.rtsp.ExternalPrograms;

/** Streams that nobody is asked for: an SDP file says where they arrive. ffmpeg sends them. */
@Timeout(90)
class LiveThreadSdpTest {
    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(100)).withOpenPatience(Duration.ofSeconds(5));

    @TempDir
    Path temp;

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread("sdp", IMPATIENT));

    @AfterEach
    void stop() {
        livethread.close();
    }

    private LiveConnectionContext context(String file) {
        return new LiveConnectionContext(LiveConnectionType.SDP, file, 1, received)
                .withReconnect(Duration.ofSeconds(1));
    }

    private void play(LiveConnectionContext context) {
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
    }

    /** ffmpeg's test picture by RTP; the file is there when this returns. */
    private Process send(Path sdp, int port) throws IOException {
        ExternalPrograms.require("ffmpeg");
        Process sender = new ProcessBuilder(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-re",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=320x240:rate=25",
                        "-c:v",
                        "libx264",
                        "-tune",
                        "zerolatency",
                        "-g",
                        "10",
                        "-f",
                        "rtp",
                        "-sdp_file",
                        sdp.toString(),
                        "rtp://127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Deadline.until(
                () -> "an SDP file",
                () -> Files.isRegularFile(sdp) && sdp.toFile().length() > 100);
        return sender;
    }

    @ParameterizedTest
    @CsvSource({"''", "file:", "file://"})
    void aStreamThatTheFileDescribesArrivesAndItsEndIsNoticed(String prefix) throws Exception {
        Path sdp = temp.resolve("a camera.sdp");
        Process sender = send(sdp, freePort());
        try {
            play(context(prefix + sdp));
            received.await("key frames", () -> received.keyFrames() >= 3);
        } finally {
            sender.destroyForcibly().waitFor();
        }
        received.await(State.LOST, 1);
        livethread.stop();
        received.assertWellFormed();
        assertThat(received.errors.get(0).getMessage()).contains("no picture for 1 s:");
    }

    @Test
    void aFileMayNameItsHost() throws Exception {
        Path sdp = temp.resolve("address.sdp");
        Path named = temp.resolve("named.sdp");
        Process sender = send(sdp, freePort());
        try {
            Files.writeString(named, Files.readString(sdp).replace("IP4 127.0.0.1", "IP4 localhost"));
            assertThat(named).content().contains("c=IN IP4 localhost");
            play(context(named.toString()));
            received.await("key frames", () -> received.keyFrames() >= 2);
        } finally {
            sender.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFileThatIsNotThereIsSaidAndPlaysOnceItIs() throws Exception {
        Path sdp = temp.resolve("later.sdp");
        play(context(sdp.toString()));
        received.await(State.LOST, 2);
        assertThat(received.errors).hasSize(1);
        assertThat(received.errors.get(0).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(received.errors.get(0).getMessage())
                .startsWith(sdp.toString())
                .contains("no such SDP file");
        Process sender = send(sdp, freePort());
        try {
            received.await(State.PLAYING, 1);
        } finally {
            sender.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "this is no SDP",
        "''",
        "v=0\nm=video 0 RTP/AVP 96\nc=IN IP4 127.0.0.1\n",
        "v=0\nc=IN IP4 127.0.0.1\nm=video 1 TCP/AVP 96\na=rtpmap:96 H264/90000\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 0 http://127.0.0.1/ 96\n"
    })
    void aFileThatDescribesNothingIsSaid(String content) throws Exception {
        Path sdp = Files.writeString(temp.resolve("bad.sdp"), content);
        play(context(sdp.toString()));
        received.await(State.LOST, 1);
        assertThat(received.errors).hasSize(1);
        assertThat(received.errors.get(0).getMessage())
                .startsWith(sdp.toString())
                .doesNotContain("\n");
        assertThat(received.frames).isEmpty();
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws Exception {
        Path sdp = temp.resolve("large.sdp");
        Files.write(sdp, new byte[(64 << 10) + 1]);
        play(context(sdp.toString()));
        received.await(State.LOST, 1);
        assertThat(received.errors.get(0).getMessage()).contains("more than 65536 bytes");
    }

    @Test
    void aDirectoryIsNoSdp() throws Exception {
        play(context(temp.toString()));
        received.await(State.LOST, 1);
        assertThat(received.errors.get(0).kind()).isEqualTo(Kind.NOT_FOUND);
    }

    /** An even one, whose neighbour is free for RTCP. */
    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                int port = rtp.getLocalPort();
                if (port % 2 == 0 && isFree(port + 1)) {
                    return port;
                }
            }
        }
        throw new IOException("no two UDP ports side by side are free");
    }

    private static boolean isFree(int port) {
        try (DatagramSocket probe = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
