package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.RtspClientSettings.Transport;

/** One session with a camera whose answers the test writes. */
@Timeout(60)
class RtspClientScriptTest {
    private final RtspTestListener heard = new RtspTestListener();
    private MisbehavingServer server;
    private RtspScript script;

    @AfterEach
    void close() throws IOException {
        heard.close();
        server.close();
    }

    private RtspClient play(RtspScript.Answers answers) throws IOException {
        serve(answers);
        return heard.play(server.address(), Transport.TCP);
    }

    private void serve(RtspScript.Answers answers) throws IOException {
        script = new RtspScript(answers);
        server = new MisbehavingServer(script);
    }

    private void assertFails(Kind kind, String... words) {
        ValkkaException failure = heard.awaitFailure();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.getMessage())
                .startsWith("rtsp://admin:***@127.0.0.1:")
                .contains(words)
                .doesNotContain("s3cret");
    }

    @Test
    void bothTracksPlayAndTheEndIsTold() throws Exception {
        RtspClient client = play(RtspScript::well);
        heard.awaitPackets(Subsession.VIDEO, 1);
        heard.awaitPackets(Subsession.AUDIO, 1);
        client.close();
        Deadline.until(() -> "TEARDOWN: " + script.methods(), () -> script.count("TEARDOWN") == 1);
        Deadline.until(() -> "the end", () -> heard.closed.get() > 0);
        assertThat(script.methods()).containsExactly("OPTIONS", "DESCRIBE", "SETUP", "SETUP", "PLAY", "TEARDOWN");
        assertThat(script.requests().get(3).header("Session")).isEqualTo("77");
        assertThat(heard.closed).hasValue(1);
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void packetsInFrontOfTheAnswerToPlayAreKept() throws Exception {
        play(request -> request.method().equals("PLAY")
                ? RtspScript.PICTURE + RtspScript.SOUND + RtspScript.well(request)
                : RtspScript.well(request));
        heard.awaitPackets(Subsession.VIDEO, 2);
        heard.awaitPackets(Subsession.AUDIO, 2);
    }

    @ParameterizedTest
    @CsvSource({"'CSeq: \\d+\r\n', ''", "'CSeq: \\d+', 'CSeq: 0'", "'CSeq', 'cseq'", "'\r\n', '\n'"})
    void answersWhoseNumberIsMissingOrWrongAreTaken(String what, String with) throws Exception {
        play(request -> {
            String[] parts = RtspScript.well(request).split("(?<=\r\n\r\n)", 2);
            return parts[0].replaceAll(what, with) + parts[1];
        });
        heard.awaitPackets(Subsession.VIDEO, 1);
    }

    @Test
    void aRefusedOptionsIsNoLoss() throws Exception {
        play(request -> request.method().equals("OPTIONS")
                ? RtspScript.refuse(request, "501 Not Implemented")
                : RtspScript.well(request));
        heard.awaitPackets(Subsession.VIDEO, 1);
    }

    @Test
    void aRefusedSoundIsLeftOutAndNamed() throws Exception {
        play(request -> request.uri().endsWith("track2")
                ? RtspScript.refuse(request, "500 Internal Server Error")
                : RtspScript.well(request));
        heard.awaitPackets(Subsession.VIDEO, 1);
        assertThat(heard.tracks).hasSize(1);
        assertThat(heard.notes)
                .containsExactly("the sound (PCMA) is left out: the camera refused its SETUP with"
                        + " 500 Internal Server Error");
    }

    @Test
    void aRefusedPictureIsAFailure() throws Exception {
        play(request -> request.uri().endsWith("track1")
                ? RtspScript.refuse(request, "500 Internal Server Error")
                : RtspScript.well(request));
        assertFails(Kind.IO, "refuses SETUP (500 Internal Server Error)");
    }

    @Test
    void aCameraWithoutTcpIsAskedForUdp() throws Exception {
        play(request -> request.header("Transport").contains("interleaved")
                ? RtspScript.refuse(request, "461 Unsupported Transport")
                : RtspScript.well(request));
        Deadline.until(heard::toString, () -> heard.tracks.size() == 2);
        assertThat(heard.tracks).allMatch(RtpSession.Track::overUdp);
        assertThat(heard.notes)
                .containsExactly(
                        "the camera does not send over TCP (461 Unsupported Transport): it is asked for UDP instead");
    }

    @Test
    void aCameraWithoutAnyTransportIsAFailure() throws Exception {
        play(request -> request.method().equals("SETUP")
                ? RtspScript.refuse(request, "461 Unsupported Transport")
                : RtspScript.well(request));
        assertFails(Kind.IO, "does not send over TCP");
        assertThat(script.count("SETUP")).isEqualTo(2);
    }

    @Test
    void aPasswordIsSentOnceWhereItIsRefused() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        play(request -> {
            sent.addAndGet(request.header("Authorization").isEmpty() ? 0 : 1);
            return RtspScript.refuse(request, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"");
        });
        assertFails(Kind.UNAUTHORIZED, "refuses the user name or the password");
        assertThat(sent).hasValue(1);
    }

    @Test
    void aPasswordThatTheAddressLacksIsAskedFor() throws Exception {
        serve(request -> RtspScript.refuse(request, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"a\""));
        heard.play(server.address().replace("admin:s3cret@", ""), Transport.TCP);
        assertThat(heard.awaitFailure())
                .hasMessageContaining("wants a user name and a password")
                .extracting(ValkkaException::kind)
                .isEqualTo(Kind.UNAUTHORIZED);
    }

    @Test
    void aCameraMayCloseTheConnectionBehindAChallenge() throws Exception {
        AtomicInteger challenges = new AtomicInteger();
        play(request -> {
            if (request.header("Authorization").isEmpty() && challenges.getAndIncrement() == 0) {
                return RtspScript.refuse(request, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"a\"");
            }
            return script.requests().size() == 2 ? RtspScript.CLOSE : RtspScript.well(request);
        });
        heard.awaitPackets(Subsession.VIDEO, 1);
        assertThat(server.clients()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "404 Not Found, NOT_FOUND, no stream at this path",
        "403 Forbidden, UNAUTHORIZED, refuses the user name",
        "503 Service Unavailable, IO, refuses DESCRIBE (503 Service Unavailable)",
    })
    void aRefusedDescriptionSaysWhy(String status, Kind kind, String words) throws Exception {
        play(request ->
                request.method().equals("DESCRIBE") ? RtspScript.refuse(request, status) : RtspScript.well(request));
        assertFails(kind, words);
    }

    @ParameterizedTest
    @CsvSource({"DESCRIBE, 302 Moved", "SETUP, 301 Moved", "PLAY, 305 Use Proxy", "DESCRIBE, ''", "PLAY, ''"})
    void aRedirectionIsFollowedAndTheSameHostHearsThePassword(String method, String status) throws Exception {
        play(request -> {
            if (request.uri().contains("/cam") && request.method().equals(method)) {
                String location = "Location: rtsp://127.0.0.1:" + server.port() + "/other?a=1";
                return status.isEmpty()
                        ? "REDIRECT rtsp://x RTSP/1.0\r\nCSeq: 9\r\n" + location + "\r\n\r\n"
                        : RtspScript.refuse(request, status, location);
            }
            return request.uri().contains("/other")
                            && request.header("Authorization").isEmpty()
                    ? RtspScript.refuse(request, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"a\"")
                    : RtspScript.well(request);
        });
        heard.awaitPackets(Subsession.VIDEO, 1);
        assertThat(script.requests().get(script.requests().size() - 1).uri()).contains("/other?a=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 7})
    void aDescriptionOfAnotherLengthThanAnnouncedIsRead(int more) throws Exception {
        String length = "Content-Length: ";
        play(request -> RtspScript.well(request)
                .replace(length + RtspScript.SDP.length(), length + (RtspScript.SDP.length() + more)));
        heard.awaitPackets(Subsession.VIDEO, 1);
        heard.awaitPackets(Subsession.AUDIO, 1);
    }

    @Test
    void anotherHostDoesNotHearThePassword() throws Exception {
        play(request -> request.uri().contains("127.0.0.1") && request.method().equals("DESCRIBE")
                ? RtspScript.refuse(request, "302 Moved", "Location: rtsp://localhost:" + server.port() + "/other")
                : RtspScript.refuse(request, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"a\""));
        // The first 401, to OPTIONS, is answered with the password; only then the redirection comes.
        ValkkaException failure = heard.awaitFailure();
        assertThat(failure.getMessage()).doesNotContain("s3cret");
        assertThat(script.requests())
                .filteredOn(request -> request.uri().contains("localhost"))
                .allMatch(request -> request.header("Authorization").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://127.0.0.1:7/other, s3cret",
        "rtsp://localhost:7/other,",
        "rtsp://u:p@localhost:7/other, p",
        "/other, s3cret"
    })
    void whoeverIsSentElsewhereWhileItPlaysTakesThePasswordToTheSameHostOnly(String location, String password)
            throws Exception {
        String redirect = "REDIRECT rtsp://x RTSP/1.0\r\nCSeq: 9\r\nLocation: " + location + "\r\n\r\n";
        RtspClient client = play(request ->
                request.method().equals("PLAY") ? RtspScript.well(request) + redirect : RtspScript.well(request));
        assertFails(Kind.IO, "sends its viewers to rtsp://");
        RtspAddress next = client.successor().orElseThrow();
        assertThat(next.uri()).endsWith("/other");
        assertThat(next.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource({"'', does not say where", "http://127.0.0.1/, no RTSP address"})
    void whoeverIsSentNowhereWhileItPlaysComesBackToTheSameAddress(String location, String words) throws Exception {
        String redirect = "REDIRECT rtsp://x RTSP/1.0\r\nCSeq: 9\r\nLocation: " + location + "\r\n\r\n";
        RtspClient client = play(request ->
                request.method().equals("PLAY") ? RtspScript.well(request) + redirect : RtspScript.well(request));
        assertFails(Kind.IO, words);
        assertThat(client.successor()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"file:///etc/x, no RTSP address", "http://127.0.0.1/, no RTSP address", "/again, again after 5 times"})
    void redirectionsEnd(String location, String words) throws Exception {
        play(request -> request.method().equals("DESCRIBE")
                ? RtspScript.refuse(request, "302 Moved", "Location: " + location)
                : RtspScript.well(request));
        assertFails(Kind.IO, words);
    }

    @Test
    void whatTheCameraAsksIsAnswered() throws Exception {
        String asks = "OPTIONS * RTSP/1.0\r\nCSeq: 5\r\n\r\nSHOUT rtsp://x RTSP/1.0\r\nCSeq: 6\r\n\r\n";
        play(request -> request.method().equals("PLAY")
                ? RtspScript.well(request) + asks + RtspScript.PICTURE
                : RtspScript.well(request));
        heard.awaitPackets(Subsession.VIDEO, 2);
        assertThat(heard.failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'TEARDOWN rtsp://x RTSP/1.0\r\nCSeq: 5\r\n\r\n', tore the session down",
        "'ANNOUNCE rtsp://x RTSP/1.0\r\nCSeq: 5\r\nx-notice: 2101 \"End-of-Stream Reached\"\r\n\r\n', end of stream",
    })
    void aCameraThatEndsTheSessionIsLost(String ends, String words) throws Exception {
        play(request -> request.method().equals("PLAY") ? RtspScript.well(request) + ends : RtspScript.well(request));
        assertFails(Kind.IO, "the camera ended the stream", words);
    }

    @Test
    void keepAlivesAreSentWhateverTheirAnswer() throws Exception {
        play(request -> switch (request.method()) {
            case "SETUP" -> RtspScript.well(request).replace("timeout=60", "timeout=1");
            case "OPTIONS" -> RtspScript.well(request).replace("TEARDOWN", "TEARDOWN, GET_PARAMETER");
            case "GET_PARAMETER" -> RtspScript.refuse(request, "501 Not Implemented");
            default -> RtspScript.well(request);
        });
        Deadline.until(
                () -> "a keep-alive, and one by OPTIONS: " + script.methods(),
                () -> script.count("GET_PARAMETER") == 1 && script.count("OPTIONS") >= 3);
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void httpIsNamed() throws Exception {
        play(request -> "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        assertFails(Kind.IO, "does not speak RTSP");
    }

    @Test
    void silenceIsNamedAndACloseEndsItAtOnce() throws Exception {
        serve(request -> "");
        heard.play(RtspTestListener.impatient(
                RtspTestListener.settings(server.address(), Transport.TCP), Duration.ofMillis(400)));
        assertFails(Kind.TIMEOUT, "no answer within 400 ms", "is the camera on");
        RtspClient second = heard.play(server.address(), Transport.TCP);
        second.close();
        Deadline.until(heard::toString, () -> heard.closed.get() == 2);
        assertThat(heard.failures).hasSize(1);
    }

    @Test
    void theNextAddressOfAHostIsTriedWhereNobodyAnswers() throws Exception {
        serve(RtspScript::well);
        byte[] ipv6Loopback = new byte[16];
        ipv6Loopback[15] = 1;
        InetAddress elsewhere = InetAddress.getByAddress(ipv6Loopback);
        RtspClientSettings usual = RtspTestListener.settings(server.address(), Transport.TCP);
        heard.play(new RtspClientSettings(
                usual.address(),
                address -> CompletableFuture.completedFuture(List.of(elsewhere, InetAddress.getLoopbackAddress())),
                Transport.TCP,
                0,
                true,
                null,
                usual.roots(),
                usual.openPatience(),
                usual.clock()));
        heard.awaitPackets(Subsession.VIDEO, 1);
    }

    @Test
    void nobodyThereIsNamed() throws Exception {
        serve(RtspScript::well);
        heard.play("rtsp://admin:s3cret@127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/cam", Transport.TCP);
        assertFails(Kind.IO, "nobody answers at 127.0.0.1 port 1 (Connection refused)");
    }
}
