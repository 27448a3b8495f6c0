package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.info;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Await;

/** Branches that come and go while frames flow. */
@Timeout(60)
class ForkWhileRunningTest {
    /** Counts, and finds what is lost or comes twice: the source numbers its frames from 0. */
    private static final class Sequence {
        final AtomicLong first = new AtomicLong(-1);
        final AtomicLong last = new AtomicLong(-1);
        final AtomicBoolean broken = new AtomicBoolean();

        void take(Frame frame) {
            long number = frame.mstimestamp();
            if (!first.compareAndSet(-1, number) && number != last.get() + 1) {
                broken.set(true);
            }
            last.set(number);
        }
    }

    @Test
    void connectingAndDisconnectingLosesAndDoublesNothingInTheOtherBranch() {
        Sequence stays = new Sequence();
        FilterGraph graph =
                new TestSource(1).to(fork().connect("stays", stays::take)).start();
        for (int i = 0; i < 200; i++) {
            Sequence comes = new Sequence();
            graph.connect("fork", "comes", Sink.of(comes::take));
            Await.until("frames come", () -> comes.last.get() > comes.first.get());
            graph.disconnect("fork", "comes");
            long last = comes.last.get();
            long passed = stays.last.get() + 10;
            Await.until("frames come", () -> stays.last.get() > passed);
            assertThat(comes.last.get()).as("behind its disconnect").isEqualTo(last);
            assertThat(comes.broken).isFalse();
        }
        graph.close();
        assertThat(stays.first).hasValue(0);
        assertThat(stays.broken).isFalse();
        assertThat(graph.nodes()).hasSize(3);
    }

    @Test
    void aBranchIsStartedBeforeFramesComeAndEndedBehindTheLast() {
        List<String> diary = new CopyOnWriteArrayList<>();
        FilterGraph graph = new TestSource(1).to(fork());
        graph.connect("fork", "early", RecordingNode.pipe("early", diary));
        assertThat(diary).isEmpty();
        graph.start();
        graph.connect("fork", "late", RecordingNode.pipe("late", diary));
        assertThat(diary).containsExactly("start early", "start late");
        assertThat(graph.toString())
                .contains("+-- early -->> (RecordingNode:early)", "+-- late -->> (RecordingNode:late)");
        graph.disconnect("fork", "early");
        assertThat(diary).containsExactly("start early", "start late", "end early");
        graph.close();
        assertThat(diary).endsWith("end late");
    }

    @Test
    void theFilterOfABranchMayDisconnectIt() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        FilterGraph graph = new TestSource(1).to(fork());
        graph.connect("fork", "once", Sink.of(frame -> {
            graph.disconnect("fork", "once");
            done.countDown();
        }));
        graph.start();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        graph.close();
    }

    @Test
    void whatCannotBeConnectedLeavesTheGraphAsItWas() {
        List<String> diary = new CopyOnWriteArrayList<>();
        FilterGraph graph = new TestSource(1)
                .to(fork().connect("a", info().named("taken").to(frame -> {})))
                .start();
        String before = graph.toString();
        assertFails(Kind.EXISTS, () -> graph.connect("fork", "a", info()), "'a'");
        assertFails(Kind.EXISTS, () -> graph.connect("fork", "b", info().named("taken")), "{InfoFrameFilter:taken}");
        assertFails(Kind.IO, () -> graph.connect("fork", "b", RecordingNode.broken("broken", diary)), "cannot start");
        assertFails(Kind.NOT_FOUND, () -> graph.disconnect("fork", "b"), "'b'", "[a]");
        assertThat(graph).hasToString(before);
        graph.close();
        assertFails(Kind.CLOSED, () -> graph.connect("fork", "b", info()), "closed");
    }

    private static void assertFails(Kind kind, Runnable call, String... words) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContainingAll(words);
    }
}
