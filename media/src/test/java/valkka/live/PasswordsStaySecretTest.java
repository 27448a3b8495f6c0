package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.live.StreamState.State;
import valkka.rtsp.GstCamera;
import valkka.rtsp.MisbehavingServer;
import valkka.testkit.RecordedLog;
import valkka.testkit.SecretSearch;

/** Nothing that a user, a log or a notebook gets to see holds a camera's password, in whatever form. */
class PasswordsStaySecretTest {
    private static final String PASSWORD = "Zw0lf@Hühner:100%";
    private static final String ENCODED = "Zw0lf%40H%C3%BChner%3A100%25";

    /** Stands in every place where a camera can put a secret of its own, or repeat one of ours. */
    private static final String CANARY = "C4n4ry<&>T0k";

    private final SecretSearch shown = new SecretSearch("admin", List.of(PASSWORD, CANARY))
            .alsoFor("hner", "100%", "Zw0lf@H&uuml;hner", "T0k"); // what may stand alone
    private final RecordedLog log = RecordedLog.of("valkka");
    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread(
            "secret",
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(100)).withOpenPatience(Duration.ofSeconds(5))));

    @AfterEach
    void close() {
        livethread.close();
        log.close();
    }

    private void play(String address) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received)
                .withReconnect(Duration.ofSeconds(2));
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
        received.states.add(
                new StreamState(1, State.CONNECTING, context.address(), context.toString(), List.of(), Instant.EPOCH));
    }

    private void assertNothingShows() {
        livethread.stop();
        assertThat(log.records()).isNotEmpty();
        shown.add(log.text());
        received.states.forEach(shown::add);
        received.errors.forEach(shown::add);
        received.frames.forEach(shown::add);
        shown.add(livethread);
        shown.add(livethread.stats());
        assertThat(shown.text()).contains("rtsp://admin:***@127.0.0.1");
        assertThat(shown.found()).as("what shows a secret").isEmpty();
    }

    /** Where a camera can put a text: each answer to DESCRIBE has the canary somewhere else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "302 Moved|Location: rtsp://127.0.0.1:1/%s?%s#%s|",
                "302 Moved|Location: rtsp://admin:%s@127.0.0.1:1/live|",
                "302 Moved|Location: http://%s|",
                "404 no such stream %s|Server: %s|",
                "453 %s|Content-Base: rtsp://127.0.0.1/%s|",
                "401 %s|WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\"|",
                "401 %s|WWW-Authenticate: %s realm=\"%s\"|",
                "200 %s|Session: %s|v=0;s=%s;m=video 0 RTP/AVP 96;a=rtpmap:96 %s/90000;a=control:rtsp://x/%s;",
                "200 %s|Content-Base: rtsp://%s/|v=0;m=video 0 RTP/AVP 96;a=rtpmap:96 H264/90000;a=control:%s;",
                "200 OK|Content-Type: %s|%s",
                "200 OK|Content-Length: %s|%s",
                "%s|%s|%s",
            })
    void whateverACameraAnswersIsNotRepeated(String answer) throws Exception {
        String[] parts = answer.replace("%s", CANARY).split("\\|", -1);
        String body = parts[2].replace(";", "\r\n");
        try (MisbehavingServer camera = new MisbehavingServer((in, out) -> {
            BufferedReader requests = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String line;
            String cseq = "";
            boolean described = false;
            while ((line = requests.readLine()) != null) {
                described |= line.startsWith("DESCRIBE");
                cseq = line.startsWith("CSeq") ? line : cseq;
                if (line.isEmpty()) {
                    // A SETUP is refused in the camera's own words, too.
                    String head = described
                            ? parts[0] + "\r\n" + parts[1] + "\r\nContent-Length: " + body.length() + "\r\n"
                            : "405 " + CANARY + "\r\n";
                    out.write(("RTSP/1.0 " + head + cseq + "\r\n\r\n" + (described ? body : ""))
                            .getBytes(StandardCharsets.UTF_8));
                    described = false;
                }
            }
        })) {
            play("rtsp://admin:" + ENCODED + "@127.0.0.1:" + camera.port() + "/" + CANARY + "/live?token=" + CANARY
                    + "&channel=1#" + CANARY);
            received.await("an error", () -> !received.errors.isEmpty());
        }
        assertNothingShows();
    }

    @Test
    void whileACameraPlaysAndIsLost() throws Exception {
        try (GstCamera camera = GstCamera.start("--auth", "basic", "--password", PASSWORD)) {
            play(camera.address("admin:" + ENCODED));
            received.await(State.PLAYING, 1);
        }
        received.await(State.LOST, 2);
        assertNothingShows();
    }

    @Test
    void whenThePasswordIsRefused() throws Exception {
        try (GstCamera camera = GstCamera.start("--auth", "digest")) {
            play(camera.address("admin:" + ENCODED));
            received.await(State.UNAUTHORIZED, 1);
        }
        assertNothingShows();
    }

    @Test
    void whenNobodyIsThere() throws Exception {
        play("rtsp://admin:" + ENCODED + "@127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/cam");
        received.await(State.LOST, 1);
        assertNothingShows();
    }
}
