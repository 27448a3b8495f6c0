package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.TestFrames;

/** What the writer accepts, drops, refuses and counts. */
class WriterIntakeTest extends WriterThreadFixture {
    @Test
    void aStalledDiskMakesTheFilterDropWhatTheQueueCannotHoldAndCountIt() {
        try (ValkkaFS fs = newRecording(1 << 20, 8);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            disk.stall();
            writer.start();
            FrameFilter filter = writer.getFrameFilter();
            for (int i = 0; i < QUEUE + 100; i++) {
                filter.run(TestFrames.frame(1, i, 50));
            }
            WriterStats stalled = writer.stats();
            assertThat(stalled.droppedQueueFull()).isEqualTo(100);
            assertThat(stalled.framesQueued()).isEqualTo(QUEUE);
            assertThat(stalled.bytesQueued()).isEqualTo(QUEUE * 50L);
            assertThat(stalled.deepestQueueFrames()).isEqualTo(QUEUE);

            disk.release();
            writer.stop();
            assertThat(writer.stats().framesWritten()).isEqualTo(QUEUE);
            assertThat(writer.stats().framesQueued()).isZero();
            assertThat(writer.stats().lost()).isEqualTo(100);
            assertThat(TestFrames.numbers(fs)).isEqualTo(upTo(QUEUE));
        }
    }

    @Test
    void theQueueHoldsSixteenMebibytes() {
        try (ValkkaFS fs = newRecording(2 << 20, 20);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            disk.stall();
            writer.start();
            for (int i = 0; i < 20; i++) {
                writer.getFrameFilter().run(TestFrames.frame(1, i, 1 << 20));
            }
            disk.release();
            writer.stop();
            assertThat(writer.stats().droppedQueueFull()).isEqualTo(4);
            assertThat(writer.stats().deepestQueueBytes()).isEqualTo(16 << 20);
            assertThat(TestFrames.numbers(fs)).isEqualTo(upTo(16));
        }
    }

    @Test
    void theBlockingFilterWaitsForRoomAndLosesNothing() {
        try (ValkkaFS fs = newRecording(1 << 20, 8);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            disk.stall();
            writer.start();
            Thread producer = new Thread(() -> {
                for (int i = 0; i < QUEUE + 500; i++) {
                    writer.getBlockingFrameFilter().run(TestFrames.frame(1, i, 50));
                }
            });
            producer.start();
            Await.until("the producer waits", () -> producer.getState() == Thread.State.TIMED_WAITING);
            assertThat(writer.stats().framesQueued()).isEqualTo(QUEUE);
            disk.release();
            Await.until("the producer has put all", () -> !producer.isAlive());
            writer.stop();
            assertThat(writer.stats().lost()).isZero();
            assertThat(TestFrames.numbers(fs)).isEqualTo(upTo(QUEUE + 500));
        }
    }

    @Test
    void anInterruptEndsTheWaitForRoomAndTheRecordingGoesOn() {
        try (ValkkaFS fs = newRecording(1 << 20, 8);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            disk.stall();
            writer.start();
            AtomicReference<ValkkaException> thrown = new AtomicReference<>();
            CountDownLatch flagged = new CountDownLatch(1);
            Thread producer = new Thread(() -> {
                try {
                    for (int i = 0; i < QUEUE + 1; i++) {
                        writer.getBlockingFrameFilter().run(TestFrames.frame(1, i, 50));
                    }
                } catch (ValkkaException e) {
                    thrown.set(e);
                    if (Thread.currentThread().isInterrupted()) {
                        flagged.countDown();
                    }
                }
            });
            producer.start();
            Await.until("the producer waits", () -> producer.getState() == Thread.State.TIMED_WAITING);
            producer.interrupt();
            Await.until("the producer has ended", () -> !producer.isAlive());
            assertThat(thrown.get().kind()).isEqualTo(Kind.CLOSED);
            assertThat(flagged.getCount()).as("the interrupt stays to be seen").isZero();
            disk.release();
            writer.stop();
            assertThat(writer.stats().framesWritten()).isEqualTo(QUEUE);
            assertThat(writer.stats().error()).isEmpty();
        }
    }

