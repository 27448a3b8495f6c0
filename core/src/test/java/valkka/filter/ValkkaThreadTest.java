package valkka.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** The life of a thread: it starts once, ends when it is asked to, and tells its errors. */
class ValkkaThreadTest {
    private static class Probe extends ValkkaThread {
        final List<String> events = new CopyOnWriteArrayList<>();
        final CountDownLatch inBody = new CountDownLatch(1);
        private final CountDownLatch stop = new CountDownLatch(1);
        volatile RuntimeException failAtStart;
        volatile Throwable failInBody;
        volatile RuntimeException failAtEnd;
        volatile Runnable inside = () -> {};
        volatile String threadName;

        Probe(String name) {
            super(name);
        }

        Probe(String name, System.Logger faults) {
            super(name, faults);
        }

        @Override
        public Record stats() {
            throw new UnsupportedOperationException("a probe counts nothing");
        }

        @Override
        protected void beforeStart() {
            events.add("before");
            if (failAtStart != null) {
                throw failAtStart;
            }
        }

        @Override
        protected void runBody() throws Exception {
            events.add("body");
            threadName = Thread.currentThread().getName();
            inBody.countDown();
            inside.run();
            if (failInBody instanceof Exception exception) {
                throw exception;
            }
            if (failInBody instanceof Error error) {
                throw error;
            }
            stop.await();
        }

        @Override
        protected void onStopRequested() {
            stop.countDown();
        }

        @Override
        protected void afterEnd() {
            events.add("after");
            if (failAtEnd != null) {
                throw failAtEnd;
            }
        }

        void awaitBody() throws InterruptedException {
            assertThat(inBody.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private final List<ValkkaException> errors = new CopyOnWriteArrayList<>();

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ValkkaException.class)
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(kind);
    }

    @Test
    void whoWaitsForAThreadThatIsHeldIsToldByWhatAndTheThreadEndsAfterwards() throws Exception {
        CountDownLatch returns = new CountDownLatch(1);
        Probe probe = new Probe("held");
        probe.inside = () -> holdUntil(returns);
        probe.start();
        probe.requestStop();

        assertThatThrownBy(() -> probe.waitStop(Duration.ofMillis(50)))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                .hasMessageContaining("(Probe:held) has not ended within 0.05 s: it is in ")
                .hasMessageContaining("holdUntil(ValkkaThreadTest.java:");

        returns.countDown();
        probe.waitStop();
        assertThat(probe.isRunning()).isFalse();
    }

    private static void holdUntil(CountDownLatch returns) {
        try {
            returns.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itStartsRunsAndStopsOnceAndCanBeClosedTwice() throws InterruptedException {
        Probe probe = new Probe("probe");
        assertThat(probe.isRunning()).isFalse();
        probe.start();
        probe.awaitBody();
        assertThat(probe.isRunning()).isTrue();
        assertKind(Kind.BUSY, probe::start);
        probe.stop();
        assertThat(probe.isRunning()).isFalse();
        probe.stop();
        probe.close();
        probe.close();
        assertKind(Kind.CLOSED, probe::start);
        assertThat(probe.events).containsExactly("before", "body", "after");
        assertThat(probe.threadName).isEqualTo("probe");
        assertThat(probe.label()).isEqualTo("(Probe:probe)");
    }

    @Test
    void aThreadThatIsStoppedBeforeItsStartGivesBackWhatItHeldAndNeverStarts() {
        Probe probe = new Probe("probe");
        probe.stop();
        probe.stop();
        assertKind(Kind.CLOSED, probe::start);
        assertThat(probe.events).containsExactly("after");
    }

    @Test
    void whatFailsAtTheStartIsThrownAtTheCallerWhoMayTryAgain() throws InterruptedException {
        Probe probe = new Probe("probe");
        probe.failAtStart = new ValkkaException(Kind.BUSY, "not now");
        assertThatThrownBy(probe::start).isSameAs(probe.failAtStart);
        assertThat(probe.isRunning()).isFalse();
        probe.failAtStart = null;
        probe.start();
        probe.awaitBody();
        probe.stop();
        assertThat(probe.events).containsExactly("before", "before", "body", "after");
    }

    @Test
    void whatTheBodyThrowsIsReportedAndTheEndIsReached() {
        for (Throwable thrown : List.of(
                new ValkkaException(Kind.FULL, "no room"),
                new IllegalStateException("odd"),
                new InterruptedException("interrupted"),
                new StackOverflowError("deep"))) {
            errors.clear();
            Probe probe = new Probe("probe");
            probe.setErrorCallback(errors::add);
            probe.failInBody = thrown;
            probe.start();
            probe.waitStop();
            assertThat(probe.isRunning()).isFalse();
            assertThat(probe.events).endsWith("after");
            assertThat(errors).hasSize(1);
            assertThat(errors.get(0)).hasMessageContaining(thrown.getMessage());
            probe.stop();
        }
    }

    @Test
    void faultsAreLoggedWhereTheThreadsOwnAreaIs() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger area = Logger.getLogger("valkka.test.area");
        area.setFilter(line -> {
            logged.add(line.getMessage());
            return false;
        });
        Probe probe = new Probe("probe", System.getLogger("valkka.test.area"));
        probe.failInBody = new ValkkaException(Kind.FULL, "no room");
        probe.setErrorCallback(error -> {
            throw new IllegalStateException("odd callback");
        });
        probe.start();
        probe.waitStop();
        assertThat(logged).hasSize(2);
        assertThat(logged.get(0)).isEqualTo("(Probe:probe): no room");
        assertThat(logged.get(1)).contains("the error callback threw", "odd callback");
    }

    @Test
    void whatCleaningUpThrowsIsReportedAndTheThreadHasEndedAllTheSame() {
        Probe probe = new Probe("probe");
        probe.setErrorCallback(error -> {
            errors.add(error);
            throw new IllegalStateException("a callback that throws");
        });
        probe.failAtEnd = new IllegalStateException("cannot clean");
        probe.start();
        probe.stop();
        assertThat(probe.isRunning()).isFalse();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).hasMessageContaining("cannot clean");
    }

