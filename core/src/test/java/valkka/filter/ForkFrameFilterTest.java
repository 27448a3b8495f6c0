package valkka.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** A fork's outputs come and go while frames flow, and one that fails takes nothing from the others. */
class ForkFrameFilterTest {
    private static final BasicFrame FRAME = BasicFrame.of(1, 0, 5, Codec.AAC, new byte[1]);

    private final ForkFrameFilterN fork = new ForkFrameFilterN("fork");

    @Test
    void outputsGetFramesInTheOrderOfTheirConnection() {
        List<String> order = new ArrayList<>();
        for (String tag : List.of("c", "a", "b")) {
            fork.connect(tag, frame -> order.add(tag));
        }
        fork.run(FRAME);
        fork.disconnect("a");
        fork.run(FRAME);
        assertThat(order).containsExactly("c", "a", "b", "c", "b");
    }

    @Test
    void aTagIsUsedOnceAndMustBeThereToBeDisconnected() {
        fork.connect("a", frame -> {});
        assertThatThrownBy(() -> fork.connect("a", frame -> {}))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("{ForkFrameFilterN:fork} has an output 'a' already")
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.EXISTS);
        assertThatThrownBy(() -> fork.disconnect("b"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("no output 'b', only [a]")
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void anOutputThatThrowsDoesNotKeepTheFrameFromTheOthers() {
        List<Frame> seen = new ArrayList<>();
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        fork.connect("1", frame -> {
            throw first;
        });
        fork.connect("2", seen::add);
        fork.connect("3", frame -> {
            throw second;
        });
        fork.connect("4", seen::add);
        assertThatThrownBy(() -> fork.run(FRAME)).isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second);
        assertThat(seen).containsExactly(FRAME, FRAME);
    }

    @Test
    void forksOfTwoAndOfThreeHandEachFrameToAllInTheirOrder() {
        List<String> order = new ArrayList<>();
        FrameFilter two = new ForkFrameFilter("two", frame -> order.add("2a"), frame -> order.add("2b"));
        FrameFilter three = new ForkFrameFilter3(
                "three", frame -> order.add("3a"), frame -> order.add("3b"), frame -> order.add("3c"));
        two.run(FRAME);
        three.run(MarkerFrame.start());
        assertThat(order).containsExactly("2a", "2b", "3a", "3b", "3c");
        assertThat(two).hasToString("{ForkFrameFilter:two}");
        assertThat(three).hasToString("{ForkFrameFilter3:three}");
    }

    @Test
    void inForksOfTwoAndOfThreeAnOutputThatThrowsDoesNotKeepTheFrameFromTheOthers() {
        List<Frame> seen = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("failure");
        FrameFilter failing = frame -> {
            throw failure;
        };
        assertThatThrownBy(() -> new ForkFrameFilter("two", failing, seen::add).run(FRAME))
                .isSameAs(failure);
        assertThatThrownBy(() -> new ForkFrameFilter3("three", failing, seen::add, seen::add).run(FRAME))
                .isSameAs(failure);
        assertThat(seen).containsExactly(FRAME, FRAME, FRAME);
    }

    @Test
    void forksOfTwoAndOfThreeRefuseAFilterThatIsNone() {
        assertThatThrownBy(() -> new ForkFrameFilter("two", frame -> {}, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("next2");
        assertThatThrownBy(() -> new ForkFrameFilter3("three", frame -> {}, frame -> {}, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("next3");
    }

    @Test
    void anOutputMayDisconnectItself() {
        List<Frame> seen = new ArrayList<>();
        fork.connect("once", frame -> {
            seen.add(frame);
            fork.disconnect("once");
        });
        fork.run(FRAME);
        fork.run(FRAME);
        assertThat(seen).hasSize(1);
    }

    @Test
    void outputsComeAndGoWhileFramesFlow() throws InterruptedException {
        CountFrameFilter always = new CountFrameFilter("always");
        CountFrameFilter sometimes = new CountFrameFilter("sometimes");
        fork.connect("always", always);
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread connecting = new Thread(() -> {
            while (!over.get()) {
                fork.connect("sometimes", sometimes);
                fork.disconnect("sometimes");
            }
        });
        connecting.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        connecting.start();
        int frames = 0;
        for (; frames < 10_000 || (sometimes.count() == 0 && frames < 50_000_000); frames++) {
            fork.run(FRAME);
        }
        over.set(true);
        connecting.join(30_000);
        assertThat(thrown.get()).isNull();
        assertThat(always.count()).isEqualTo(frames);
        assertThat(sometimes.count()).isPositive().isLessThanOrEqualTo(frames);
    }
}
