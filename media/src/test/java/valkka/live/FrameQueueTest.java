package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.rtsp.Deadline;

/** The way of one stream's frames: in order, bounded, and nothing uncounted. */
@Timeout(60)
class FrameQueueTest {
    private final FilterThreads threads =
            new FilterThreads("queue", LiveEnvironment.usual(), Ticker.systemTicker(), () -> {});
    private final FrameQueue queue = new FrameQueue(threads);
    private final List<Integer> done = new ArrayList<>(); // written by the one thread of the filters

    @AfterEach
    void close() {
        threads.close();
    }

    private boolean offer(int bytes, int number) {
        return queue.offer(bytes, 1, () -> done.add(number));
    }

    private void runAll() {
        CountDownLatch behind = new CountDownLatch(1);
        queue.call(behind::countDown);
        threads.start();
        await(behind);
    }

    private static void await(CountDownLatch latch) {
        Deadline.until("the work before", () -> latch.getCount() == 0);
    }

    @Test
    void framesAndCallsAreDoneInTheOrderInWhichTheyCame() {
        threads.start();
        CountDownLatch last = new CountDownLatch(1);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            if (i % 3 == 0) {
                queue.call(() -> done.add(number));
            } else {
                Deadline.until("room", () -> offer(1, number));
            }
        }
        queue.call(last::countDown);
        await(last);

        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void aQueueThatIsFullOfBytesTakesNoFrameButEveryCallUntilThereIsRoom() {
        assertThat(offer(FrameQueue.MOST_BYTES - 1, 1)).isTrue();
        assertThat(offer(2, 2)).isFalse();
        assertThat(offer(1, 3)).isTrue();
        assertThat(offer(1, 4)).isFalse();
        queue.call(() -> done.add(5));
        runAll();

        assertThat(done).containsExactly(1, 3, 5);
        assertThat(offer(FrameQueue.MOST_BYTES, 6)).isTrue();
    }

    @Test
    void aQueueThatIsFullOfItemsTakesNoFrame() {
        for (int i = 0; i < FrameQueue.MOST_ITEMS; i++) {
            assertThat(offer(0, i)).isTrue();
        }
        assertThat(offer(0, FrameQueue.MOST_ITEMS)).isFalse();
        runAll();

        assertThat(done).hasSize(FrameQueue.MOST_ITEMS);
    }

    @Test
    void framesThatWaitCanBeDroppedAndAreCountedWhileCallsStay() {
        queue.offer(FrameQueue.MOST_BYTES / 2, 3, () -> done.add(1));
        queue.call(() -> done.add(2));
        queue.offer(FrameQueue.MOST_BYTES / 2, 4, () -> done.add(3));

        assertThat(queue.dropFrames()).isEqualTo(7);
        assertThat(offer(FrameQueue.MOST_BYTES, 4)).as("there is room again").isTrue();
        runAll();
        assertThat(done).containsExactly(2, 4);
    }

    @Test
    void anInterruptThatAFilterLeavesBehindReachesNobody() {
        AtomicReference<Boolean> reached = new AtomicReference<>();
        offer(1, 1);
        queue.call(() -> Thread.currentThread().interrupt());
        queue.call(() -> reached.set(Thread.currentThread().isInterrupted()));
        runAll();

        assertThat(reached).hasValue(false);
    }

    @Test
    void anErrorEndsNeitherTheStreamNorTheThread() {
        queue.call(() -> {
            throw new AssertionError("on purpose");
        });
        offer(1, 1);
        runAll();

        assertThat(done).containsExactly(1);
    }

    @Test
    void theQueueKnowsItsOwnThreadDuringAnItemAlone() {
        List<Boolean> inside = new ArrayList<>();
        FrameQueue other = new FrameQueue(threads);
        queue.call(() -> {
            inside.add(queue.isCurrentThread());
            inside.add(other.isCurrentThread());
        });
        runAll();

        assertThat(inside).containsExactly(true, false);
        assertThat(queue.isCurrentThread()).isFalse();
    }
}
