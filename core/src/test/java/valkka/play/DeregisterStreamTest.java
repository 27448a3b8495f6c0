package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Await;

/** Taking a stream away from a filter that holds a frame. */
@Timeout(60)
class DeregisterStreamTest {
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};

    private final CountDownLatch holds = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final FileCacheThread cacher = new FileCacheThread("cacher");

    @BeforeEach
    void start() {
        cacher.start();
    }

    @AfterEach
    void stop() {
        letGo.countDown();
        cacher.close();
    }

    private void hold(Frame frame) {
        holds.countDown();
        try {
            letGo.await();
        } catch (InterruptedException e) {
            throw new AssertionError(frame + " is held no more", e);
        }
    }

    private FileStreamContext playInto(FrameFilter filter) throws InterruptedException {
        FileStreamContext stream = new FileStreamContext(1, filter);
        cacher.registerStream(stream);
        cacher.getFrameFilter().run(BasicFrame.of(1, 0, 1000, Codec.H264, SPS));
        cacher.getFrameFilter().run(MarkerFrame.end());
        cacher.seekStreams(1000);
        assertThat(holds.await(30, TimeUnit.SECONDS)).isTrue();
        return stream;
    }

    @Test
    void itWaitsUntilTheFrameHasLeftTheFilter() throws Exception {
        FileStreamContext stream = playInto(this::hold);
        Thread taker = new Thread(() -> cacher.deregisterStream(stream));
        taker.start();
        Await.until("it waits", () -> taker.getState() == Thread.State.TIMED_WAITING);
        letGo.countDown();
        taker.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(taker.isAlive()).isFalse();
    }

    @Test
    void afterFiveSecondsItSaysWhichFilterDoesNotComeBackAndNoOtherFrameComes() throws Exception {
        FileStreamContext stream = playInto(this::hold);

        assertThatThrownBy(() -> cacher.deregisterStream(stream))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                .hasMessage("(FileCacheThread:cacher): the filter of slot 1 has held a frame for more than 5 s;"
                        + " no other one will come");

        letGo.countDown();
        cacher.registerStream(stream); // it is free again
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        FileStreamContext stream = playInto(this::hold);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread taker = new Thread(() -> cacher.deregisterStream(stream));
        taker.setUncaughtExceptionHandler((thread, error) -> thrown.set(error));
        taker.start();
        Await.until("it waits", () -> taker.getState() == Thread.State.TIMED_WAITING);
        taker.interrupt();
        taker.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thrown.get()).isInstanceOf(ValkkaException.class).hasMessageContaining("interrupted");
    }
}
