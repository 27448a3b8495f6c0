package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** Who reads a ring while a writer laps it gets the frames or GONE, never a mix and nothing else. */
class ConcurrentReadTest {
    @TempDir
    Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong fed = new AtomicLong();
    private volatile int frameSize = 300;

    @AfterEach
    void endThreads() throws InterruptedException {
        over.set(true);
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2, 4096, 300", "3, 4096, 300", "5, 65536, 300", "3, 1048576, 5000"})
    void everyWayToReadGivesWholeSequencesWhileAWriterLapsTheRing(int blocks, int blockSize, int size)
            throws Exception {
        frameSize = size;
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                        .blockSize(blockSize)
                        .blocks(blocks)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE);
                ValkkaFS other = ValkkaSingleFS.loadFromDirectory(temp)) {
            AtomicLong wholeBlocks = new AtomicLong();
            List<Future<?>> readers = new ArrayList<>();
            for (ValkkaFS read : List.of(fs, other)) {
                readers.add(repeat(() -> readEachBlock(read, wholeBlocks)));
                readers.add(repeat(() -> readTheRange(read)));
                readers.add(repeat(() -> lookAtTheIndex(read)));
            }
            readers.add(repeat(
                    () -> assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty()));
            readers.add(repeat(() -> pull(other)));
            readers.add(repeat(() -> fs.updateTable(fed.get() % 2 == 0)));
            feed(writer, readers, 40L * blocks * blockSize / size, wholeBlocks);
            for (Future<?> reader : readers) {
                reader.get(30, TimeUnit.SECONDS);
            }
            assertThat(wholeBlocks).as("blocks that were read whole").hasValueGreaterThanOrEqualTo(20);
            assertThat(fed)
                    .as("frames: the ring was lapped")
                    .hasValueGreaterThanOrEqualTo(40L * blocks * blockSize / size);
            writer.stop();
            assertThat(writer.stats().lost()).isZero();
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            List<Long> numbers = TestFrames.numbers(fs);
            assertThat(numbers.get(numbers.size() - 1)).isEqualTo(fed.get() - 1);
        }
    }

    @Test
    void aSecondProcessReadsWholeSequencesWhileThisOneWrites() {
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                        .blockSize(16384)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE);
                ChildJvm child = new ChildJvm(ReadingProgram.class, temp.toString())) {
            assertThat(child.line()).isEqualTo("reading");
            start(writer);
            for (int i = 0; i < 60_000; i++) {
                feedOne(writer);
            }
            writer.flush();
            List<String> lines = child.finish();
            assertThat(lines).hasSize(1).allMatch(line -> line.matches("whole [1-9][0-9]* gone [0-9]+"));
        }
    }

    @Test
    void theOpenBlockIsReadByEverybodyOnceItIsFlushed() {
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                        .blockSize(65536)
                        .blocks(3)
                        .create();
                ValkkaFS other = ValkkaSingleFS.loadFromDirectory(temp);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            start(writer);
            for (int i = 1; i <= 5; i++) {
                feedOne(writer);
                writer.flush();
                assertThat(fs.readBlock(0)).hasSize(i);
                assertThat(other.readBlock(0)).hasSize(i);
            }
            assertThat(fs.getTimeRange()).isEqualTo(TimeRange.EMPTY);
            fs.updateTable(false);
            assertThat(fs.getTimeRange()).isEqualTo(new TimeRange(TestFrames.TIME_0, TestFrames.TIME_0 + 4));
            other.updateTable(false);
            assertThat(other.getTimeRange()).isEqualTo(fs.getTimeRange());
            assertThat(TestFrames.numbers(other)).containsExactly(0L, 1L, 2L, 3L, 4L);
            assertThat(other.frameIndex(other.getTimeRange()).size()).isEqualTo(5);
        }
    }

    @Test
    void aBlockThatIsBegunAnewWhileTheFramesOfTheLapBeforeAreReadGivesNoMix() throws IOException {
        int blockSize = 1 << 20;
        int size = 5000;
        long perBlock = (long) (blockSize - RecordFormat.END_MARK_LENGTH) / (RecordFormat.HEADER_LENGTH + size);
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                .blockSize(blockSize)
                .blocks(3)
                .create()) {
            Recordings.write(fs, 0, 2 * perBlock, size);
        }
        // As a writer does when it has closed block 0 and is about to begin block 1.
        try (DiskFile table = Disk.SYSTEM.openForWriting(temp.resolve("blockfile"))) {
            table.write(ByteBuffer.allocate(TableRow.LENGTH), TableRow.position(1));
        }
        TroubledDisk disk = new TroubledDisk();
        try (ValkkaFS fs = new ValkkaSingleFS(disk, temp)) {
            assertThat(TestFrames.firstOfSequence(fs.readBlock(1))).isEqualTo(perBlock);
            AtomicBoolean begun = new AtomicBoolean();
            disk.beforeReading(
                    "dumpfile",
                    () -> disk.beforeReading("dumpfile", () -> {
                        fillBlock(1, blockSize, 10 * perBlock, perBlock, size);
                        begun.set(true);
                    }));
            assertThat(TestFrames.firstOfSequence(fs.readBlock(1))).isEqualTo(10 * perBlock);
            assertThat(begun).isTrue();
        }
    }

    private void fillBlock(int block, int blockSize, long from, long count, int size) {
        try (DiskFile dump = Disk.SYSTEM.openForWriting(temp.resolve("dumpfile"))) {
            RecordAppender appender = new RecordAppender(dump, blockSize, false);
            appender.begin((long) block * blockSize, false);
            for (long number = from; number < from + count; number++) {
                appender.append(TestFrames.ID, TestFrames.frame(1, number, size));
            }
            appender.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(ValkkaFSWriterThread writer) {
        writer.setSlotId(1, TestFrames.ID);
        writer.start();
    }

    private void feedOne(ValkkaFSWriterThread writer) {
        BasicFrame frame = TestFrames.frame(1, fed.getAndIncrement(), frameSize);
        writer.getBlockingFrameFilter().run(frame);
    }

    /** Writes until the ring has been lapped often and blocks were read, or a reader has failed. */
    private void feed(ValkkaFSWriterThread writer, List<Future<?>> readers, long least, AtomicLong wholeBlocks) {
        start(writer);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while ((fed.get() < least || wholeBlocks.get() < 20) && System.nanoTime() < end) {
            feedOne(writer);
            if (readers.stream().anyMatch(Future::isDone)) {
                break;
            }
        }
        over.set(true);
    }

    private Future<?> repeat(Runnable reading) {
        return threads.submit(() -> {
            while (!over.get()) {
                try {
                    reading.run();
                } catch (ValkkaException e) {
                    if (e.kind() != Kind.GONE) {
                        throw e;
                    }
                }
            }
        });
    }

    private static void readEachBlock(ValkkaFS fs, AtomicLong wholeBlocks) {
        for (int block = 0; block < fs.getPars().nBlocks(); block++) {
            try {
                if (TestFrames.firstOfSequence(fs.readBlock(block)) >= 0) {
                    wholeBlocks.incrementAndGet();
                }
            } catch (ValkkaException e) {
                assertThat(e).extracting(ValkkaException::kind).isEqualTo(Kind.GONE);
            }
        }
    }

    private static void readTheRange(ValkkaFS fs) {
        List<RecordedFrame> block = new ArrayList<>();
        try (var frames = fs.frames(fs.getTimeRange())) {
            frames.forEach(frame -> {
                if (!block.isEmpty() && block.get(0).block() != frame.block()) {
                    TestFrames.firstOfSequence(block);
                    block.clear();
                }
                block.add(frame);
            });
        }
        TestFrames.firstOfSequence(block);
    }

    private void lookAtTheIndex(ValkkaFS fs) {
        FrameIndex index = fs.frameIndex(fs.getTimeRange());
        for (int i = 0; i < index.size(); i++) {
            assertThat(index.id(i)).isEqualTo(TestFrames.ID);
            assertThat(index.payloadSize(i)).isEqualTo(frameSize);
            assertThat(index.hasStartCode(i)).isTrue();
            if (i > 0 && index.block(i) == index.block(i - 1)) {
                assertThat(index.mstimestamp(i)).isEqualTo(index.mstimestamp(i - 1) + 1);
            }
        }
    }

    private static void pull(ValkkaFS fs) {
        List<BasicFrame> frames = new ArrayList<>();
        try (ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, frame -> {
            if (frame instanceof BasicFrame basic) {
                frames.add(basic);
            }
        })) {
            reader.setSlotId(1, TestFrames.ID);
            reader.start();
            for (int block = 0; block < fs.getPars().nBlocks(); block++) {
                PullResult result = reader.pullBlocks(block).get(30, TimeUnit.SECONDS);
                assertThat(result.corrupt()).isEmpty();
                assertThat(frames).hasSize((int) result.frames());
                for (int i = 1; i < frames.size(); i++) {
                    assertThat(TestFrames.number(frames.get(i))).isEqualTo(TestFrames.number(frames.get(i - 1)) + 1);
                }
                frames.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
