package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.camera.VirtualCamera;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;

/** A stream ends by its stop alone: no interrupt ends it, whoever sends it or leaves it behind. */
@Timeout(60)
class LiveThreadInterruptTest {
    private static final LiveEnvironment SOON_AGAIN =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(20)).withFilterPatience(Duration.ofMillis(100));

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread("live", SOON_AGAIN));

    @AfterEach
    void close() {
        livethread.close();
    }

    private LiveConnectionContext play(VirtualCamera camera, FrameFilter filter) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, camera.address(), 1, filter);
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
        return context;
    }

    private static Thread thread(String pattern) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches(pattern))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anInterruptThatAFilterOrACallbackLeavesReachesNobodyAndTheStreamIsFoundAgain() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        livethread.setStateCallback(state -> {
            reached.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            received.states.add(state);
            Thread.currentThread().interrupt();
        });
        livethread.setErrorCallback(error -> {
            reached.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            Thread.currentThread().interrupt();
        });
        try (VirtualCamera camera = VirtualCamera.start()) {
            play(camera, frame -> {
                reached.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                received.run(frame);
                Thread.currentThread().interrupt();
            });
            received.await(State.PLAYING, 1);
            received.await("a key frame", () -> received.keyFrames() > 0);
            camera.die();
            received.await(State.LOST, 2);
            camera.comeBack();
            received.await(State.PLAYING, 2);
        }
        assertThat(reached).hasValue(0);
        assertThat(received.count(State.STOPPED)).isZero();
    }

    @Test
    void anInterruptOfTheThreadsOfTheNetworkAndOfTheFiltersEndsNoPause() throws Exception {
        try (VirtualCamera camera = VirtualCamera.start()) {
            play(camera, received);
            received.await(State.PLAYING, 1);
            camera.die();
            received.await(State.LOST, 1);
            thread("live filters 1").interrupt();
            thread("live network.*").interrupt();
            received.await(State.LOST, 3);
            camera.comeBack();
            received.await(State.PLAYING, 2);
        }
        assertThat(received.count(State.STOPPED)).isZero();
    }

    @Test
    void anInterruptOfTheLiveThreadItselfEndsNothing() throws Exception {
        livethread.start();
        Thread own = thread("live");
        awaitWaiting(own);
        own.interrupt();
        received.await("the interrupt to be seen", () -> !own.isAlive() || (!own.isInterrupted() && isWaiting(own)));
        assertThat(livethread.isRunning()).isTrue();
    }

    private void awaitWaiting(Thread thread) throws InterruptedException {
        received.await("the thread to wait", () -> isWaiting(thread));
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void aStreamPlayedAgainWhileItsFilterHangsSaysSoAndPlaysWhenThatReturns() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        AtomicBoolean hangs = new AtomicBoolean(true);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        try (VirtualCamera camera = VirtualCamera.start()) {
            LiveConnectionContext context = play(camera, frame -> {
                together.addAndGet(inside.getAndIncrement());
                if (hangs.get()) {
                    entered.countDown();
                    awaitUninterrupted(release);
                }
                inside.getAndDecrement();
            });
            entered.await();
            assertThatThrownBy(() -> livethread.stopStream(context))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
            livethread.playStream(context);
            received.await(
                    "the error",
                    () -> received.errors.stream()
                            .anyMatch(error ->
                                    error.getMessage().contains("has not returned to the stream that was stopped")));
            hangs.set(false);
            release.countDown();
            received.await(State.STOPPED, 1);
            received.await(State.CONNECTING, 2);
        }
        assertThat(together).hasValue(0);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("hanging");
        }
    }
}
