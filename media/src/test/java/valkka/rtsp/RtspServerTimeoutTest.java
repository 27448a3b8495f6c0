package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RtspServerTimeoutTest {
    private static final Pattern SERVER_PORTS = Pattern.compile("server_port=\\d+-(\\d+)");

    private final RtspTestSource source = new RtspTestSource();
    private final RtspServer server =
            RtspServer.builder().sessionTimeout(Duration.ofSeconds(1)).start();
    private final String address = server.mount("/cam", source);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (RtspTestClient client = new RtspTestClient(address)) {
            client.readToEnd();
        }
        assertThat(server.stats().timedOut()).isEqualTo(1);
    }

    @Test
    void aUdpClientThatVanishedIsGivenUp() throws Exception {
        try (RtspTestClient client = new RtspTestClient(address)) {
            client.request("SETUP", "Transport: RTP/AVP;client_port=40000-40001\r\n");
            client.request("PLAY", "");
            source.awaitSubscribers(1);
            source.awaitSubscribers(0);
            client.readToEnd();
        }
        assertThat(server.stats().timedOut()).isEqualTo(1);
    }

    @Test
    void aUdpClientThatSendsReportsIsKept() throws Exception {
        // Longer than a machine under load keeps a thread waiting: reports must not come too late.
        Duration timeout = Duration.ofSeconds(3);
        try (RtspServer patient = RtspServer.builder().sessionTimeout(timeout).start();
                DatagramSocket rtcp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                RtspTestClient client = new RtspTestClient(patient.mount("/cam", source))) {
            String ports = (rtcp.getLocalPort() - 1) + "-" + rtcp.getLocalPort();
            Matcher serverPorts =
                    SERVER_PORTS.matcher(client.request("SETUP", "Transport: RTP/AVP;client_port=" + ports + "\r\n")
                            .header("Transport"));
            assertThat(serverPorts.find()).isTrue();
            client.request("PLAY", "");
            source.awaitSubscribers(1);
            DatagramPacket report = new DatagramPacket(
                    new byte[8], 8, InetAddress.getLoopbackAddress(), Integer.parseInt(serverPorts.group(1)));
            long end = System.nanoTime() + timeout.multipliedBy(2).toNanos();
            Deadline.until("two timeouts pass", () -> {
                send(rtcp, report);
                return System.nanoTime() > end;
            });
            assertThat(source.subscribers).hasSize(1);
            assertThat(patient.stats().timedOut()).isZero();
        }
    }

    private static void send(DatagramSocket socket, DatagramPacket packet) {
        try {
            socket.send(packet);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aTcpClientThatTakesItsStreamIsKeptAndOneThatStopsIsGivenUp() throws Exception {
        try (RtspTestClient taking = new RtspTestClient(address).play();
                RtspTestClient stopped = new RtspTestClient(address).play()) {
            source.awaitSubscribers(2);
            while (server.stats().timedOut() == 0) {
                source.key(200_000, 1);
                assertThat(taking.units(1)).hasSize(1);
            }
            source.awaitSubscribers(1);
            source.key(100, 2);
            assertThat(RtspTestSource.mark(taking.units(1).get(0))).isEqualTo(2);
            assertThat(stopped.received.units).isEmpty();
        }
    }
}
