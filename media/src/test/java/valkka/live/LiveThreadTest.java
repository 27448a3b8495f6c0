package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.MisbehavingServer;
import valkka.rtsp.ScriptedCamera;

/** What LiveThread and its contexts promise without any camera, or with a scripted one. */
class LiveThreadTest {
    private static final byte[] SPS = {0x67, 66, 0, 31};
    private static final byte[] PPS = {0x68, 1};
    private static final byte[] IDR = {0x65, 1, 2};

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread("live"));
    private final LiveConnectionContext context = context("rtsp://admin:s3cret@127.0.0.1:1/cam");

    @AfterEach
    void close() {
        livethread.close();
    }

    private LiveConnectionContext context(String address) {
        return new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received);
    }

    private static void assertRefused(Kind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aSlotIsTakenOnceAndFreeAgainBehindDeregister() {
        livethread.registerStream(context);
        assertRefused(Kind.EXISTS, "slot 1 already", () -> livethread.registerStream(context));
        livethread.deregisterStream(context);
        livethread.registerStream(context);
    }

    @Test
    void aStreamThatIsNotRegisteredIsNotFound() {
        assertRefused(Kind.NOT_FOUND, "no stream in slot 1", () -> livethread.playStream(context));
        assertRefused(Kind.NOT_FOUND, "no stream in slot 1", () -> livethread.stopStream(context));
        assertRefused(Kind.NOT_FOUND, "no stream in slot 1", () -> livethread.deregisterStream(context));
    }

    @Test
    void aStoppedThreadTakesNoStreams() {
        livethread.stop();
        assertRefused(Kind.CLOSED, "has been stopped", () -> livethread.registerStream(context));
    }

    @Test
    void aContextIsChangedByCopies() {
        LiveConnectionContext changed = context.withReconnect(Duration.ofSeconds(3))
                .withRequestTcp(false)
                .withRecvBufferSize(1 << 20)
                .withReorderingTime(Duration.ofMillis(50))
                .withTimeCorrection(TimeCorrectionType.DUMMY);
        assertThat(changed.reconnect()).isEqualTo(Duration.ofSeconds(3));
        assertThat(changed.requestTcp()).isFalse();
        assertThat(changed.recvBufferSize()).isEqualTo(1 << 20);
        assertThat(changed.reorderingTime()).isEqualTo(Duration.ofMillis(50));
        assertThat(changed.timeCorrection()).isEqualTo(TimeCorrectionType.DUMMY);
        assertThat(changed.address()).isEqualTo("rtsp://admin:***@127.0.0.1:1/cam");
        assertThat(changed)
                .hasToString(
                        "<LiveConnectionContext: slot=1 RTSP rtsp://admin:***@127.0.0.1:1/cam udp reconnect=3000ms>");
        assertThat(context)
                .hasToString(
                        "<LiveConnectionContext: slot=1 RTSP rtsp://admin:***@127.0.0.1:1/cam tcp reconnect=10000ms>");
    }

    @Test
    void settingsThatCannotBeRightAreRefused() {
        assertRefused(Kind.BAD_ARGUMENT, "reconnect time", () -> context.withReconnect(Duration.ZERO));
        assertRefused(Kind.BAD_ARGUMENT, "receive buffer", () -> context.withRecvBufferSize(-1));
        assertRefused(Kind.BAD_ARGUMENT, "reordering", () -> context.withReorderingTime(Duration.ofMillis(-1)));
        assertRefused(Kind.BAD_ARGUMENT, "rtsp://", () -> context("http://admin:s3cret@cam/"));
    }

    @Test
    void statisticsPrintOneAlignedLineAStream() {
        assertThat(livethread.stats()).hasToString("no streams");
        livethread.registerStream(context);
        livethread.registerStream(new LiveConnectionContext(LiveConnectionType.RTSP, "rtsp://cam", 12, received));
        String[] lines = livethread.stats().toString().split("\\R");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).startsWith("slot   1 stopped ").contains("rtsp://admin:***@127.0.0.1:1/cam");
        assertThat(lines[1].indexOf("rtsp://")).isEqualTo(lines[0].indexOf("rtsp://"));
    }

    @Test
    void aFilterThatThrowsIsToldOnceAndTheStreamGoesOn() throws Exception {
        ScriptedCamera camera = new ScriptedCamera(out -> {
            int sequence = 0;
            for (int i = 0; i < 20; i++) {
                for (byte[] unit : new byte[][] {SPS, PPS, IDR}) {
                    ScriptedCamera.sendNalUnit(out, sequence++, 90_000 + 3600 * i, unit);
                }
            }
        });
        try (MisbehavingServer server = new MisbehavingServer(camera)) {
            LiveConnectionContext bad =
                    new LiveConnectionContext(LiveConnectionType.RTSP, server.address(), 1, frame -> {
                        received.run(frame);
                        throw new IllegalStateException("full up");
                    });
            livethread.registerStream(bad);
            livethread.start();
            livethread.playStream(bad);
            received.await("19 pictures, the last one being open", () -> received.keyFrames() == 19);
            livethread.stop();
        }
        received.assertWellFormed();
        assertThat(received.count(State.PLAYING)).isEqualTo(1);
        assertThat(received.errors)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(2)
                .allSatisfy(error -> assertThat(error.getMessage())
                        .contains("the filter threw", "full up")
                        .doesNotContain("s3cret"));
        assertThat(livethread.stats().streams().get(0).errors()).isEqualTo(received.frames.size());
    }
}
