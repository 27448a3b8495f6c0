package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import valkka.camera.VirtualCamera;
import valkka.filter.CountFrameFilter;
import valkka.filter.DummyFrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

class CameraTrialTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECRET = "s3cret";

    @Test
    void aCameraThatPlaysSaysWhatItSendsAndItsFramesComeToTheFilter() {
        CountFrameFilter frames = new CountFrameFilter("frames");
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", SECRET).start()) {
            String sent = CameraTrial.play(
                    new LiveConnectionContext(LiveConnectionType.RTSP, camera.address(), 1, frames), PATIENCE);

            assertThat(sent).contains("admin:***@127.0.0.1", "plays H264").doesNotContain(SECRET);
        }
        assertThat(frames.count()).isPositive();
    }

    @Test
    void aCameraThatRefusesThePasswordIsToldFromOneThatHasOtherTrouble() {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", SECRET).start()) {
            assertKind(Kind.UNAUTHORIZED, () -> play(camera.address().replace(SECRET, SECRET + "%0A"), PATIENCE));
            assertKind(Kind.NOT_FOUND, () -> play(camera.address() + "-of-another", PATIENCE));
        }
    }

    @Test
    void aCameraThatDoesNotAnswerIsNotWaitedForLongerThanWasSaid() throws IOException {
        try (ServerSocket silent = silent()) {
            assertKind(Kind.TIMEOUT, () -> play(address(silent), Duration.ofMillis(200)));
        }
    }

    @Test
    void anInterruptEndsTheWait() throws IOException {
        try (ServerSocket silent = silent()) {
            Thread.currentThread().interrupt();

            assertKind(Kind.CLOSED, () -> play(address(silent), PATIENCE));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void assertKind(Kind kind, ThrowingCallable trial) {
        assertThatThrownBy(trial)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageNotContaining(SECRET);
    }

    private static String play(String address, Duration patience) {
        return CameraTrial.play(
                new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, new DummyFrameFilter("end")), patience);
    }

    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static String address(ServerSocket silent) {
        return "rtsp://admin:" + SECRET + "@127.0.0.1:" + silent.getLocalPort() + "/stream1";
    }
}
