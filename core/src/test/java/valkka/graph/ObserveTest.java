package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.setSlot;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Await;
import valkka.fs.Subscription;

/** Looks at the frames that leave a node, without a change of the graph. */
@Timeout(60)
class ObserveTest {
    private final AtomicLong arrived = new AtomicLong(-1);
    private final FilterGraph graph = new TestSource(1).to(setSlot(7)).to(frame -> arrived.set(frame.mstimestamp()));

    @Test
    void anObserverGetsEachFrameAfterTheNextNodeUntilItIsClosed() {
        AtomicLong seen = new AtomicLong(-1);
        AtomicInteger slot = new AtomicInteger();
        AtomicInteger early = new AtomicInteger();
        try (FilterGraph running = graph) {
            Subscription subscription = running.observe("numbers", frame -> {
                early.addAndGet(arrived.get() == frame.mstimestamp() && seen.get() == frame.mstimestamp() - 1 ? 0 : 1);
                seen.set(frame.mstimestamp());
                slot.set(frame.slot());
            });
            running.start();
            Await.until("frames are seen", () -> seen.get() > 100);
            assertThat(early)
                    .as("frames that came before the next node had them, or not in a row")
                    .hasValue(0);
            assertThat(slot).as("as they leave the node").hasValue(1);

            subscription.close();
            long passed = arrived.get() + 2;
            Await.until("the frame on its way has passed", () -> arrived.get() > passed);
            long last = seen.get();
            long further = arrived.get() + 100;
            Await.until("frames flow on", () -> arrived.get() > further);
            assertThat(seen).hasValue(last);
        }
    }

    @Test
    void forksNamesOfNoNodeAndClosedGraphsAreRefused() {
        FilterGraph forked = new TestSource(1).to(fork().connect("a", frame -> {}));
        assertThatThrownBy(() -> forked.observe("fork", frame -> {}))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("connect a branch");
        assertThatThrownBy(() -> graph.observe("live", frame -> {}))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        graph.close();
        assertThatThrownBy(() -> graph.observe("numbers", frame -> {}))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }
}
