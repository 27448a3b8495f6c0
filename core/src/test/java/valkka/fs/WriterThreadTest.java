package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** What the writer accepts, drops, refuses and counts, and how it starts and ends. */
class WriterThreadTest {
    private static final int QUEUE = 8192;

    @TempDir
    Path temp;

    private final TroubledDisk disk = new TroubledDisk();

    private ValkkaFS newRecording(long blockSize, int blocks) {
        return new ValkkaFSBuilder<>(disk, temp, ValkkaSingleFS::new)
                .blockSize(blockSize)
                .blocks(blocks)
                .create();
    }

    private static ValkkaFSWriterThread writerOn(ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
        writer.setSlotId(1, TestFrames.ID);
        return writer;
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ValkkaException.class)
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.CLOSED);
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    // ---- the queue ----

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
            Await.until("the producer waits", () -> producer.getState() == Thread.State.WAITING);
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
            Await.until("the producer waits", () -> producer.getState() == Thread.State.WAITING);
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
            Await.until("the producer waits", () -> producer.getState() == Thread.State.WAITING);
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
            List<RecordedFrame> frames;
            try (var stream = fs.frames(fs.getTimeRange())) {
                frames = stream.toList();
            }
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

    // ---- frames that are not written ----

    @Test
    void aFrameLargerThanABlockIsRefusedAndToldWhatBlockSizeItNeeds() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            List<ValkkaException> errors = new CopyOnWriteArrayList<>();
            writer.setErrorCallback(errors::add);
            writer.start();
            int fits = 8192 - 36 - 8;
            writer.getFrameFilter().run(TestFrames.frame(1, 0, fits));
            writer.getFrameFilter().run(TestFrames.frame(1, 1, fits + 1));
            writer.getFrameFilter().run(TestFrames.frame(1, 2, fits + 1));
            writer.getFrameFilter().run(TestFrames.frame(1, 3, fits));
            writer.stop();
            assertThat(writer.stats().refusedTooLarge()).isEqualTo(2);
            assertThat(errors).hasSize(1);
            assertThat(errors.get(0)).hasMessageContaining("8149 bytes").hasMessageContaining("at least 12288");
            // Each of them is far over a tenth of the device, where libValkka drops.
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 3L);
        }
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

    // ---- starting and ending ----

    @Test
    void everyFrameAcceptedBeforeTheStopIsThere() {
        for (int run = 0; run < 20; run++) {
            Path directory = temp.resolve("run" + run);
            try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                    .blockSize(64 << 10)
                    .blocks(10)
                    .create()) {
                ValkkaFSWriterThread writer = writerOn(fs);
                writer.start();
                for (int i = 0; i < 1000; i++) {
                    writer.getFrameFilter().run(TestFrames.frame(1, i, 200));
                }
                writer.stop();
                assertThat(writer.stats().framesWritten()).isEqualTo(1000);
                assertThat(TestFrames.numbers(fs)).isEqualTo(upTo(1000));
            }
        }
    }

    @Test
    void aStopWhileFramesComeLosesNoneThatWasTaken() throws InterruptedException {
        for (int run = 0; run < 20; run++) {
            Path directory = temp.resolve("run" + run);
            try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                    .blockSize(256 << 10)
                    .blocks(10)
                    .create()) {
                ValkkaFSWriterThread writer = writerOn(fs);
                CountDownLatch running = new CountDownLatch(1);
                writer.start();
                Thread producer = new Thread(() -> {
                    for (int i = 0; writer.stats().droppedStopped() == 0; i++) {
                        writer.getFrameFilter().run(TestFrames.frame(1, i, 50));
                        running.countDown();
                    }
                });
                producer.start();
                assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
                writer.stop();
                producer.join(30_000);
                WriterStats stats = writer.stats();
                assertThat(stats.framesQueued()).isZero();
                assertThat(TestFrames.numbers(fs)).hasSize((int) stats.framesWritten());
            }
        }
    }

    @Test
    void aWriterThatIsNeverStartedOrGetsNoFrameTouchesNothing() {
        try (ValkkaFS fs = newRecording(8192, 4)) {
            Recordings.write(fs, 0, 100, 100);
            Map<String, String> before = Recordings.fingerprint(temp);
            try (ValkkaFSWriterThread writer = writerOn(fs)) {
                writer.getFrameFilter().run(TestFrames.frame(2, 0, 100));
                writer.stop();
                writer.stop();
                assertThat(writer.isRunning()).isFalse();
                assertClosed(writer::start);
            }
            assertThat(Recordings.fingerprint(temp)).isEqualTo(before);
            before.remove("valkkafs.lock");
            try (ValkkaFSWriterThread writer = writerOn(fs)) {
                writer.start();
                writer.flush();
                fs.updateTable(true);
            }
            Map<String, String> after = Recordings.fingerprint(temp);
            after.remove("valkkafs.lock");
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void aWriterStartsOnce() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            assertThatThrownBy(writer::start)
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("is running already");
            writer.getFrameFilter().run(TestFrames.frame(1, 0, 100));
            writer.stop();
            writer.stop();
            assertClosed(writer::start);
            assertThat(TestFrames.numbers(fs)).containsExactly(0L);
        }
    }

    @Test
    void closingTheFileSystemStopsItsThreadsAndTakesNoNewOnes() {
        ValkkaFS fs = newRecording(8192, 4);
        ValkkaFSWriterThread writer = writerOn(fs);
        ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, frame -> {});
        writer.start();
        reader.start();
        writer.getFrameFilter().run(TestFrames.frame(1, 0, 100));
        fs.close();
        fs.close();
        assertThat(List.of(writer.isRunning(), reader.isRunning())).containsExactly(false, false);
        assertThat(writer.stats().framesWritten()).isEqualTo(1);
        assertClosed(() -> writerOn(fs));
        try (ValkkaFS again = ValkkaSingleFS.loadFromDirectory(temp)) {
            assertThat(TestFrames.numbers(again)).containsExactly(0L);
        }
    }

    @Test
    void theNextRunGoesOnInTheNextBlock() {
        try (ValkkaFS fs = newRecording(8192, 4)) {
            for (int run = 0; run < 9; run++) {
                Recordings.write(fs, run, run + 1, 100);
                assertThat(TestFrames.firstOfSequence(fs.readBlock(run % 4))).isEqualTo(run);
                assertThat(fs.getBlockTable().isUsed((run + 1) % 4)).isFalse();
                assertThat(TestFrames.numbers(fs))
                        .isEqualTo(LongStream.rangeClosed(Math.max(0, run - 2), run)
                                .boxed()
                                .toList());
            }
        }
    }

    // ---- flush and table ----

    @Test
    void flushMakesFramesVisibleAndUpdateTableMakesThemFound() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            assertClosed(writer::flush);
            writer.start();
            writer.getFrameFilter().run(TestFrames.frame(1, 0, 100));
            writer.flush();
            assertThat(fs.readBlock(0)).hasSize(1);
            assertThat(fs.getBlockTable().isUsed(0)).isFalse();

            fs.updateTable(false);
            assertThat(fs.getBlockTable().key(0)).isEqualTo(TestFrames.TIME_0);
            assertThat(Recordings.fingerprint(temp).get("blockfile")).contains(Golden.sha1(new byte[4 * 16]));

            writer.getFrameFilter().run(TestFrames.frame(1, 1, 100));
            fs.updateTable(true);
            assertThat(fs.getBlockTable().last(0)).isEqualTo(TestFrames.TIME_0 + 1);
            assertThat(Recordings.fingerprint(temp).get("blockfile")).doesNotContain(Golden.sha1(new byte[4 * 16]));
            writer.stop();
            assertClosed(writer::flush);
            fs.updateTable(true);
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 1L);
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }

    @Test
    void framesAreFlushedWithoutBeingAskedFor() {
        try (ValkkaFS fs = newRecording(8192, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            writer.getFrameFilter().run(TestFrames.frame(1, 0, 100));
            Await.until("the frame can be read", () -> fs.readBlock(0).size() == 1);
        }
    }

    @Test
    void updateTableWhileTheWriterEndsNeverFailsOrHangs() {
        try (ValkkaFS fs = newRecording(8192, 4)) {
            Thread updating = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        fs.updateTable(true);
                        fs.updateTable(false);
                    } catch (ValkkaException e) {
                        if (e.kind() != Kind.CLOSED || !Thread.currentThread().isInterrupted()) {
                            throw e;
                        }
                    }
                }
            });
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            updating.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
            updating.start();
            for (int run = 0; run < 40; run++) {
                Recordings.write(fs, run, run + 1, 100);
            }
            updating.interrupt();
            Await.until("the updates have ended", () -> !updating.isAlive());
            assertThat(thrown.get()).isNull();
            assertThat(TestFrames.numbers(fs)).containsExactly(37L, 38L, 39L);
        }
    }

    // ---- callbacks ----

    @Test
    void aBlockCallbackMayThrowInterruptUpdateTheTableAndPull() {
        try (ValkkaFS fs = newRecording(4096, 20);
                ValkkaFSWriterThread writer = writerOn(fs);
                ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, frame -> {})) {
            reader.setSlotId(1, TestFrames.ID);
            reader.start();
            List<Long> pulled = new CopyOnWriteArrayList<>();
            fs.setBlockCallback(() -> {
                fs.updateTable(true);
                int closed = (int) (writer.stats().blocksClosed() - 1) % 20;
                pulled.add(reader.pullBlocks(closed).join().frames());
                Thread.currentThread().interrupt();
                throw new IllegalStateException("a callback that throws");
            });
            writer.start();
            for (int i = 0; i < 100; i++) {
                writer.getFrameFilter().run(TestFrames.frame(1, i, 1000));
            }
            writer.stop();
            assertThat(writer.stats().error()).isEmpty();
            // 100 frames, three a block; the ring keeps the newest 19 blocks.
            assertThat(pulled).hasSize(34).startsWith(3L, 3L).endsWith(1L);
            assertThat(TestFrames.numbers(fs)).hasSize(18 * 3 + 1);
        }
    }

    @Test
    void aBlockCallbackMayStopTheWriterItRunsIn() {
        try (ValkkaFS fs = newRecording(4096, 20);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            disk.stall();
            fs.setBlockCallback(writer::stop);
            writer.start();
            for (int i = 0; i < 30; i++) {
                writer.getFrameFilter().run(TestFrames.frame(1, i, 1000));
            }
            disk.release();
            Await.until("the writer has ended", () -> !writer.isRunning());
            assertThat(TestFrames.numbers(fs)).isEqualTo(upTo(30));
        }
    }

    @Test
    void anErrorCallbackThatThrowsHurtsNobody() {
        try (ValkkaFS fs = newRecording(4096, 4);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.setErrorCallback(error -> {
                throw new IllegalStateException("an error callback that throws");
            });
            writer.start();
            writer.getFrameFilter().run(TestFrames.frame(1, 0, 5000));
            writer.getFrameFilter().run(TestFrames.frame(1, 1, 500));
            writer.stop();
            assertThat(TestFrames.numbers(fs)).containsExactly(1L);
        }
    }

    // ---- what a block's row says ----

    @Test
    void blocksOfAudioAloneAndBlocksWithoutAKeyFrameAreFoundByTheirTime() {
        try (ValkkaFS fs = newRecording(4096, 8)) {
            BasicFrame audio = BasicFrame.of(1, 1, 5_000, Codec.AAC, new byte[] {1, 2, 3});
            run(fs, audio, audio.withMstimestamp(5_020));
            BasicFrame slice = BasicFrame.of(1, 0, 6_000, Codec.H264, TestFrames.payload(1, 30));
            run(fs, slice.withMstimestamp(6_010), slice, slice.withMstimestamp(6_040));
            assertThat(fs.getBlockTable().rows()[0]).containsExactly(5_000, 5_020);
            assertThat(fs.getBlockTable().rows()[1]).containsExactly(6_000, 6_040);
            assertThat(fs.getInd(new TimeRange(6_020, 6_030))).containsExactly(1);
            assertThat(fs.getTimeRange()).isEqualTo(new TimeRange(5_000, 6_040));
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }

    @Test
    void aBlockWithoutAKeyFrameAfterTheClockWasSetBackHasNoKeyBehindItsLastTime() {
        try (ValkkaFS fs = newRecording(4096, 8)) {
            BasicFrame slice = BasicFrame.of(1, 0, 2_000, Codec.H264, TestFrames.payload(1, 4000));
            run(
                    fs,
                    BasicFrame.of(1, 0, 9_000, Codec.H264, TestFrames.payload(0, 4000)),
                    slice.withMstimestamp(9_040),
                    slice);
            assertThat(fs.getBlockTable().rows()[1]).containsExactly(9_000, 9_040);
            assertThat(fs.getBlockTable().rows()[2]).containsExactly(2_000, 2_000);
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }

    private static void run(ValkkaFS fs, BasicFrame... frames) {
        try (ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            for (BasicFrame frame : frames) {
                writer.getBlockingFrameFilter().run(frame);
            }
        }
    }
}
