package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    void aLiveThreadWhoseFiltersHaveNoThreadIsRefused() {
        refusedName = "live filters 1";
        make(LiveEnvironment.usual());

        assertThatThrownBy(livethread::start)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                .hasMessageContaining("'live filters 1' cannot start: the system gives no further thread");
    }

    @Test
    void aStreamWaitsForTheFilterOfAnotherWhereThereIsNoFurtherThread() throws Exception {
        refusedName = "live filters 2";
        make(LiveEnvironment.usual());
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (VirtualCamera camera = VirtualCamera.start()) {
            LiveConnectionContext stuck =
                    new LiveConnectionContext(LiveConnectionType.RTSP, camera.address(), 1, frame -> {
                        entered.countDown();
                        awaitUninterruptibly(release);
                    });
            livethread.registerStream(stuck);
            livethread.registerStream(context(2, camera.address()));
            livethread.start();
            livethread.playStream(stuck);
            received.await("the stuck filter", () -> entered.getCount() == 0);
            livethread.playStream(context(2, camera.address()));
            received.await("a refused thread", () -> refused.get() > 0);

            refusedName = "";
            received.await(
                    "frames in a further thread", () -> !received.basicFrames().isEmpty());
        } finally {
            release.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a filter", e);
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
