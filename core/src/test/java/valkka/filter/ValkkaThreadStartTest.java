package valkka.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A start that is held, by a slow disk for instance: who asks for a stop meanwhile does not wait,
 * and nothing is left over.
 */
@Timeout(60)
class ValkkaThreadStartTest {
    /** Its start is held until it is let go. */
    private static final class HeldStart extends ValkkaThread {
        final List<String> events = new CopyOnWriteArrayList<>();
        final CountDownLatch inStart = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);
        volatile Runnable atStart = this::hold;
        volatile Runnable inBody = () -> {};

        HeldStart() {
            super("held");
        }

        @Override
        protected void beforeStart() {
            events.add("before");
            inStart.countDown();
            atStart.run();
        }

        void hold() {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void runBody() {
            events.add("body");
            inBody.run();
        }

        @Override
        protected void onStopRequested() {
            events.add("stop");
        }

        @Override
        protected void afterEnd() {
            events.add("after");
        }

        @Override
        public Record stats() {
            throw new UnsupportedOperationException("it counts nothing");
        }
    }

    private static final Executor ELSEWHERE = task -> {
        Thread thread = new Thread(task, "test task");
        thread.setDaemon(true);
        thread.start();
    };

    private final HeldStart held = new HeldStart();

    @AfterEach
    void letGo() {
        held.letGo.countDown();
    }

    /** Starts it in a thread of its own; what that throws is the future's. */
    private CompletableFuture<Void> startElsewhere() throws InterruptedException {
        CompletableFuture<Void> start = elsewhere(held::start);
        held.inStart.await();
        return start;
    }

    private static CompletableFuture<Void> elsewhere(Runnable action) {
        return CompletableFuture.runAsync(action, ELSEWHERE);
    }

    private static void assertEndsWith(Kind kind, CompletableFuture<Void> call) {
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void aRequestedStopDoesNotWaitForTheStartWhichThenEndsClosedAndGivesBackWhatItTook() throws Exception {
        CompletableFuture<Void> start = startElsewhere();

        elsewhere(held::requestStop).get(20, TimeUnit.SECONDS);

        assertThat(start).isNotDone();
        held.letGo.countDown();
        assertEndsWith(Kind.CLOSED, start);
        assertThat(held.events).containsExactly("before", "after");
        assertThat(held.isRunning()).isFalse();
        assertThatThrownBy(held::start).hasMessageContaining("has been stopped");
    }

    @Test
    void nobodyWaitsForTheStartToLearnWhetherItRuns() throws Exception {
        CompletableFuture<Void> start = startElsewhere();
        CompletableFuture<Boolean> asked = CompletableFuture.supplyAsync(held::isRunning, ELSEWHERE);
        assertThat(asked.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(start).isNotDone();
    }

    @Test
    void aSecondStartIsRefusedAtOnceWhileTheFirstIsHeld() throws Exception {
        CompletableFuture<Void> first = startElsewhere();
        assertEndsWith(Kind.BUSY, elsewhere(held::start));
        assertThat(first).isNotDone();
    }

    @Test
    void aStopWaitsForTheHeldStartAndIsToldWhatHoldsIt() throws Exception {
        CompletableFuture<Void> start = startElsewhere();
        elsewhere(held::requestStop).get(20, TimeUnit.SECONDS);

        assertThatThrownBy(() -> held.waitStop(Duration.ofMillis(50)))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                .hasMessageContaining("(HeldStart:held) has not started within 0.05 s: start() is in ")
                .hasMessageContaining("hold(ValkkaThreadStartTest.java:");

        held.letGo.countDown();
        held.waitStop();
        assertThat(held.events).containsExactly("before", "after");
        assertEndsWith(Kind.CLOSED, start);
    }

    @Test
    void aStopInsideTheStartDoesNotWaitForItself() {
        held.atStart = held::stop;
        assertThatThrownBy(held::start)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThat(held.events).containsExactly("before", "after");
    }

    @Test
    void aStartThatFailsAfterAStopWasRequestedTellsItsOwnErrorAndIsOver() {
        held.atStart = () -> {
            held.requestStop();
            throw new ValkkaException(Kind.BUSY, "somebody else writes");
        };
        assertThatThrownBy(held::start).hasMessage("somebody else writes");
        assertThat(held.events).containsExactly("before", "after");
        held.waitStop();
        assertThatThrownBy(held::start).hasMessageContaining("has been stopped");
    }

    @Test
    void anInterruptEndsNoWaitForAStop() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        held.letGo.countDown();
        held.inBody = () -> {
            Thread.currentThread().interrupt();
            interrupted.complete(held.awaitStopRequest(Duration.ofMillis(1)));
            asked.complete(held.awaitStopRequest(Duration.ofMinutes(1)));
        };
        held.start();

        assertThat(interrupted.get(20, TimeUnit.SECONDS))
                .as("whether a stop was requested")
                .isFalse();
        held.stop();
        assertThat(asked.get(20, TimeUnit.SECONDS)).isTrue();
    }
}
