package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

class RtspServerTest {
    private final RtspTestSource source = new RtspTestSource();
    private final RtspServer server = RtspServer.builder().start();
    private final String address = server.mount("/cam", source);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aClientIsLedThroughAWholeSession() throws Exception {
        try (RtspTestClient client = new RtspTestClient(address)) {
            assertThat(client.request("OPTIONS", "*", "").header("Public")).contains("DESCRIBE", "TEARDOWN");
            RtspTestClient.Answer described = client.request("DESCRIBE", "Accept: application/sdp\r\n");
            assertThat(described.status()).isEqualTo(200);
            assertThat(described.header("CSeq")).isEqualTo("2");
            assertThat(described.header("Content-Type")).isEqualTo("application/sdp");
            assertThat(described.header("Content-Base")).isEqualTo(address + "/");
            assertThat(described.body()).isEqualTo(source.description().toSdp());
            RtspTestClient.Answer setUp = client.request(
                    "SETUP", address + "/trackID=0", "Transport: RTP/AVP/TCP;unicast;interleaved=4-5\r\n");
            assertThat(setUp.header("Transport")).startsWith("RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=");
            assertThat(setUp.header("Session")).endsWith(";timeout=60");
            assertThat(source.subscribers).isEmpty();
            assertThat(client.request("PLAY", "").status()).isEqualTo(200);
            source.awaitSubscribers(1);
            assertThat(client.request("GET_PARAMETER", "").status()).isEqualTo(200);
            assertThat(client.request("SET_PARAMETER", "Content-Length: 4\r\n\r\n$a$")
                            .status())
                    .isEqualTo(200);
            assertThat(client.request("PAUSE", "").status()).isEqualTo(200);
            source.awaitSubscribers(0);
            assertThat(client.request("PLAY", "").status()).isEqualTo(200);
            source.awaitSubscribers(1);
            assertThat(client.request("TEARDOWN", "").status()).isEqualTo(200);
            source.awaitSubscribers(0);
        }
    }

    @Test
    void eachClientBeginsAtAKeyFrame() throws Exception {
        try (RtspTestClient first = new RtspTestClient(address).play();
                RtspTestClient second = new RtspTestClient(address)) {
            source.awaitSubscribers(1);
            source.delta(100, 1);
            source.key(5000, 2);
            source.delta(100, 3);
            second.play();
            source.awaitSubscribers(2);
            source.delta(100, 4);
            source.key(100, 5);
            source.delta(100, 6);
            assertThat(first.units(5)).extracting(RtspTestSource::mark).containsExactly(2, 3, 4, 5, 6);
            assertThat(second.units(2)).extracting(RtspTestSource::mark).containsExactly(5, 6);
            assertThat(first.received.units.get(0).nalUnits()).startsWith(RtspTestSource.SPS, RtspTestSource.PPS);
        }
    }

    @Test
    void aSlowClientSkipsToAKeyFrameAndNeitherSlowsTheOthersNorGrowsMemory() throws Exception {
        int unitBytes = 100_000;
        try (RtspTestClient slow = new RtspTestClient(address).play();
                RtspTestClient fast = new RtspTestClient(address).play()) {
            source.awaitSubscribers(2);
            for (int i = 0; i < 300; i++) {
                if (i % 10 == 0) {
                    source.key(unitBytes, i % 100);
                } else {
                    source.delta(unitBytes, i % 100);
                }
                assertThat(RtspTestSource.mark(fast.units(1).get(0))).isEqualTo(i % 100);
                assertThat(server.stats().memoryBytes()).isLessThan(8L << 20);
            }
            assertThat(server.stats().skipped()).isGreaterThan(100);
            Deadline.until(
                    () -> "each picture is sent or skipped: " + server.stats(),
                    () -> server.stats().sent() + server.stats().skipped() == 600);
            assertSlowClientGoesOnAtAKeyFrame(slow);
        }
    }

    private void assertSlowClientGoesOnAtAKeyFrame(RtspTestClient slow) throws Exception {
        long stalled = server.stats().sent() - 300;
        List<RtpTestDepacketizer.Unit> before = slow.units((int) stalled);
        assertThat(before).extracting(RtspTestSource::mark).startsWith(0, 1, 2, 3);
        Deadline.until("all is sent", () -> server.stats().memoryBytes() < 100_000);
        source.delta(100, 50);
        source.key(100, 51);
        source.delta(100, 52);
        assertThat(slow.units(2)).extracting(RtspTestSource::mark).containsExactly(51, 52);
    }

    @Test
    void aClientTooManyIsTurnedAwayUntilAnotherGoes() throws Exception {
        try (RtspServer small = RtspServer.builder().mostConnections(2, 2).start()) {
            String place = small.mount("/cam", source);
            try (RtspTestClient first = new RtspTestClient(place).play();
                    RtspTestClient second = new RtspTestClient(place).play()) {
                assertThat(List.of(first, second)).hasSize(2); // viewers, who never go
                try (RtspTestClient third = new RtspTestClient(place)) {
                    assertTurnedAway(third);
                }
                assertThat(small.stats().refused()).isEqualTo(1);
                assertThat(small.stats().connections()).isEqualTo(2);
            }
            Deadline.until("both have gone", () -> small.stats().connections() == 0);
            try (RtspTestClient next = new RtspTestClient(place)) {
                assertThat(next.request("OPTIONS", "").status()).isEqualTo(200);
            }
        }
    }

    /** The connection is closed, before its first request or after it; a wait that took too long is neither. */
    private static void assertTurnedAway(RtspTestClient client) {
        assertThatThrownBy(() -> client.request("OPTIONS", ""))
                .isInstanceOfAny(EOFException.class, SocketException.class);
    }