    @Test
    void aThreadMayStopItself() {
        Probe probe = new Probe("probe");
        probe.inside = probe::stop;
        probe.start();
        probe.waitStop();
        assertThat(probe.isRunning()).isFalse();
    }

    @Test
    void anInterruptEndsTheWaitAndTheThreadEndsByItself() throws InterruptedException {
        Probe probe = new Probe("probe");
        CountDownLatch released = new CountDownLatch(1);
        probe.inside = () -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        probe.start();
        probe.awaitBody();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = new Thread(probe::stop);
        waiting.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        waiting.start();
        waiting.interrupt();
        waiting.join(30_000);
        assertThat(thrown.get()).isInstanceOf(ValkkaException.class).hasMessageContaining("interrupted while waiting");
        released.countDown();
        probe.waitStop();
        assertThat(probe.isRunning()).isFalse();
    }

    @Test
    void anUnnamedThreadBearsTheNameOfItsClass() throws InterruptedException {
        try (Probe probe = new Probe("")) {
            probe.start();
            probe.awaitBody();
            assertThat(probe.threadName).isEqualTo("Probe");
        }
    }

    @Test
    void twoThreadsThatStopEachOtherBothEnd() throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(2);
        Probe left = new Probe("left");
        Probe right = new Probe("right");
        left.setErrorCallback(errors::add);
        right.setErrorCallback(errors::add);
        left.inside = () -> stopTogether(together, right);
        right.inside = () -> stopTogether(together, left);
        left.start();
        right.start();
        left.waitStop(Duration.ofSeconds(30));
        right.waitStop(Duration.ofSeconds(30));
        assertThat(errors).isEmpty();
    }

    private static void stopTogether(CyclicBarrier together, Probe other) {
        try {
            together.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        other.stop();
    }

    @Test
    void aThreadThatWaitsForNobodyIsWaitedForByOthersAndDoesNotWaitItself() throws InterruptedException {
        CountDownLatch returns = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        Probe other = new Probe("other");
        Probe writer = new Probe("writer") {
            @Override
            protected boolean waitsForNobody() {
                return true;
            }
        };
        writer.inside = () -> {
            other.stop(); // which is held, see below
            order.add("writer goes on, may wait: " + ValkkaThread.mayWait());
            holdUntil(returns);
            order.add("writer ends");
        };
        other.inside = () -> {
            writer.requestStop();
            returns.countDown();
            writer.waitStop();
            order.add("other has waited, may wait: " + ValkkaThread.mayWait());
        };
        CountDownLatch started = new CountDownLatch(1);
        Runnable body = other.inside;
        other.inside = () -> {
            holdUntil(started);
            body.run();
        };
        other.start();
        writer.start();
        while (order.isEmpty()) {
            Thread.onSpinWait();
        }
        started.countDown();
        other.waitStop();
        assertThat(order)
                .containsExactly("writer goes on, may wait: false", "writer ends", "other has waited, may wait: true");
    }

    @Test
    void whoAwaitsSomethingOfAThreadGetsItOrWhatEndedItOrIsToldWhereTheThreadIs() throws InterruptedException {
        CountDownLatch returns = new CountDownLatch(1);
        AtomicReference<Long> progress = new AtomicReference<>(0L);
        Probe probe = new Probe("slow") {
            @Override
            protected Duration patience() {
                return Duration.ofMillis(20);
            }

            @Override
            protected long progress() {
                return progress.updateAndGet(n -> n > 0 && n < 5 ? n + 1 : n);
            }
        };
        assertThat(probe.await(CompletableFuture.completedFuture("done"), "work"))
                .isEqualTo("done");
        ValkkaException full = new ValkkaException(Kind.FULL, "no room");
        assertThatThrownBy(() -> probe.await(CompletableFuture.failedFuture(full), "work"))
                .isInstanceOf(ValkkaException.class)
                .hasMessage("no room");
        assertThatThrownBy(() -> probe.await(new CompletableFuture<>(), "work"))
                .hasMessage("(:slow) has got no further with work for 0.02 s: it is not running");
        probe.inside = () -> holdUntil(returns);
        probe.start();
        probe.awaitBody();
        progress.set(1L); // it gets on for a while: the wait is longer
        assertThatThrownBy(() -> probe.await(new CompletableFuture<>(), "work"))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                .hasMessageContaining("holdUntil(ValkkaThreadTest.java:");
        assertThat(progress.get()).isEqualTo(5);
        returns.countDown();
        probe.stop();
    }
}