    @Test
    void aStopReleasesWhoWaitsForRoom() {
        try (ValkkaFS fs = newRecording(1 << 20, 8);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            disk.stall();
            writer.start();
            AtomicReference<ValkkaException> thrown = new AtomicReference<>();
            Thread producer = new Thread(() -> {
                try {
                    for (int i = 0; i < QUEUE + 1; i++) {
                        writer.getBlockingFrameFilter().run(TestFrames.frame(1, i, 50));
                    }
                } catch (ValkkaException e) {
                    thrown.set(e);
                }
            });
            producer.start();
            Await.until("the producer waits", () -> producer.getState() == Thread.State.TIMED_WAITING);
            writer.requestStop();
            Await.until("the producer has ended", () -> !producer.isAlive());
            assertThat(thrown.get().kind()).isEqualTo(Kind.CLOSED);
            disk.release();
            writer.stop();
            assertThat(writer.stats().droppedStopped()).isEqualTo(1);
            assertThat(TestFrames.numbers(fs)).isEqualTo(upTo(QUEUE));
        }
    }

    @Test
    void manyProducersAtOnceKeepTheOrderOfEachSlot() throws InterruptedException {
        int producers = 4;
        int each = 2000;
        try (ValkkaFS fs = newRecording(256 << 10, 20);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            ExecutorService threads = Executors.newFixedThreadPool(producers);
            writer.start();
            for (int producer = 1; producer <= producers; producer++) {
                int slot = producer;
                writer.setSlotId(slot, slot);
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        writer.getBlockingFrameFilter().run(TestFrames.frame(slot, i, 100));
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            writer.stop();
            // In file order: by their keys blocks may come in another, for the producers are not in step.
            List<RecordedFrame> frames = IntStream.range(0, 20)
                    .boxed()
                    .flatMap(block -> fs.readBlock(block).stream())
                    .toList();
            for (int slot = 1; slot <= producers; slot++) {
                long id = slot;
                assertThat(frames.stream()
                                .filter(frame -> frame.id() == id)
                                .map(frame -> TestFrames.number(frame.frame()))
                                .toList())
                        .isEqualTo(upTo(each));
            }
        }
    }

    @Test
    void aFrameLargerThanABlockIsRefusedAndToldOnceWithTheBlockSizeThatItNeeds() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            List<ValkkaException> errors = new CopyOnWriteArrayList<>();
            writer.setErrorCallback(errors::add);
            writer.start();
            int fits = 8192 - 36 - 8;
            writer.getFrameFilter().run(TestFrames.frame(1, 0, fits));
            writer.getFrameFilter().run(TestFrames.frame(1, 1, fits + 1));
            writer.getFrameFilter().run(TestFrames.frame(1, 10, fits));
            writer.getFrameFilter().run(TestFrames.frame(1, 11, fits + 2));
            writer.getFrameFilter().run(TestFrames.frame(1, 20, fits));
            writer.stop();
            assertThat(writer.stats().refusedTooLarge()).isEqualTo(2);
            assertThat(writer.stats().largestRefused()).isEqualTo(fits + 2);
            assertThat(writer.stats().error()).as("the writer goes on").isEmpty();
            assertThat(errors).hasSize(1);
            assertThat(errors.get(0)).hasMessageContaining("8149 bytes").hasMessageContaining("at least 12288");
            // Each of them is far over a tenth of the device, where libValkka drops.
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 10L, 20L);
        }
    }

    @Test
    void afterATooLargeFrameItsStreamIsRefusedUpToTheNextKeyFrameAndOtherStreamsGoOn() {
        try (ValkkaFS fs = newRecording(8192, 40);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.setSlotId(2, 2);
            writer.start();
            FrameFilter filter = writer.getFrameFilter();
            gop(filter, 1, 0, 100);
            gop(filter, 1, 1000, 9000);
            gop(filter, 2, 1000, 100);
            gop(filter, 1, 2000, 100);
            writer.stop();
            assertThat(recorded(fs, TestFrames.ID, 0))
                    .as("parameter sets, key frame and other frames")
                    .containsExactly(
                            "0 7", "0 8", "0 5", "40 1", "80 1", "1000 7", "1000 8", "2000 7", "2000 8", "2000 5",
                            "2040 1", "2080 1");
            assertThat(recorded(fs, TestFrames.ID, 1)).as("sound").containsExactly("20 -1", "1020 -1", "2020 -1");
            assertThat(recorded(fs, 2, 0)).hasSize(5);
            assertThat(writer.stats().refusedTooLarge()).isEqualTo(1);
            assertThat(writer.stats().refusedAfterTooLarge())
                    .as("a second SPS of the picture, and two pictures")
                    .isEqualTo(3);
            assertThat(writer.stats().refused()).isEqualTo(4);
            assertThat(writer.stats().dropped()).isZero();
            assertThat(new ValkkaFSTool(fs).check().isClean()).isTrue();
        }
    }

    /** A key frame with its parameter sets, some sound, two more pictures. */
    private static void gop(FrameFilter filter, int slot, long millis, int keyFrameSize) {
        nal(filter, slot, millis, 0x67, 20);
        nal(filter, slot, millis, 0x68, 20);
        nal(filter, slot, millis, 0x65, keyFrameSize);
        if (keyFrameSize > 8192) {
            nal(filter, slot, millis, 0x67, 20);
        }
        filter.run(BasicFrame.of(slot, 1, TestFrames.TIME_0 + millis + 20, Codec.PCMA, new byte[160]));
        nal(filter, slot, millis + 40, 0x41, 100);
        nal(filter, slot, millis + 80, 0x41, 100);
    }

    private static void nal(FrameFilter filter, int slot, long millis, int header, int size) {
        byte[] payload = new byte[size];
        payload[3] = 1;
        payload[4] = (byte) header;
        filter.run(BasicFrame.of(slot, 0, TestFrames.TIME_0 + millis, Codec.H264, payload));
    }

    /** The time and the NAL unit type of each frame. */
    private static List<String> recorded(ValkkaFS fs, long id, int subsession) {
        return fs.blocks().stream()
                .flatMap(block -> fs.readBlock(block.number()).stream())
                .filter(recorded -> recorded.id() == id)
                .map(RecordedFrame::frame)
                .filter(frame -> frame.subsession() == subsession)
                .map(frame -> frame.mstimestamp() - TestFrames.TIME_0 + " " + frame.nalUnitType())
                .toList();
    }

    @Test
    void framesWithoutAnIdOrAProperTimeAreRefusedAndMarkersPassUncounted() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            FrameFilter filter = writer.getFrameFilter();
            filter.run(TestFrames.frame(2, 0, 100));
            filter.run(TestFrames.frame(1, 0, 100).withMstimestamp(0));
            filter.run(TestFrames.frame(1, 0, 100).withMstimestamp(-5));
            filter.run(MarkerFrame.start());
            filter.run(TestFrames.frame(1, 1, 100));
            writer.unSetSlotId(1);
            filter.run(TestFrames.frame(1, 2, 100));
            writer.setSlotId(1, TestFrames.ID);
            writer.setSlotId(7, 7);
            writer.clearSlotId();
            filter.run(TestFrames.frame(7, 3, 100));
            filter.run(TestFrames.frame(1, 3, 100));
            writer.stop();
            assertThat(writer.stats().refusedNoId()).isEqualTo(4);
            assertThat(writer.stats().refusedBadTime()).isEqualTo(2);
            assertThat(writer.stats().lost()).isEqualTo(6);
            assertThat(TestFrames.numbers(fs)).containsExactly(1L);
        }
    }

    @Test
    void theIdZeroIsRefused() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            assertThatThrownBy(() -> writer.setSlotId(3, 0))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("slot 3")
                    .hasMessageContaining("id 0");
        }
    }

    @Test
    void framesAfterTheStopAreCountedAndTheBlockingFilterSaysSo() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            writer.getFrameFilter().run(TestFrames.frame(1, 0, 100));
            writer.stop();
            writer.getFrameFilter().run(TestFrames.frame(1, 1, 100));
            assertClosed(() -> writer.getBlockingFrameFilter().run(TestFrames.frame(1, 2, 100)));
            assertThat(writer.stats().droppedStopped()).isEqualTo(2);
            assertThat(writer.stats().toString()).contains("2 stopped");
            assertThat(TestFrames.numbers(fs)).containsExactly(0L);
        }
    }
}
