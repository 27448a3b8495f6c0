package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.RtspClientSettings.Transport;

/** Packets that come as datagrams: whose they are, and where they go. */
@Timeout(60)
class RtpSessionUdpTest {
    private static final byte[] PACKET = ScriptedCamera.rtp(1, 1, new byte[] {0x41, 1});
    private static final byte[] REPORT = {(byte) 0x80, (byte) 200, 0, 6};

    @TempDir
    Path temp;

    private final RtspTestListener heard = new RtspTestListener();

    @AfterEach
    void close() {
        heard.close();
    }

    private static void send(DatagramSocket from, byte[] packet, InetAddress to, int port) throws IOException {
        from.send(new DatagramPacket(packet, packet.length, to, port));
    }

    private static int askedPort(String transport) {
        return Integer.parseInt(transport.replaceAll(".*client_port=(\\d+)-.*", "$1"));
    }

    /** Sends again and again what may get lost, until it has come. */
    private interface Sender {
        void send() throws IOException;
    }

    private void sendUntilHeard(Sender sender) {
        Deadline.until(heard::toString, () -> {
            try {
                sender.send();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return heard.rtp(Subsession.VIDEO) > 0 && heard.rtcp() > 0;
        });
    }

    @ParameterizedTest
    @CsvSource({"RTP/AVP;unicast, 1", "RTP/AVP;unicast;source=127.0.0.2, 2"})
    void datagramsOfTheCameraOrItsNamedSourceCountAndNoOthers(String answer, int from) throws Exception {
        AtomicReference<String> asked = new AtomicReference<>("");
        RtspScript script = new RtspScript(request -> {
            if (!request.method().equals("SETUP")) {
                return RtspScript.well(request);
            }
            if (request.uri().endsWith("track2")) {
                return RtspScript.refuse(request, "500 No");
            }
            asked.set(request.header("Transport"));
            return RtspScript.well(request).replaceAll("Transport: .*", "Transport: " + answer);
        });
        try (MisbehavingServer server = new MisbehavingServer(script);
                DatagramSocket stranger = new DatagramSocket(0, loopback(3));
                DatagramSocket camera = new DatagramSocket(0, loopback(from))) {
            RtspClient client = heard.play(server.address(), Transport.UDP);
            Deadline.until(heard::toString, () -> heard.tracks.size() == 1);
            int port = askedPort(asked.get());
            assertThat(port % 2).isZero();
            InetAddress here = InetAddress.getLoopbackAddress();
            Deadline.until(() -> "strays: " + client.strays(), () -> {
                try {
                    send(stranger, PACKET, here, port);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return client.strays().packets() > 0;
            });
            assertThat(heard.rtp(Subsession.VIDEO)).isZero();
            sendUntilHeard(() -> {
                send(camera, PACKET, here, port);
                send(camera, REPORT, here, port + 1);
            });
            // No server_port was named: reports go where the camera's came from.
            camera.setSoTimeout(20_000);
            heard.network.loop().execute(() -> client.sendRtcp(heard.tracks.get(0), Unpooled.wrappedBuffer(REPORT)));
            DatagramPacket report = new DatagramPacket(new byte[100], 100);
            camera.receive(report);
            assertThat(report.getPort()).isEqualTo(port + 1);
        }
    }

    @Test
    void aMulticastGroupIsJoined() throws Exception {
        int port = freePort();
        InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 239, (byte) 255, 77, 3});
        String transport = "RTP/AVP;multicast;destination=239.255.77.3;ttl=0;port=" + port + "-" + (port + 1);
        RtspScript script = new RtspScript(request -> request.uri().endsWith("track2")
                ? RtspScript.refuse(request, "500 No")
                : RtspScript.well(request).replaceAll("Transport: .*", "Transport: " + transport));
        try (MisbehavingServer server = new MisbehavingServer(script);
                DatagramSocket camera = new DatagramSocket()) {
            heard.play(server.address(), Transport.MULTICAST);
            Deadline.until(heard::toString, () -> heard.tracks.size() == 1);
            sendUntilHeard(() -> {
                send(camera, PACKET, group, port);
                send(camera, REPORT, group, port + 1);
            });
            assertThat(script.requests().get(2).header("Transport")).isEqualTo("RTP/AVP;multicast");
        }
    }

    @Test
    void anSdpFileSaysWherePacketsArrive() throws Exception {
        int port = freePort();
        Path file = Files.writeString(
                temp.resolve("a camera.sdp"),
                "v=0\nc=IN IP4 127.0.0.1\nm=video " + port + " RTP/AVP 96\na=rtpmap:96 H264/90000\n");
        heard.start(new SdpReceiver(heard.network, file, 0, true, heard));
        try (DatagramSocket camera = new DatagramSocket()) {
            Deadline.until(heard::toString, () -> heard.tracks.size() == 1);
            sendUntilHeard(() -> {
                send(camera, PACKET, InetAddress.getLoopbackAddress(), port);
                send(camera, REPORT, InetAddress.getLoopbackAddress(), port + 1);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'this is no SDP', no line of an SDP",
        "'v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n', its port 0",
        "'v=0\nm=video 5004 TCP/AVP 96\na=rtpmap:96 H264/90000\n', but nothing",
        "'v=0\nm=video 5004 RTP/AVP 26\n', but JPEG",
    })
    void anSdpFileThatDescribesNothingIsSaid(String content, String words) throws Exception {
        Path file = Files.writeString(temp.resolve("bad.sdp"), content);
        heard.start(new SdpReceiver(heard.network, file, 0, true, heard));
        ValkkaException failure = heard.awaitFailure();
        assertThat(failure.kind()).isEqualTo(Kind.IO);
        assertThat(failure.getMessage()).startsWith(file.toString()).contains(words, "must be an SDP");
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Path file = Files.writeString(
                    temp.resolve("taken.sdp"),
                    "v=0\nc=IN IP4 127.0.0.1\nm=video " + taken.getLocalPort()
                            + " RTP/AVP 96\na=rtpmap:96 H264/90000\n");
            heard.start(new SdpReceiver(heard.network, file, 0, true, heard));
            assertThat(heard.awaitFailure()).hasMessageContaining("its port " + taken.getLocalPort());
        }
    }

    @Test
    void anSdpFileThatIsNotThereIsSaid() {
        heard.start(new SdpReceiver(heard.network, temp.resolve("none.sdp"), 0, true, heard));
        assertThat(heard.awaitFailure().kind()).isEqualTo(Kind.NOT_FOUND);
    }

    private static InetAddress loopback(int last) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    /** An even one. */
    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort() & ~1;
        }
    }
}