    @Test
    void requestsOutOfTurnAreToldWhatIsWrong() throws Exception {
        try (RtspTestClient client = new RtspTestClient(address)) {
            assertThat(client.request("PLAY", "").status()).isEqualTo(455);
            assertThat(client.request("TEARDOWN", "").status()).isEqualTo(455);
            assertThat(client.request("PLAY", "Session: 123\r\n").status()).isEqualTo(454);
            assertThat(client.request("RECORD", "").status()).isEqualTo(501);
            assertThat(client.request("DESCRIBE", address + "x", "").status()).isEqualTo(404);
            assertThat(client.request("SETUP", address + "x", "").status()).isEqualTo(404);
            assertThat(client.request("SETUP", "Transport: RTP/AVP;multicast\r\n")
                            .status())
                    .isEqualTo(461);
            client.play();
            assertThat(client.request("SETUP", "Transport: RTP/AVP/TCP\r\n").status())
                    .isEqualTo(455);
        }
    }

    @Test
    void theStreamGoesOverUdpToo() throws Exception {
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket rtcp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                RtspTestClient client = new RtspTestClient(address)) {
            String ports = rtp.getLocalPort() + "-" + rtcp.getLocalPort();
            String transport = client.request("SETUP", "Transport: RTP/AVP;client_port=" + ports + "\r\n")
                    .header("Transport");
            assertThat(transport)
                    .contains("client_port=" + ports)
                    .containsPattern("server_port=\\d*[02468]-\\d*[13579];");
            client.request("PLAY", "");
            source.awaitSubscribers(1);
            source.key(5000, 7);
            RtpTestDepacketizer depacketizer = new RtpTestDepacketizer();
            while (depacketizer.units.isEmpty()) {
                depacketizer.packet(receive(rtp));
            }
            assertThat(RtspTestSource.mark(depacketizer.units.get(0))).isEqualTo(7);
            assertThat(receive(rtcp)[1] & 0xff).as("a sender report").isEqualTo(200);
            server.unmount("/cam");
            assertThat(receive(rtcp)[9] & 0xff).as("a farewell").isEqualTo(203);
            client.readToEnd();
        }
        source.awaitSubscribers(0);
    }

    private static byte[] receive(DatagramSocket socket) throws java.io.IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
        socket.setSoTimeout(20_000);
        socket.receive(packet);
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Test
    void anUnmountedSourceLosesItsClientsAndTheOthersGoOn() throws Exception {
        RtspTestSource other = new RtspTestSource();
        String otherAddress = server.mount("/other", other);
        try (RtspTestClient client = new RtspTestClient(address).play();
                RtspTestClient otherClient = new RtspTestClient(otherAddress).play()) {
            source.awaitSubscribers(1);
            other.awaitSubscribers(1);
            server.unmount("/cam");
            client.readToEnd();
            source.awaitSubscribers(0);
            other.key(100, 1);
            assertThat(otherClient.units(1)).hasSize(1);
        }
    }

    @Test
    void whatCannotBeMountedIsToldSo() {
        assertThatThrownBy(() -> server.mount("/cam", source))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS));
        assertThatThrownBy(() -> server.mount("cam", source))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT));
        server.close();
        assertThatThrownBy(() -> server.mount("/cam2", source))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }

    @Test
    void aPortThatIsTakenIsToldSo() {
        assertThatThrownBy(() -> RtspServer.builder().port(server.port()).start())
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                .hasMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void closingEndsClientsAndMayBeDoneTwice() throws Exception {
        try (RtspTestClient playing = new RtspTestClient(address).play();
                RtspTestClient idle = new RtspTestClient(address)) {
            source.awaitSubscribers(1);
            source.key(100, 1);
            playing.units(1);
            assertThat(idle.request("OPTIONS", "").status()).isEqualTo(200);
            server.close();
            server.close();
            playing.readToEnd();
            idle.readToEnd();
            assertThat(playing.rtcp.get(playing.rtcp.size() - 1)[9] & 0xff)
                    .as("a farewell")
                    .isEqualTo(203);
        }
        assertThat(source.subscribers).isEmpty();
        assertThat(server.stats().memoryBytes()).isZero();
    }

    @Test
    void playTellsNumberAndTimeOfTheFirstPacketAlsoBehindAPause() throws Exception {
        try (RtspServer server = RtspServer.builder().start()) {
            RtspTestSource source = new RtspTestSource();
            server.mount("/cam", source);
            try (RtspTestClient client = new RtspTestClient(server.address("/cam"))) {
                client.setUp(0);
                for (int round = 0; round < 3; round++) {
                    RtspTestClient.Answer answer = client.request("PLAY", "Range: npt=5-\r\nScale: 2\r\n");
                    assertThat(answer.header("Range")).isEqualTo("npt=now-");
                    assertThat(answer.header("Scale")).isEqualTo("1.000000");
                    int packets = client.received.sequence.size();
                    source.awaitSubscribers(1);
                    source.key(5000, round);
                    RtpTestDepacketizer.Unit first = client.units(1).get(0);

                    assertThat(answer.header("RTP-Info"))
                            .isEqualTo("url=" + server.address("/cam") + "/trackID=0;seq="
                                    + client.received.sequence.get(packets) + ";rtptime="
                                    + Integer.toUnsignedLong(first.ticks()));
                    assertThat(client.request("PLAY", "").header("RTP-Info"))
                            .as("while it plays")
                            .isNull();
                    client.request("PAUSE", "");
                }
            }
        }
    }
}
