package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clients that are wrong in ways nobody thought of. The seed is fixed: what fails once fails again. */
class RtspServerFuzzTest {
    private static final int CLIENTS = 400;

    private final Random random = new Random(2326);
    private final RtspTestSource source = new RtspTestSource();

    @Test
    void spoiltRequestsLeaveNothingAndTheServerGoesOn() throws Exception {
        try (RtspServer server = RtspServer.builder()
                .user("admin", "12345")
                .auth(RtspServerAuth.BASIC)
                .guessDelay(Duration.ofMillis(1)) // spoilt proofs are wrong guesses
                .start()) {
            server.mount("/cam", source);
            String address = "rtsp://127.0.0.1:" + server.port() + "/cam";
            long handles = openFiles();
            for (int i = 0; i < CLIENTS; i++) {
                client(server.port(), session(address));
            }
            Deadline.until(
                    () -> "all is given back: " + server.stats(),
                    () -> server.stats().connections() == 0
                            && server.stats().playing() == 0
                            && server.stats().memoryBytes() == 0);
            Deadline.until(() -> "files are " + handles + " again: " + openFiles(), () -> openFiles() <= handles);
            assertThat(source.subscribers).isEmpty();
            assertThat(server.stats().refused()).as("some were bad enough").isGreaterThan(20);
            try (RtspTestClient client = new RtspTestClient(address)) {
                assertThat(client.request("DESCRIBE", authorization()).status()).isEqualTo(200);
            }
        }
    }

    private void client(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0);
            }
            OutputStream out = socket.getOutputStream();
            for (int from = 0; from < bytes.length; ) {
                int length = Math.min(bytes.length - from, 1 + random.nextInt(random.nextBoolean() ? 20 : 2000));
                out.write(bytes, from, length);
                out.flush();
                source.key(3000, from % 100);
                from += length;
            }
        } catch (IOException e) {
            assertThat(e)
                    .as("the server has closed the connection")
                    .hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }

    /** All requests of a session, spoilt in up to three places. */
    private byte[] session(String address) {
        String transport = random.nextBoolean()
                ? "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
                : "Transport: RTP/AVP;unicast;client_port=40000-40001\r\n";
        String requests = request("OPTIONS", "*", "")
                + "$\u0001\u0000\u0008abcdefgh"
                + request("DESCRIBE", address, "Accept: application/sdp\r\n")
                + request("SETUP", address + "/trackID=0", transport)
                + request("PLAY", address, "")
                + "RTSP/1.0 200 OK\r\nCSeq: 9\r\n\r\n"
                + request("SET_PARAMETER", address, "Content-Length: 9\r\n")
                + "a: b\r\n$$$"
                + request("PAUSE", address, "")
                + request("TEARDOWN", address, "");
        byte[] bytes = requests.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes = spoil(bytes);
        }
        return bytes;
    }

    private static String request(String method, String address, String headers) {
        return method + " " + address + " RTSP/1.0\r\nCSeq: 1\r\n" + authorization() + headers + "\r\n";
    }

    private static String authorization() {
        return "Authorization: Basic YWRtaW46MTIzNDU=\r\n";
    }

    private byte[] spoil(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(30));
        ByteArrayOutputStream spoilt = new ByteArrayOutputStream();
        spoilt.write(bytes, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> spoilt.write(random.nextInt(256));
            case 1 -> spoilt.writeBytes(pick().getBytes(StandardCharsets.ISO_8859_1));
            case 2 -> spoilt.write(bytes, random.nextInt(bytes.length - length + 1), length);
            case 3 -> {
                return spoilt.size() == 0 ? bytes : spoilt.toByteArray();
            }
            default -> spoilt.write(bytes, at, length);
        }
        int rest = random.nextBoolean() ? at : at + length;
        spoilt.write(bytes, rest, bytes.length - rest);
        return spoilt.toByteArray();
    }

    private String pick() {
        List<String> nasty = List.of(
                "$",
                "\r\n\r\n",
                "\n",
                " ",
                ":",
                "\u0000",
                "-1",
                "Content-Length: 99\r\n",
                "Session: 7\r\n",
                "x".repeat(20_000),
                "Transfer-Encoding: chunked\r\n",
                "Expect: 100-continue\r\n",
                "%",
                "?",
                "\u00ff\u00fe",
                "=\"");
        return nasty.get(random.nextInt(nasty.size()));
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
