package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valkka.camera.VirtualCamera;
import valkka.filter.FrameFilter;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.GstCamera;
import valkka.rtsp.MisbehavingServer;

/** A stream ends within 200 ms whatever its thread is blocked in; tested with ten times that as the deadline. */
class LiveThreadStopTest {
    private static final Duration PROMISED = Duration.ofMillis(200);

    private final Received received = new Received();
    private LiveThread livethread = received.listenTo(new LiveThread("stopping"));

    @AfterEach
    void close() {
        livethread.close();
    }

    private LiveConnectionContext context(String address, FrameFilter filter) {
        return new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, filter);
    }

    private void play(String address) throws InterruptedException {
        LiveConnectionContext context = context(address, received);
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
        received.await(State.CONNECTING, 1);
    }

    private void assertStopsInTime(String blockedIn) {
        long before = System.nanoTime();
        livethread.stop();
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        System.getLogger("valkka.test")
                .log(System.Logger.Level.INFO, "stop while {0}: {1} ms", blockedIn, took.toMillis());
        assertThat(took).as("stop while %s", blockedIn).isLessThan(PROMISED.multipliedBy(10));
        assertThat(received.states.get(received.states.size() - 1).state()).isEqualTo(State.STOPPED);
        assertThat(livethread.isRunning()).isFalse();
        assertThat(livethread.stats().streams().get(0).state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aStopComesThroughWhileTheNameIsLookedUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        NameLookup.Resolver stuck = host -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return InetAddress.getAllByName(host);
        };
        livethread = received.listenTo(
                new LiveThread("stopping", LiveEnvironment.usual().withResolver(stuck)));
        play("rtsp://camera.invalid/cam");
        asked.await();
        assertStopsInTime("looking a name up");
        answer.countDown();
    }

    @Test
    void aStopComesThroughWhileConnecting() throws Exception {
        // Nobody takes connections out of this queue: once it is full, the next client waits.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> queue = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SocketChannel client = SocketChannel.open();
                client.configureBlocking(false);
                client.connect(full.getLocalSocketAddress());
                queue.add(client);
            }
            play("rtsp://admin:s3cret@127.0.0.1:" + full.getLocalPort() + "/cam");
            assertStopsInTime("connecting");
            assertThat(received.count(State.LOST)).isZero();
            for (SocketChannel client : queue) {
                client.close();
            }
        }
    }

    @Test
    void aStopComesThroughWhileTheCameraDoesNotAnswer() throws Exception {
        try (MisbehavingServer server = new MisbehavingServer(MisbehavingServer::beSilent)) {
            play(server.address());
            received.await("a client", () -> server.clients() == 1);
            assertStopsInTime("waiting for an answer");
        }
    }

    @Test
    void aStopComesThroughWhileWaitingForTheNextAttempt() throws Exception {
        play("rtsp://127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/cam");
        received.await(State.LOST, 1);
        assertStopsInTime("pausing");
    }

    @Test
    void aStopComesThroughWhilePlaying() throws Exception {
        try (GstCamera camera = GstCamera.start()) {
            play(camera.address());
            received.await(State.PLAYING, 1);
            assertStopsInTime("playing");
        }
    }

    @Test
    void aStopComesThroughWhileTheCameraIsFrozen() throws Exception {
        try (GstCamera camera = GstCamera.start()) {
            play(camera.address());
            received.await(State.PLAYING, 1);
            camera.freeze();
            assertStopsInTime("reading from a frozen camera");
        }
    }

    @Test
    void noFrameComesBehindStopStreamAndPlayStreamStartsAnew() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger late = new AtomicInteger();
        try (GstCamera camera = GstCamera.start("--fps", "100")) {
            LiveConnectionContext context = context(camera.address(), frame -> {
                if (stopped.get()) {
                    late.incrementAndGet();
                }
                received.run(frame);
            });
            livethread.registerStream(context);
            livethread.start();
            for (int i = 1; i <= 3; i++) {
                stopped.set(false);
                livethread.playStream(context);
                received.await(State.PLAYING, i);
                livethread.stopStream(context);
                stopped.set(true);
                assertThat(received.count(State.STOPPED)).isEqualTo(i);
                long frames = livethread.stats().streams().get(0).frames();
                received.await(
                        "the thread to end",
                        () -> Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().equals("stopping slot 1")));
                assertThat(livethread.stats().streams().get(0).frames()).isEqualTo(frames);
            }
        }
        assertThat(late).hasValue(0);
        received.assertWellFormed();
    }

    @Test
    void aFilterMayStopItsOwnThread() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        AtomicReference<LiveThread> thread = new AtomicReference<>();
        try (GstCamera camera = GstCamera.start()) {
            LiveConnectionContext context = context(camera.address(), (Frame frame) -> {
                if (returned.getCount() > 0) {
                    thread.get().stop();
                    returned.countDown();
                }
            });
            thread.set(livethread);
            livethread.registerStream(context);
            livethread.playStream(context); // before the start: plays then
            livethread.start();
            returned.await();
            received.await(State.STOPPED, 1);
            livethread.waitStop();
        }
        assertThat(received.errors).isEmpty();
    }

    @Test
    void anInterruptedCallerOfStopStreamReturnsAndTheStreamEndsAllTheSame() throws Exception {
        try (MisbehavingServer server = new MisbehavingServer(MisbehavingServer::beSilent)) {
            play(server.address());
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> livethread.stopStream(context(server.address(), received)))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED))
                    .hasMessageNotContaining("s3cret");
            assertThat(Thread.interrupted()).isTrue();
            received.await(State.STOPPED, 1);
        }
    }

    @Test
    void aStopWaitsForAStreamThatItsOwnFilterHasDeregistered() throws Exception {
        livethread = received.listenTo(
                new LiveThread("stopping", LiveEnvironment.usual().withFilterPatience(Duration.ofMillis(100))));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<LiveConnectionContext> own = new AtomicReference<>();
        try (VirtualCamera camera = VirtualCamera.start()) {
            own.set(context(camera.address(), frame -> {
                if (entered.getCount() > 0) {
                    livethread.deregisterStream(own.get());
                    entered.countDown();
                    awaitUninterrupted(release);
                }
            }));
            livethread.registerStream(own.get());
            livethread.start();
            livethread.playStream(own.get());
            entered.await();
            livethread.stop();
            assertThat(received.errors)
                    .singleElement()
                    .extracting(ValkkaException::kind)
                    .isEqualTo(Kind.TIMEOUT);
            release.countDown();
            received.await(State.STOPPED, 1);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("hanging");
        }
    }

    @Test
    void aFilterThatDoesNotReturnIsNotWaitedForForever() throws Exception {
        livethread = received.listenTo(
                new LiveThread("stopping", LiveEnvironment.usual().withFilterPatience(Duration.ofMillis(100))));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (GstCamera camera = GstCamera.start()) {
            LiveConnectionContext context = context(camera.address(), frame -> {
                entered.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw ValkkaException.interrupted("hanging");
                }
            });
            livethread.registerStream(context);
            livethread.start();
            livethread.playStream(context);
            entered.await();
            assertThatThrownBy(() -> livethread.stopStream(context))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                    .hasMessageContaining("has not returned for 100 ms");
            livethread.stop();
            assertThat(received.errors)
                    .singleElement()
                    .extracting(ValkkaException::kind)
                    .isEqualTo(Kind.TIMEOUT);
            release.countDown();
            received.await(State.STOPPED, 1);
        }
    }
}
