package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Deadline;
import valkka.rtsp.MisbehavingServer;
import valkka.rtsp.RtspServer;
import valkka.rtsp.RtspTestClient;

/**
 * What a virtual camera holds and offers at its beginning, at its end, and when something of it
 * changes meanwhile.
 */
@Timeout(60)
class VirtualCameraLifeTest {
    private static VirtualCameraThread.Recorder recorder(int width) {
        return VirtualCamera.builder().recorder(width, 96);
    }

    private static VirtualCameraThread thread(VirtualCameraThread.Recorder recorder, InstantSource clock) {
        TroubleMaker none = new TroubleMaker(CameraTrouble.NONE, 0);
        return new VirtualCameraThread("camera", recorder, clock, 25, false, none);
    }

    @Test
    void aSizeThatComesAfterTheEndIsRefusedAndItsEncoderFreed() {
        VirtualCameraThread.Recorder first = recorder(96);
        VirtualCameraThread.Recorder late = recorder(128);
        VirtualCameraThread thread = thread(first, InstantSource.system());
        thread.start();
        thread.stop();

        assertThatThrownBy(() -> thread.continueWith(late))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED))
                .hasMessageContaining("has ended");
        assertThat(late.encoder().isClosed()).isTrue();
        assertThat(first.encoder().isClosed()).isTrue();
    }

    @Test
    void sizesThatCameAndWereNotUsedAreFreed() {
        // Stands, so that one picture is taken and no more.
        AtomicLong now = new AtomicLong(1_772_366_400_000L);
        List<VirtualCameraThread.Recorder> all = List.of(recorder(96), recorder(128), recorder(160));
        VirtualCameraThread thread = thread(all.get(0), () -> Instant.ofEpochMilli(now.get()));
        thread.start();
        Deadline.until("a picture", () -> thread.stats().pictures() == 1);
        thread.continueWith(all.get(1));
        thread.continueWith(all.get(2));
        assertThat(all.get(1).encoder().isClosed()).isTrue();
        assertThat(all.get(2).encoder().isClosed()).isFalse();
        thread.stop();
        assertThat(all).allMatch(recorder -> recorder.encoder().isClosed());
    }

    @Test
    void aCameraThatCanTakeNoMorePicturesDoesNotComeBack() {
        AtomicBoolean broken = new AtomicBoolean();
        InstantSource clock = () -> {
            if (broken.get()) {
                throw new IllegalStateException("the clock is broken");
            }
            return Instant.now();
        };
        try (VirtualCamera camera = VirtualCamera.builder().clock(clock).start()) {
            broken.set(true);
            Deadline.until("it fails", () -> !camera.stats().failure().isEmpty());
            assertThatThrownBy(camera::comeBack)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED))
                    .hasMessageContaining("takes no more pictures", "the clock is broken");
        }
    }

    @Test
    void aClockThatInterruptsTheCameraDoesNotEndIt() {
        InstantSource clock = () -> {
            Thread.currentThread().interrupt();
            return Instant.now();
        };
        try (VirtualCamera camera = VirtualCamera.builder().clock(clock).start()) {
            Deadline.until("pictures", () -> camera.stats().pictures() > 3);
            assertThat(camera.stats().failure()).isEmpty();
        }
    }

    @Test
    void whoeverFindsThePortOpenFindsTheStreamThere() throws IOException {
        int port = MisbehavingServer.freePort();
        LookedAt streams = new LookedAt(port);
        VirtualCameraThread thread = thread(recorder(96), InstantSource.system());
        streams.put("/camera", thread);
        try (RtspServer server = VirtualCamera.builder().serve(streams, port);
                RtspTestClient client = new RtspTestClient(server.address("/camera"))) {
            assertThat(client.request("DESCRIBE", "").status()).isEqualTo(200);
            assertThat(streams.portOpen).isNotEmpty().doesNotContain(true);
        } finally {
            thread.close();
        }
    }

    /**
     * Notes whether the port is open each time that somebody reads all of it, as who mounts the
     * streams does.
     */
    @SuppressWarnings("serial") // nobody writes it
    private static final class LookedAt extends LinkedHashMap<String, VirtualCameraThread> {
        private final transient List<Boolean> portOpen = new ArrayList<>();
        private final int port;

        LookedAt(int port) {
            this.port = port;
        }

        private void look() {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                portOpen.add(client.isConnected());
            } catch (IOException e) {
                portOpen.add(false);
            }
        }

        @Override
        public Set<Map.Entry<String, VirtualCameraThread>> entrySet() {
            look();
            return super.entrySet();
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super VirtualCameraThread> action) {
            look();
            super.forEach(action);
        }
    }
}
