package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.camera.VirtualCamera;
import valkka.camera.VirtualCameraBuilder;
import valkka.live.StreamState.State;
import valkka.rtsp.MisbehavingServer;
import valkka.rtsp.RtspServerAuth;

/** LiveThread and VirtualCamera understand each other. */
class LiveThreadVirtualCameraTest {
    private final Received received = new Received();
    private final LiveThread livethread =
            received.listenTo(new LiveThread("live", LiveEnvironment.usual().withFirstPause(Duration.ofMillis(100))));

    @AfterEach
    void close() {
        livethread.close();
    }

    private LiveConnectionContext play(String address, int slot, boolean tcp) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, address, slot, received)
                .withRequestTcp(tcp)
                .withReconnect(Duration.ofSeconds(2));
        livethread.registerStream(context);
        livethread.playStream(context);
        return context;
    }

    private void awaitKeyFrames(long count) throws InterruptedException {
        received.await(count + " key frames", () -> received.keyFrames() >= count);
    }

    @ParameterizedTest
    @CsvSource({"true, ", "false, ", "true, BASIC", "false, BASIC", "true, DIGEST", "false, DIGEST"})
    void aVirtualCameraPlays(boolean tcp, RtspServerAuth auth) throws Exception {
        VirtualCameraBuilder builder = VirtualCamera.builder().gop(5);
        if (auth != null) {
            builder.user("admin", "p@ss:wörd/#?").auth(auth);
        }
        try (VirtualCamera camera = builder.start()) {
            livethread.start();
            play(camera.address(), 1, tcp);
            awaitKeyFrames(4);
            livethread.stop();
        }
        received.assertWellFormed();
        assertThat(received.errors).isEmpty();
        assertThat(livethread.stats().streams().get(0).address()).doesNotContain("ss");
    }

    @Test
    void aVirtualCameraThatIsRestartedPlaysAgain() throws Exception {
        livethread.start();
        int port;
        try (VirtualCamera camera = VirtualCamera.builder().gop(5).start()) {
            play(camera.address(), 1, true);
            awaitKeyFrames(3);
            port = URI.create(camera.address()).getPort();
        }
        received.await(State.LOST, 1);
        long seen = received.keyFrames();
        try (VirtualCamera camera = VirtualCamera.builder().gop(5).port(port).start()) {
            assertThat(camera.address()).contains(":" + port);
            awaitKeyFrames(seen + 3);
        }
        livethread.stop();
        received.assertWellFormed();
    }

    /** JavaCPP makes about ten callbacks of a class: the eleventh connection must hear its interruption too. */
    @Test
    void twentyCamerasAreStoppedAsFastAsOne() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().size(96, 96).start();
                MisbehavingServer silent = new MisbehavingServer(MisbehavingServer::beSilent)) {
            livethread.start();
            List<LiveConnectionContext> contexts = new ArrayList<>();
            for (int slot = 1; slot <= 20; slot++) {
                contexts.add(play(slot % 2 == 0 ? camera.address() : silent.address(), slot, true));
            }
            received.await("ten cameras", () -> received.count(State.PLAYING) >= 10);
            long before = System.nanoTime();
            livethread.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(received.count(State.STOPPED)).isEqualTo(contexts.size());
        }
    }
}
