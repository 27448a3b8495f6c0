package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import valkka.live.StreamState.State;
import valkka.rtsp.GstCamera;
import valkka.rtsp.MisbehavingServer;

/** Nothing that a user, a log or a notebook gets to see holds a camera's password, in whatever form. */
class PasswordsStaySecretTest {
    private static final String PASSWORD = "Zw0lf@Hühner:100%";
    private static final String ENCODED = "Zw0lf%40H%C3%BChner%3A100%25";
    private static final List<String> FORMS = List.of(
            PASSWORD,
            ENCODED,
            "Zw0lf",
            "hner",
            "100%",
            Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8)));

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("valkka");
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread(
            "secret",
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(100)).withOpenPatience(Duration.ofSeconds(5))));

    @BeforeEach
    void recordEverything() {
        root.setLevel(Level.ALL);
        root.setUseParentHandlers(false);
        root.addHandler(recorder);
    }

    @AfterEach
    void close() {
        livethread.close();
        root.removeHandler(recorder);
        root.setUseParentHandlers(true);
        root.setLevel(null);
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
        StringBuilder all = new StringBuilder();
        records.forEach(record -> all.append(new SimpleFormatter().format(record)));
        received.states.forEach(all::append);
        received.errors.forEach(error -> {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            all.append(trace);
        });
        received.frames.forEach(all::append);
        all.append(livethread).append(livethread.stats());
        assertThat(records).isNotEmpty();
        assertThat(all).contains("rtsp://admin:***@127.0.0.1").doesNotContain(FORMS);
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
