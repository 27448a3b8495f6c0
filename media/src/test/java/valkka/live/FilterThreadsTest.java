package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Deadline;

/** The threads of the filters, on a clock that is held. */
@Timeout(60)
class FilterThreadsTest {
    private static final Duration TOO_LONG = FilterThreads.PATIENCE.plusMillis(1);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final AtomicInteger watches = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean systemIsFull;
    private final FilterThreads threads = new FilterThreads(
            "pool", LiveEnvironment.usual().withStarter(this::start), ticker, watches::incrementAndGet);

    private void start(Thread thread) {
        if (systemIsFull) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        started.add(thread);
        thread.start();
    }

    @BeforeEach
    void start() {
        threads.start();
    }

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
        awaitAlive(0);
    }

    private void awaitAlive(int count) {
        Deadline.until(
                () -> count + " threads of " + started,
                () -> started.stream().filter(Thread::isAlive).count() == count);
    }

    /** Waits until every thread but {@code busy} waits for work. */
    private void awaitIdle(int busy) {
        Deadline.until(
                () -> "idle: " + started,
                () -> started.stream()
                                .filter(thread -> thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING)
                                .count()
                        == busy);
    }

    private void pass(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns a queue whose filter does not return before {@link #release}. */
    private FrameQueue hanging() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        FrameQueue queue = new FrameQueue(threads);
        queue.call(() -> {
            entered.countDown();
            awaitRelease();
        });
        entered.await();
        return queue;
    }

    private void awaitRelease() {
        await(release);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a filter", e);
        }
    }

    private static void awaitDone(FrameQueue queue) {
        CountDownLatch done = new CountDownLatch(1);
        queue.call(done::countDown);
        Deadline.until("the queue's work", () -> done.getCount() == 0);
    }

    @Test
    void aFilterThatHangsDelaysItsOwnStreamAlone() throws Exception {
        AtomicInteger ofTheHanging = new AtomicInteger();
        FrameQueue stuck = hanging();
        stuck.call(ofTheHanging::incrementAndGet);
        FrameQueue other = new FrameQueue(threads);
        CountDownLatch done = new CountDownLatch(1);
        other.call(done::countDown);
        threads.relieve();
        assertThat(started).as("threads before the patience ends").hasSize(1);

        pass(TOO_LONG);
        threads.relieve();
        Deadline.until("the other stream's filter", () -> done.getCount() == 0);
        assertThat(started).hasSize(2);
        awaitDone(other);
        assertThat(ofTheHanging).as("behind the filter that hangs").hasValue(0);

        release.countDown();
        awaitDone(stuck);
        assertThat(ofTheHanging).hasValue(1);
    }

    @Test
    void aHundredStreamsHaveOneThreadWhileTheirFiltersReturn() {
        List<FrameQueue> queues = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 100; i++) {
            queues.add(new FrameQueue(threads));
        }
        AtomicInteger done = new AtomicInteger();
        for (int round = 0; round < 20; round++) {
            queues.forEach(queue -> queue.call(() -> {
                pass(Duration.ofMillis(1)); // as long as each filter takes: 100 of them need longer than the patience
                threads.relieve();
                done.incrementAndGet();
            }));
        }
        Deadline.until(() -> done + " of 2000 calls", () -> done.get() == 2000);
        assertThat(started).hasSize(1);
    }

    @Test
    void threadsThatWereAddedEndOnceNoneHadToBeAddedForLong() throws Exception {
        hanging();
        hangAnother();
        hangAnother();
        FrameQueue playing = new FrameQueue(threads);
        CountDownLatch relieved = new CountDownLatch(1);
        playing.call(relieved::countDown);
        pass(TOO_LONG);
        threads.relieve();
        Deadline.until("the stream that plays", () -> relieved.getCount() == 0);
        awaitAlive(4);

        release.countDown();
        awaitIdle(0);
        awaitAlive(4);
        pass(FilterThreads.CALM);
        Deadline.until("one thread", () -> {
            awaitDone(playing); // goes on playing meanwhile
            return started.stream().filter(Thread::isAlive).count() == 1;
        });
    }

    private void hangAnother() {
        CountDownLatch entered = new CountDownLatch(1);
        FrameQueue queue = new FrameQueue(threads);
        queue.call(() -> {
            entered.countDown();
            awaitRelease();
        });
        pass(TOO_LONG);
        threads.relieve();
        Deadline.until("a further thread", () -> entered.getCount() == 0);
    }

    @Test
    void theWatchIsAskedForOnlyWhileAStreamMayHaveToWait() throws Exception {
        awaitIdle(0);
        awaitDone(new FrameQueue(threads));
        assertThat(watches).as("with a thread that waits for work").hasValue(0);

        hanging();
        FrameQueue waiting = new FrameQueue(threads);
        waiting.call(() -> {});
        new FrameQueue(threads).call(() -> {});
        assertThat(watches).as("one watch for all that wait").hasValue(1);
        threads.relieve();
        assertThat(watches).as("it goes on while they wait").hasValue(2);
        release.countDown();
        awaitDone(waiting);
        awaitIdle(0);
        threads.relieve();
        assertThat(watches).as("and ends with that").hasValueLessThanOrEqualTo(3);
        int before = watches.get();
        threads.relieve();
        assertThat(watches).hasValue(before);
    }

    @Test
    void aThreadThatWaitsHelpsWhereTheOneThatRestedHangs() throws Exception {
        FrameQueue first = hanging();
        hangAnother();
        release.countDown();
        awaitDone(first);
        CountDownLatch again = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        first.call(
                () -> { // while the other thread waits
                    entered.countDown();
                    await(again);
                });
        FrameQueue other = new FrameQueue(threads);
        CountDownLatch done = new CountDownLatch(1);
        other.call(done::countDown);
        Deadline.until("the filter that hangs", () -> entered.getCount() == 0);
        Deadline.until("the other stream's filter", () -> {
            pass(TOO_LONG);
            threads.relieve();
            return done.getCount() == 0;
        });
        assertThat(started).as("no third thread").hasSize(2);
        again.countDown();
    }

    @Test
    void aSystemWithoutAFurtherThreadIsAskedAgain() throws Exception {
        hanging();
        CountDownLatch done = new CountDownLatch(1);
        new FrameQueue(threads).call(done::countDown);
        systemIsFull = true;
        pass(TOO_LONG);
        int before = watches.get();
        assertThatThrownBy(threads::relieve)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                .hasMessageContaining("'pool filters 2' cannot start");
        assertThat(watches).hasValue(before + 1);
        assertThat(done.getCount()).isEqualTo(1);

        systemIsFull = false;
        threads.relieve();
        Deadline.until("the other stream's filter", () -> done.getCount() == 0);
    }

    @Test
    void anInterruptEndsNoThread() {
        awaitIdle(0);
        started.get(0).interrupt();
        awaitDone(new FrameQueue(threads));
        assertThat(started).hasSize(1).allMatch(Thread::isAlive);
    }

    @Test
    void whatWaitsAtTheCloseIsDoneBeforeTheThreadsEnd() throws Exception {
        AtomicInteger done = new AtomicInteger();
        FrameQueue stuck = hanging();
        stuck.call(done::incrementAndGet);
        new FrameQueue(threads).call(done::incrementAndGet);
        threads.close();
        release.countDown();
        awaitAlive(0);
        assertThat(done).hasValue(2);
    }
}
