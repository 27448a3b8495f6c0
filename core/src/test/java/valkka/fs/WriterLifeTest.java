package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/** How a writer starts, flushes, updates the table and ends. */
class WriterLifeTest extends WriterThreadFixture {
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
                writer.getFrameFilter().run(TestFrames.frame(1, 200, 100));
                writer.stop();
                writer.stop();
                assertThat(writer.isRunning()).isFalse();
                assertThat(writer.stats().framesQueued()).isZero();
                assertThat(writer.stats().droppedStopped()).isEqualTo(1);
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

    @Test
    void flushMakesFramesVisibleAndUpdateTableMakesThemFound() throws IOException {
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
            assertThat(Files.readAllBytes(temp.resolve("blockfile"))).isEqualTo(new byte[4 * 16]);

            writer.getFrameFilter().run(TestFrames.frame(1, 1, 100));
            fs.updateTable(true);
            assertThat(fs.getBlockTable().last(0)).isEqualTo(TestFrames.TIME_0 + 1);
            assertThat(Files.readAllBytes(temp.resolve("blockfile"))).isNotEqualTo(new byte[4 * 16]);
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
}
