package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valkka.disk.Disk;
import valkka.frame.ValkkaException;
import valkka.lock.WriterLock;
import valkka.testkit.FailingDisk;
import valkka.testkit.Recordings;
import valkka.testkit.SequencedFrames;

/**
 * The disk fails once, at the first call, at the second, at the third, ..., and works again. What was in the writer's memory then is of
 * no use: nothing of it may reach the disk by any later call.
 */
@Timeout(120)
class AfterAFailureTest {
    private static final String NO_SPACE = "No space left on device";
    private static final int FRAMES = 60;

    private final SequencedFrames frames = new SequencedFrames(3000, 5);
    private int flushed;
    private int tried;

    @TempDir(factory = InMemory.class)
    Path temp;

    /** Half a row, half an end mark, half a commit word: the next writer goes on behind them. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void whateverWriteIsDoneByHalfTheNextWriterLosesNothing(Durability durability) throws IOException {
        int failAt = 0;
        for (boolean failed = true; failed; failAt++) {
            Path directory = newRecording(durability + "-half-" + failAt);
            FailingDisk disk = new FailingDisk(failAt, NO_SPACE).tearing();
            try (WriterLock lock = LoggedRun.lock(directory);
                    RingWriter ring =
                            new RingWriter(disk, directory, lock, false, durability, System::nanoTime, new Nobody())) {
                failed = catchThrowableOfType(IOException.class, () -> write(ring)) != null;
            }
            checkWhatIsThere(directory);
            try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                    WriterLock lock = LoggedRun.lock(directory);
                    RingWriter next = new RingWriter(
                            Disk.SYSTEM, directory, lock, false, durability, System::nanoTime, new Nobody())) {
                next.write(SequencedFrames.ID, frames.frame(tried + 1));
                next.finish();
                fs.updateTable(false);
                assertThat(fs.getTimeRange().to())
                        .isEqualTo(frames.frame(tried + 1).mstimestamp());
                assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            }
        }
        assertThat(failAt).isGreaterThan(40);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void aRingThatFailedThrowsItsFirstFailureAtEachCallAndWritesNothing(Durability durability) throws IOException {
        int failAt = 0;
        while (failsOnce(newRecording(durability + "-" + failAt), new FailingDisk(failAt, NO_SPACE), durability)) {
            failAt++;
        }
        assertThat(failAt).isGreaterThan(40);
    }

    /** @return whether the disk has failed */
    private boolean failsOnce(Path directory, FailingDisk disk, Durability durability) throws IOException {
        IOException first;
        try (WriterLock lock = WriterLock.take(
                        directory, List.of(directory.resolve("dumpfile"), directory.resolve("blockfile")));
                RingWriter ring =
                        new RingWriter(disk, directory, lock, false, durability, System::nanoTime, new Nobody())) {
            first = catchThrowableOfType(IOException.class, () -> write(ring));
            if (first == null) {
                return false;
            }
            disk.mend();
            Map<String, String> before = Recordings.fingerprint(directory);
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("flush", ring::flush);
            calls.put("write", () -> ring.write(SequencedFrames.ID, frames.frame(FRAMES + 1)));
            calls.put("flush of what was written", ring::flush);
            calls.put("showOpenBlock", ring::showOpenBlock);
            calls.put("updateTable", ring::updateTable);
            calls.put("finish", ring::finish);
            calls.forEach((name, call) -> {
                assertThat(catchThrowable(call)).as(name).isSameAs(first);
                assertThat(Recordings.fingerprint(directory)).as(name).isEqualTo(before);
            });
        }
        checkWhatIsThere(directory);
        return true;
    }

    private void write(RingWriter ring) throws IOException {
        flushed = 0;
        for (tried = 0; tried < FRAMES; tried++) {
            ring.write(SequencedFrames.ID, frames.frame(tried));
            if (tried % 4 == 3) {
                ring.flush();
                flushed = tried + 1;
            }
            if (tried % 9 == 8) {
                ring.updateTable();
                flushed = tried + 1;
            }
        }
        ring.finish();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void anErrorCallbackThatCallsTheWriterIsRefusedAndBringsNothingToTheDisk(Durability durability) {
        Map<String, Consumer<ValkkaFSWriterThread>> calls = Map.of(
                "flush", ValkkaFSWriterThread::flush,
                "updateTable(true)", writer -> writer.fs().updateTable(true),
                "updateTable(false)", writer -> writer.fs().updateTable(false),
                "put", writer -> writer.getBlockingFrameFilter().run(frames.frame(FRAMES + 1)));
        calls.forEach((name, call) -> {
            int failAt = 0;
            while (callbackIsRefused(durability + "-" + name + "-" + failAt, durability, failAt, call)) {
                failAt++;
            }
            assertThat(failAt).isGreaterThan(20);
        });
    }

    private boolean callbackIsRefused(
            String name, Durability durability, int failAt, Consumer<ValkkaFSWriterThread> call) {
        FailingDisk disk = new FailingDisk(failAt, NO_SPACE);
        Path directory = newRecording(name);
        List<ValkkaException> heard = new CopyOnWriteArrayList<>();
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        List<Map<String, String>> files = new CopyOnWriteArrayList<>();
        String failed;
        try (ValkkaSingleFS fs = new ValkkaSingleFS(disk, directory);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, durability)) {
            writer.setErrorCallback(error -> {
                heard.add(error);
                disk.mend();
                files.add(Recordings.fingerprint(directory));
                refused.add(catchThrowable(() -> call.accept(writer)));
                files.add(Recordings.fingerprint(directory));
            });
            writer.setSlotId(1, SequencedFrames.ID);
            writer.start();
            write(writer);
            writer.stop();
            failed = writer.stats().error();
        }
        if (!failed.isEmpty()) {
            assertThat(heard).as(name).hasSize(1);
            assertThat(refused).as(name).hasSize(1);
            assertThat(refused.get(0)).as(name).isInstanceOf(ValkkaException.class);
            assertThat(refused.get(0)).as(name).hasMessage(heard.get(0).getMessage());
            assertThat(files.get(1)).as(name).isEqualTo(files.get(0));
        }
        checkWhatIsThere(directory);
        return !heard.isEmpty();
    }

    private void write(ValkkaFSWriterThread writer) {
        flushed = 0;
        tried = 0;
        try {
            while (tried < FRAMES / 2) {
                writer.getBlockingFrameFilter().run(frames.frame(tried++));
                if (tried % 4 == 0) {
                    writer.flush();
                    flushed = tried;
                }
            }
        } catch (ValkkaException e) {
            assertThat(writer.stats().error()).isNotEmpty();
        }
    }

    private Path newRecording(String name) {
        Path directory = temp.resolve(name);
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(8192)
                .blocks(5)
                .create()
                .close();
        return directory;
    }

    /** Frames without a hole, each as it was made, to the last that was promised or further, and in a table that says so. */
    private void checkWhatIsThere(Path directory) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                Stream<RecordedFrame> read = fs.frames(fs.getTimeRange())) {
            List<Integer> numbers = read.map(frames::numberOf).toList();
            int end = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1) + 1;
            assertThat(numbers)
                    .isEqualTo(
                            IntStream.range(end - numbers.size(), end).boxed().toList());
            assertThat(end).isBetween(flushed, tried + 1);
        }
    }
}
