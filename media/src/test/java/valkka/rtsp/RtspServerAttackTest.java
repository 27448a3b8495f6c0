package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on a server: connections that do nothing, guesses of the password, packets for others. */
@Timeout(120)
class RtspServerAttackTest {
    private static final String PASSWORD = "right";
    private static final String NEIGHBOUR = "127.0.0.2"; // all of 127.0.0.0/8 is this machine, on Linux
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");

    private final RtspTestSource source = new RtspTestSource();
    private final List<Socket> attackers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket attacker : attackers) {
            attacker.close();
        }
    }

    private void attack(RtspServer server, int connections, String words) throws IOException {
        for (int i = 0; i < connections; i++) {
            Socket socket = new Socket();
            attackers.add(socket);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 20_000);
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OPT", "DESCRIBE rtsp://127.0.0.1/cam RTSP/1.0\r\nX: ", "$\0\177\177"})
    void connectionsThatDoNothingLockNobodyOutAndEndNoViewer(String words) throws Exception {
        try (RtspServer server =
                RtspServer.builder().mostConnections(50, 50).loginTime(NEVER).start()) {
            String place = server.mount("/cam", source);
            try (RtspTestClient viewer = new RtspTestClient(place).play()) {
                attack(server, 120, words);
                try (RtspTestClient late = new RtspTestClient(place).play()) {
                    source.awaitSubscribers(2);
                    source.key(100, 1);
                    assertThat(viewer.units(1)).hasSize(1);
                    assertThat(late.units(1)).hasSize(1);
                }
            }
            assertThat(server.stats().refused()).isGreaterThanOrEqualTo(70);
            assertThat(server.stats().connections()).isLessThanOrEqualTo(50);
        }
    }

    @Test
    void aStrangerWhoProvesNothingIsDisconnectedHoweverMuchItTalks() throws Exception {
        try (RtspServer server = RtspServer.builder()
                        .user("admin", PASSWORD)
                        .loginTime(Duration.ofMillis(200))
                        .start();
                RtspTestClient stranger = new RtspTestClient(withoutUser(server.mount("/cam", source)))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            stranger.request("OPTIONS", "");
                            stranger.request("DESCRIBE", "");
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(server.stats().timedOut()).isEqualTo(1);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void viewersOfOneAddressLeaveRoomForOthers() throws Exception {
        try (RtspServer server = RtspServer.builder().mostConnections(5, 3).start()) {
            String place = server.mount("/cam", source);
            List<RtspTestClient> greedy = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    greedy.add(new RtspTestClient(place, NEIGHBOUR).play());
                }
                assertThatThrownBy(() -> new RtspTestClient(place, NEIGHBOUR).play())
                        .isInstanceOf(IOException.class);
                try (RtspTestClient other = new RtspTestClient(place)) {
                    assertThat(other.request("DESCRIBE", "").status()).isEqualTo(200);
                }
            } finally {
                for (RtspTestClient one : greedy) {
                    one.close();
                }
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoGuessesPasswordsWaitsAndNobodyElseDoes() throws Exception {
        try (RtspServer server = RtspServer.builder()
                .user("admin", PASSWORD)
                .auth(RtspServerAuth.BASIC)
                .loginTime(NEVER)
                .guessDelay(NEVER)
                .start()) {
            String place = withoutUser(server.mount("/cam", source));
            try (RtspTestClient known = new RtspTestClient(place, NEIGHBOUR);
                    RtspTestClient guesser = new RtspTestClient(place, NEIGHBOUR)) {
                assertThat(known.request("DESCRIBE", basic(PASSWORD)).status()).isEqualTo(200);
                for (int i = 0; i < 5; i++) {
                    assertThat(guesser.request("DESCRIBE", basic("wrong" + i)).status())
                            .isEqualTo(401);
                }
                for (int i = 0; i < 5; i++) { // four of these wait, with a right password, too
                    Socket socket = new Socket();
                    attackers.add(socket);
                    socket.bind(new InetSocketAddress(NEIGHBOUR, 0));
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 20_000);
                    String request = "DESCRIBE " + place + " RTSP/1.0\r\nCSeq: 1\r\n" + basic(PASSWORD) + "\r\n";
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                }
                Deadline.until(
                        "one too many is answered",
                        () -> attackers.stream().anyMatch(RtspServerAttackTest::isAnswered));
                for (Socket socket : attackers) {
                    if (isAnswered(socket)) {
                        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                                .isEqualTo("RTSP/1.0 503");
                    }
                }
                assertThat(status(place, "127.0.0.1", PASSWORD)).as("others").isEqualTo(200);
                assertThat(known.request("DESCRIBE", basic(PASSWORD)).status())
                        .as("who has come in before")
                        .isEqualTo(200);
                assertThat(guesser.request("OPTIONS", "").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRightPasswordAfterManyWrongOnesIsOnlyDelayed() throws Exception {
        try (RtspServer server = RtspServer.builder()
                .user("admin", PASSWORD)
                .auth(RtspServerAuth.BASIC)
                .guessDelay(Duration.ofMillis(1))
                .start()) {
            String place = withoutUser(server.mount("/cam", source));
            for (int i = 0; i < 20; i++) {
                assertThat(status(place, "127.0.0.1", "wrong")).isEqualTo(401);
            }
            assertThat(status(place, "127.0.0.1", PASSWORD)).isEqualTo(200);
        }
    }

    private static boolean isAnswered(Socket socket) {
        try {
            return !socket.isClosed() && socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int status(String place, String from, String password) {
        try (RtspTestClient client = new RtspTestClient(place, from)) {
            return client.request("DESCRIBE", basic(password)).status();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anOldNonceIsStaleForWhoKnowsThePasswordAndAlone() throws Exception {
        try (RtspServer server = RtspServer.builder()
                        .user("admin", PASSWORD)
                        .nonceLife(Duration.ofNanos(1))
                        .start();
                RtspTestClient client = new RtspTestClient(withoutUser(server.mount("/cam", source)))) {
            String first = nonce(client.request("DESCRIBE", ""));
            String challenge =
                    client.request("DESCRIBE", digest(PASSWORD, first)).header("WWW-Authenticate");
            assertThat(challenge).contains("stale=true").doesNotContain(first);
            assertThat(client.request("DESCRIBE", digest("wrong", first)).header("WWW-Authenticate"))
                    .doesNotContain("stale");
        }
    }

    @Test
    void aNonceIsGoodForItsOwnConnectionAlone() throws Exception {
        try (RtspServer server = RtspServer.builder().user("admin", PASSWORD).start()) {
            String place = withoutUser(server.mount("/cam", source));
            try (RtspTestClient one = new RtspTestClient(place);
                    RtspTestClient other = new RtspTestClient(place)) {
                String nonce = nonce(one.request("DESCRIBE", ""));
                assertThat(other.request("DESCRIBE", digest(PASSWORD, nonce)).header("WWW-Authenticate"))
                        .contains("stale=true");
                assertThat(one.request("DESCRIBE", digest(PASSWORD, nonce)).status())
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTP/AVP;unicast;client_port=40000-40001;destination=192.0.2.1",
                "RTP/AVP;unicast;destination=127.0.0.1;client_port=40000-40001",
                "RTP/AVP;unicast;Destination=\"192.0.2.1\";client_port=40000-40001",
                "RTP/AVP/TCP;unicast;interleaved=0-1;destination=192.0.2.1",
            })
    void packetsForAnotherAddressAreRefused(String transport) throws Exception {
        try (RtspServer server = RtspServer.builder().start();
                RtspTestClient client = new RtspTestClient(server.mount("/cam", source))) {
            assertThat(client.request("SETUP", "Transport: " + transport + "\r\n")
                            .status())
                    .isEqualTo(461);
        }
    }

    private static String withoutUser(String address) {
        return address.replaceFirst("//.*@", "//");
    }

    private static String basic(String password) {
        String pair = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        return "Authorization: Basic " + pair + "\r\n";
    }

    private static String nonce(RtspTestClient.Answer answer) {
        Matcher matcher = NONCE.matcher(answer.header("WWW-Authenticate"));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String digest(String password, String nonce) {
        String proof = md5(md5("admin:jvalkka:" + password) + ":" + nonce + ":" + md5("DESCRIBE:/cam"));
        return "Authorization: Digest username=\"admin\", realm=\"jvalkka\", nonce=\"" + nonce
                + "\", uri=\"/cam\", response=\"" + proof + "\"\r\n";
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
