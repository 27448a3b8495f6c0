package valkka.player;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other users of the machine, and other pages in the browser, get nothing of a player. */
class LoopbackServerTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final String SECRET = "the pictures";

    private final LoopbackServer server = LoopbackServer.start(
            Widget.View.PLAYER, question -> new Answer("{\"secret\":\"" + SECRET + "\"}", new byte[3]));
    private final URI address = URI.create(server.address());
    private final String ownHost = "127.0.0.1:" + address.getPort();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8888", "http://127.0.0.1:8888", "https://localhost", "http://[::1]:8888"})
    void aPageOfThisMachineThatKnowsTheTokenIsAnswered(String origin) throws IOException {
        String said = post(address.getPath() + "ask", ownHost, origin, "{}");

        assertThat(said)
                .startsWith("HTTP/1.1 200")
                .contains(SECRET)
                .containsIgnoringCase("Access-Control-Allow-Origin: " + origin);
        assertThat(said).contains("\0\0\0\31{").as("the length of the text in front of it");
        assertThat(server.refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ask", "/x/ask", "/../ask", "/%00/ask"})
    void withoutTheTokenThereIsNothing(String path) throws IOException {
        refused(post(path, ownHost, "http://localhost:8888", "{}"));
    }

    @Test
    void aTokenThatIsNearlyRightIsWrong() throws IOException {
        String path = address.getPath();
        char last = path.charAt(path.length() - 2);
        String near = path.substring(0, path.length() - 2) + (last == 'A' ? 'B' : 'A') + "/ask";

        refused(post(near, ownHost, "http://localhost:8888", "{}"));
        refused(post(path.substring(0, path.length() - 2) + "/ask", ownHost, "http://localhost:8888", "{}"));
        refused(post(path.toLowerCase(Locale.ROOT) + "ask", ownHost, "http://localhost:8888", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://localhost.evil.example",
                "http://evil.example:8888",
                "http://localhost@evil.example",
                "file://localhost",
                "vscode-webview://127.0.0.1",
                "null",
                "http://",
                "%%%",
                "http://localhost:8888 https://evil.example"
            })
    void aPageFromElsewhereThatKnowsTheTokenGetsNothing(String origin) throws IOException {
        refused(post(address.getPath() + "ask", ownHost, origin, "{}"));
    }

    @Test
    void aQuestionWithoutAnOriginGetsNothing() throws IOException {
        refused(send(
                "POST " + address.getPath() + "ask HTTP/1.1\r\nHost: " + ownHost + "\r\nContent-Length: 2\r\n\r\n{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80", ""})
    void aNameThatWasMadeToPointHereGetsNothing(String host) throws IOException {
        refused(post(address.getPath() + "ask", host, "http://localhost:8888", "{}"));
        refused(send("GET " + address.getPath() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
    }

    @Test
    void aQuestionThatIsTooLongGetsNothing() throws IOException {
        refused(post(address.getPath() + "ask", ownHost, "http://localhost:8888", "x".repeat(17_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "OPTIONS", "PUT", "DELETE", "HEAD"})
    void otherMethodsGetNothing(String method) throws IOException {
        refused(send(method + " " + address.getPath() + "ask HTTP/1.1\r\nHost: " + ownHost
                + "\r\nOrigin: http://localhost:8888\r\n\r\n"));
    }

    @Test
    void thePageItselfMayAskNobodyElseAndStandInNoFrame() throws IOException {
        String said = send("GET " + address.getPath() + " HTTP/1.1\r\nHost: " + ownHost + "\r\n\r\n");

        assertThat(said)
                .startsWith("HTTP/1.1 200")
                .contains("default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'");
        assertThat(said)
                .containsIgnoringCase("Referrer-Policy: no-referrer")
                .containsIgnoringCase("Cache-Control: no-store");
        String page = said.substring(said.indexOf("\r\n\r\n"));
        assertThat(page).doesNotContain(address.getPath().substring(1, 20)).doesNotContain("src=\"http");
    }

    @Test
    void onlyTheLoopbackInterfaceIsListenedOn() throws IOException {
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress other :
                    one.inetAddresses().filter(own -> !own.isLoopbackAddress()).toList()) {
                assertThatThrownBy(() -> new Socket(other, address.getPort()).close())
                        .as("%s", other)
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(address.getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void eachServerHasATokenOfItsOwn() {
        try (LoopbackServer other =
                LoopbackServer.start(Widget.View.PLAYER, question -> new Answer("{}", Answer.NO_BYTES))) {
            String token = URI.create(other.address()).getPath();
            assertThat(token).hasSize(45).isNotEqualTo(address.getPath());
        }
    }

    @Test
    void behindItsEndNobodyAnswersAndNoThreadIsLeft() throws IOException {
        post(address.getPath() + "ask", ownHost, "http://localhost:8888", "{}");
        server.close();

        assertThatThrownBy(() -> post(address.getPath() + "ask", ownHost, "http://localhost:8888", "{}"))
                .isInstanceOf(ConnectException.class);
        await("threads").until(() -> playerThreads().isEmpty());
    }

    private static List<String> playerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("valkka player"))
                .toList();
    }

    private void refused(String said) {
        assertThat(said).startsWith("HTTP/1.1 404").doesNotContain(SECRET).doesNotContainIgnoringCase("Access-Control");
        assertThat(server.refused()).isPositive();
    }

    private String post(String path, String host, String origin, String body) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    /** As a program would that keeps to no rule of browsers. */
    private String send(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream()
                    .write(request.replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
