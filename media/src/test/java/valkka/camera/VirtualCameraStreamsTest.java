package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;
import valkka.live.Received;
import valkka.live.StreamState;
import valkka.live.StreamState.State;
import valkka.media.VideoFormat;

/** A virtual camera with a large stream and a small one, as real cameras have them. */
@Timeout(60)
class VirtualCameraStreamsTest {
    private static VirtualCameraBuilder twoStreams() {
        return VirtualCamera.builder().gop(10).user("admin", "12345").substream("/small", 320, 180, 200_000);
    }

    private static void play(LiveThread livethread, String address, int slot, Received received) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, address, slot, received)
                .withReconnect(Duration.ofMillis(600));
        livethread.registerStream(context);
        livethread.playStream(context);
    }

    @Test
    void eachStreamHasItsAddressAndItsSize() throws Exception {
        Received large = new Received();
        Received small = new Received();
        try (VirtualCamera camera = twoStreams().start();
                LiveThread livethread = large.listenTo(new LiveThread("streams"))) {
            livethread.start();
            play(livethread, camera.address(), 1, large);
            play(livethread, camera.address("/small"), 2, small);
            large.await("the large one", () -> large.keyFrames() >= 2);
            small.await("the small one", () -> small.keyFrames() >= 2);
            assertThat(camera.stats("/small").bytes()).isLessThan(camera.stats().bytes());
            assertThat(VideoFormat.of(large.basicFrames()).orElseThrow().width())
                    .isEqualTo(640);
            assertThat(VideoFormat.of(small.basicFrames()).orElseThrow().width())
                    .isEqualTo(320);

            camera.die();
            large.await("both are lost", () -> lost(large) == 2);
            camera.comeBack();
            large.await("both are back", () -> large.count(State.PLAYING) >= 4);
        }
        large.assertWellFormed();
        small.assertWellFormed();
    }

    /** How many of the two streams have been lost. */
    private static long lost(Received states) {
        return states.states.stream()
                .filter(state -> state.state() == State.LOST)
                .map(StreamState::slot)
                .distinct()
                .count();
    }

    @Test
    void aStreamThatIsNotThereIsSaid() {
        try (VirtualCamera camera = twoStreams().start()) {
            assertThatThrownBy(() -> camera.address("/tiny"))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("[/camera, /small]");
            assertThat(camera.address("/small")).endsWith("/small").contains("admin:12345@");
        }
    }

    @Test
    void twoStreamsUnderOnePathAreRefusedAndNothingIsLeft() {
        assertThatThrownBy(() -> twoStreams().path("/small").start())
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("two streams under /small");
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("VirtualCamera"))
                .toList();
        assertThat(left).isEmpty();
    }
}
