package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;

/**
 * A system that has no thread left: what could not begin is told at once, waited for by nobody, and
 * begins later.
 */
@Timeout(60)
class LiveThreadNoThreadLeftTest {
    private final Received received = new Received();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String refusedName = "";
    private LiveThread livethread;

    private LiveThread make(LiveEnvironment environment) {
        livethread = received.listenTo(new LiveThread("live", environment.withStarter(this::startUnlessRefused)));
        return livethread;
    }

    /** As the system does when it has no thread left. */
    private void startUnlessRefused(Thread thread) {
        if (thread.getName().equals(refusedName)) {
            refused.incrementAndGet();
            throw new OutOfMemoryError("unable to create native thread");
        }
        thread.start();
    }

    @AfterEach
    void close() {
        livethread.close();
    }

    private LiveConnectionContext context(int slot, String address) {
        return new LiveConnectionContext(LiveConnectionType.RTSP, address, slot, received);
    }

    @Test
    void aStreamWhoseThreadCannotStartIsRefusedIsNotWaitedForAndPlaysLater() throws Exception {
        // A stop that waits would wait for ever, and the test would fail by its timeout.
        make(LiveEnvironment.usual().withFilterPatience(Duration.ofHours(1)));
        try (VirtualCamera camera = VirtualCamera.start()) {
            LiveConnectionContext context = context(1, camera.address());
            livethread.registerStream(context);
            livethread.start();
            livethread.playStream(context);
            received.await(State.PLAYING, 1);
            livethread.stopStream(context);
            refusedName = "live slot 1";

            assertThatThrownBy(() -> livethread.playStream(context))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                    .hasMessageContaining("'live slot 1' cannot start: the system gives no further thread");
            livethread.stopStream(context);
            assertThat(received.count(State.STOPPED)).isEqualTo(1);

            refusedName = "";
            livethread.playStream(context);
            received.await(State.PLAYING, 2);
        }
    }

    @Test
    void aStreamThatCannotBeginWithItsLiveThreadIsToldAndTheOthersPlay() throws Exception {
        make(LiveEnvironment.usual());
        refusedName = "live slot 1";
        try (VirtualCamera camera = VirtualCamera.start()) {
            for (int slot = 1; slot <= 2; slot++) {
                livethread.registerStream(context(slot, camera.address()));
                livethread.playStream(context(slot, camera.address()));
            }
            livethread.start();

            received.await(State.PLAYING, 1);
            assertThat(received.last(State.PLAYING).slot()).isEqualTo(2);
            assertThat(received.errors).singleElement().asString().contains("no further thread");
        }
    }

    @Test
    void aLookUpWhoseThreadCannotStartIsMadeAgainAtTheNextAttempt() throws Exception {
        make(LiveEnvironment.usual()
                .withResolver(host -> new InetAddress[] {InetAddress.getLoopbackAddress()})
                .withFirstPause(Duration.ofMillis(20)));
        refusedName = "live slot 1 name look-up";
        try (VirtualCamera camera = VirtualCamera.start()) {
            LiveConnectionContext context = context(1, camera.address().replace("127.0.0.1", "camera.test"));
            livethread.registerStream(context);
            livethread.start();
            livethread.playStream(context);
            received.await(State.LOST, 1);
            assertThat(received.last(State.LOST).message()).contains("no further thread");

            refusedName = "";
            received.await(State.PLAYING, 1);
            assertThat(refused).hasPositiveValue();
        }
    }
}
