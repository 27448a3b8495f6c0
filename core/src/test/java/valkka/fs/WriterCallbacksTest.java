package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/** Callbacks in the writer's thread, disks that fail under it, and what its rows say. */
class WriterCallbacksTest extends WriterThreadFixture {
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
            writer.setSlotId(2, 2);
            writer.getFrameFilter().run(TestFrames.frame(2, 1, 500)); // of a stream that was not refused
            writer.stop();
            assertThat(TestFrames.numbers(fs)).containsExactly(1L);
        }
    }

    @Test
    void everyFrameIsWrittenOrCountedOnceWhenTheDiskFails() {
        try (ValkkaFS fs = newRecording(16384, 8)) {
            try (ValkkaFSWriterThread writer = writerOn(fs)) {
                List<ValkkaException> errors = new CopyOnWriteArrayList<>();
                writer.setErrorCallback(errors::add);
                writer.start();
                for (int i = 0; i < 40; i++) {
                    writer.getFrameFilter().run(TestFrames.frame(1, i, 1000));
                }
                writer.flush();
                disk.failToWrite("dumpfile");
                for (int i = 40; i < 100; i++) {
                    writer.getFrameFilter().run(TestFrames.frame(1, i, 1000));
                }
                Await.until("the writer has ended", () -> !writer.isRunning());
                assertThat(errors).hasSize(1);
                assertThat(errors.get(0)).hasMessageContaining("dumpfile failed: Input/output error");
                for (ThrowingCallable call : List.<ThrowingCallable>of(
                        writer::flush, () -> writer.getBlockingFrameFilter().run(TestFrames.frame(1, 100, 100)))) {
                    assertThatThrownBy(call)
                            .isInstanceOf(ValkkaException.class)
                            .hasMessage(errors.get(0).getMessage());
                }
                WriterStats stats = writer.stats();
                assertThat(stats.framesQueued()).isZero();
                assertThat(stats.framesWritten() + stats.lost()).isEqualTo(101);
                assertThat(stats.error()).isEqualTo(errors.get(0).getMessage());
                assertThat(stats.framesWritten()).isEqualTo(40);
                assertThat(stats.bytesWritten()).isEqualTo(40_000);
            }
            disk.failToWrite("nothing");
            fs.updateTable(true);
            assertThat(TestFrames.numbers(fs)).isEqualTo(upTo(40));
            Recordings.write(fs, 100, 103, 100);
            assertThat(TestFrames.numbers(fs)).hasSize(43).endsWith(100L, 101L, 102L);
        }
    }

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
