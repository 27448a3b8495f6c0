package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.camera.VirtualCamera;
import valkka.live.StreamState.State;
import valkka.rtsp.MisbehavingServer;
import valkka.rtsp.ScriptedCamera;

/** A camera that plays, and then sends its viewers to another address (REDIRECT; RFC 2326, 10.10). */
@Timeout(60)
class LiveThreadRedirectTest {
    private static final String[] KEY_PICTURE = {"674d001eeca0501e88", "68ec", "65b840abcdef80"};

    private final Received received = new Received();
    private final LiveThread livethread =
            received.listenTo(new LiveThread("live", LiveEnvironment.usual().withFirstPause(Duration.ofMillis(50))));

    @AfterEach
    void close() {
        livethread.close();
    }

    private void play(String address) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received)
                .withReconnect(Duration.ofSeconds(5));
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
    }

    /** Two key pictures, and then the request. */
    private static ScriptedCamera sendsTo(String location, String... headers) {
        return new ScriptedCamera(out -> {
            for (int picture = 0; picture < 2; picture++) {
                for (int i = 0; i < KEY_PICTURE.length; i++) {
                    byte[] unit = HexFormat.of().parseHex(KEY_PICTURE[i]);
                    ScriptedCamera.sendNalUnit(out, picture * KEY_PICTURE.length + i, 1 + 3600 * picture, unit);
                }
            }
            redirect(out, location, headers);
        });
    }

    private static void redirect(OutputStream out, String location, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        String request = "REDIRECT rtsp://x/y RTSP/1.0\r\nCSeq: 9\r\nLocation: " + location + "\r\n" + more + "\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static long plays(ScriptedCamera camera) {
        return Collections.frequency(camera.requests(), "PLAY");
    }

    @Test
    void theNextSessionIsAtTheNewAddressAndTheOldOneIsTornDown() throws Exception {
        try (VirtualCamera other = VirtualCamera.start()) {
            ScriptedCamera camera = sendsTo(other.address());
            try (MisbehavingServer server = new MisbehavingServer(camera)) {
                play(server.address());
                received.await(State.PLAYING, 2);
                received.await("frames of the other camera", () -> received.keyFrames() > 3);

                assertThat(plays(camera)).isEqualTo(1);
                assertThat(camera.requests()).endsWith("TEARDOWN");
                assertThat(received.last(State.LOST).message())
                        .contains("sends its viewers to rtsp://admin:***@127.0.0.1:", "next attempt")
                        .doesNotContain("s3cret");
            }
        }
    }

    @Test
    void aTimeThatTheCameraNamesIsAwaitedAndFramesComeUpToIt() throws Exception {
        Instant later = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
        String clock = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(later);
        try (VirtualCamera other = VirtualCamera.start()) {
            ScriptedCamera camera = sendsTo(other.address(), "Range: clock=" + clock + "-");
            try (MisbehavingServer server = new MisbehavingServer(camera)) {
                play(server.address());
                received.await(State.PLAYING, 2);

                assertThat(received.last(State.LOST).at()).isAfterOrEqualTo(later);
                assertThat(plays(camera)).isEqualTo(1);
            }
        }
    }

    @Test
    void anAddressThatDoesNotPlayIsLeftForTheOneThatTheUserGave() throws Exception {
        MisbehavingServer.Behaviour closes = (in, out) -> {};
        try (MisbehavingServer other = new MisbehavingServer(closes)) {
            ScriptedCamera camera = sendsTo("rtsp://localhost:" + other.port() + "/other");
            try (MisbehavingServer server = new MisbehavingServer(camera)) {
                play(server.address());
                received.await("play again", () -> plays(camera) > 1);

                assertThat(other.clients()).isPositive();
            }
        }
    }
}
