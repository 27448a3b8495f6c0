package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.play.ValkkaFSManager;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** Callbacks of two writers that call each other, both at the same moment; and writers that others wait for in vain. */
@Timeout(50)
class WritersWaitForNobodyTest {
    @TempDir
    Path temp;

    private final TroubledDisk disk = new TroubledDisk();
    private final LinkedBlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();

    /** One of two recordings with a writer. */
    private final class Side implements AutoCloseable {
        final ValkkaFS fs;
        final ValkkaFSWriterThread writer;

        Side(String name) {
            fs = new ValkkaFSBuilder<>(disk, temp.resolve(name), ValkkaSingleFS::new)
                    .blockSize(4096)
                    .blocks(8)
                    .create();
            writer = new ValkkaFSWriterThread(name, fs);
            writer.setSlotId(1, TestFrames.ID);
        }

        /** Frames enough to close a block. */
        void fillABlock() {
            for (int i = 0; i < 5; i++) {
                writer.getFrameFilter().run(TestFrames.frame(1, i, 1000));
            }
        }

        @Override
        public void close() {
            fs.close();
        }
    }

    /** What comes of a call that both callbacks make of the other side at the same moment: two exceptions, or "well". */
    private List<Object> bothCall(BiConsumer<Side, Side> call) throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(2);
        try (Side left = new Side("left");
                Side right = new Side("right")) {
            call(left, right, together, call);
            call(right, left, together, call);
            left.writer.start();
            right.writer.start();
            left.fillABlock();
            right.fillABlock();
            List<Object> both = new ArrayList<>();
            both.add(outcomes.poll(30, TimeUnit.SECONDS));
            both.add(outcomes.poll(30, TimeUnit.SECONDS));
            left.writer.stop();
            right.writer.stop();
            assertThat(TestFrames.numbers(left.fs)).hasSizeGreaterThanOrEqualTo(5);
            assertThat(TestFrames.numbers(right.fs)).hasSizeGreaterThanOrEqualTo(5);
            return both;
        }
    }

    private void call(Side own, Side other, CyclicBarrier together, BiConsumer<Side, Side> call) {
        Subscription[] once = new Subscription[1];
        once[0] = own.fs.onBlockClosed(block -> {
            once[0].close();
            try {
                together.await(30, TimeUnit.SECONDS);
                call.accept(own, other);
                outcomes.add("well");
            } catch (Exception e) {
                outcomes.add(e);
            }
        });
    }

    @Test
    void twoCallbacksThatBringTheOthersOpenBlockIntoItsTableDoNotWait() throws InterruptedException {
        assertThat(bothCall((own, other) -> other.fs.updateTable(false))).containsExactly("well", "well");
    }

    @Test
    void theOpenBlockOfAnotherRecordingShowsAMomentAfterACallbackHasAskedForIt() throws InterruptedException {
        try (Side asking = new Side("asking");
                Side asked = new Side("asked")) {
            asking.fs.setBlockCallback(() -> asked.fs.updateTable(false));
            asked.writer.start();
            asked.writer.getFrameFilter().run(TestFrames.frame(1, 3, 100));
            asking.writer.start();
            asking.fillABlock();
            Await.until("the open block shows", () -> !asked.fs.getTimeRange().isEmpty());
        }
    }

    @Test
    void twoCallbacksThatStopEachOthersWriterDoNotWait() throws InterruptedException {
        assertThat(bothCall((own, other) -> other.writer.stop())).containsExactly("well", "well");
    }

    @Test
    void twoCallbacksThatCloseEachOthersRecordingDoNotWait() throws InterruptedException {
        assertThat(bothCall((own, other) -> other.fs.close())).containsExactly("well", "well");
    }

    @Test
    void twoCallbacksThatAskAManagerOfTheOtherRecordingForItsTimesDoNotWait() throws InterruptedException {
        assertThat(bothCall((own, other) -> {
                    try (ValkkaFSManager manager = new ValkkaFSManager(other.fs)) {
                        manager.getTimeRange();
                    }
                }))
                .containsExactly("well", "well");
    }

    @Test
    void whatPromisesThatAnotherRecordingIsFlushedIsRefusedInACallback() throws InterruptedException {
        List<BiConsumer<Side, Side>> calls =
                List.of((own, other) -> other.writer.flush(), (own, other) -> other.fs.updateTable(true));
        for (BiConsumer<Side, Side> call : calls) {
            assertThat(bothCall(call))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(ValkkaException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.BUSY);
                        assertThat(e.getMessage())
                                .matches("in the callback of the writer '(left|right)', which waits for nobody, "
                                        + "\\(ValkkaFSWriterThread:(left|right)\\) cannot be asked to .*");
                    }));
            temp = temp.resolve("again");
        }
    }

    @Test
    void aCallbackThatPutsFramesIntoTheFullQueueOfAnotherWriterIsRefused() throws InterruptedException {
        CyclicBarrier full = new CyclicBarrier(2);
        // Neither writer takes frames before its own callback has returned, and both callbacks fill the other's queue.
        assertThat(bothCall((own, other) -> {
                    try {
                        while (true) {
                            other.writer.getBlockingFrameFilter().run(TestFrames.frame(1, 9, 100));
                        }
                    } finally {
                        awaitOther(full);
                    }
                }))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY)));
    }

    private static void awaitOther(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoWaitsForAWriterThatIsHeldIsToldByWhat() throws InterruptedException {
        try (Side side = new Side("held");
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread(
                        "held", side.fs, Durability.NONE, Duration.ofMillis(50), System::nanoTime)) {
            writer.setSlotId(1, TestFrames.ID);
            disk.stall();
            writer.start();
            try {
                writer.getFrameFilter().run(TestFrames.frame(1, 0, 1000));
                assertThatThrownBy(writer::flush)
                        .isInstanceOf(ValkkaException.class)
                        .hasMessageStartingWith(
                                "(ValkkaFSWriterThread:held) has got no further with the request to flush for "
                                        + "0.05 s: it is in ")
                        .hasMessageContaining("TroubledDisk");
                ValkkaException noRoom = catchThrowableOfType(ValkkaException.class, () -> {
                    for (int i = 0; i < WriterThreadFixture.QUEUE + 10; i++) {
                        writer.getBlockingFrameFilter().run(TestFrames.frame(1, 1, 30));
                    }
                });
                assertThat(noRoom.kind()).isEqualTo(Kind.TIMEOUT);
                assertThat(noRoom).hasMessageContaining("making room in its queue for 0.05 s: it is in ");
                assertThat(writer.stats().droppedQueueFull()).isEqualTo(1);
            } finally {
                disk.release();
            }
        }
    }
}
