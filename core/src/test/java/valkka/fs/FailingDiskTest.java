package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.FailingDisk;
import valkka.testkit.SequencedFrames;
import valkka.testkit.TroubledDisk;

/** The disk fails at the first call, at the second, at the third, ... of a recording's life. */
@Timeout(120)
class FailingDiskTest {
    private static final String NO_SPACE = "No space left on device";
    private static final int FRAMES = 60;

    private final SequencedFrames frames = new SequencedFrames(3000, 5);

    @TempDir(factory = InMemory.class)
    Path temp;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void whateverCallFailsTheOwnerHearsOfItAndWhatWasFlushedIsThere(Durability durability) throws IOException {
        int failAt = 0;
        while (true) {
            FailingDisk disk = new FailingDisk(failAt, NO_SPACE);
            Path directory = temp.resolve(durability + "-" + failAt);
            ValkkaSingleFS.newFromDirectory(directory)
                    .blockSize(8192)
                    .blocks(5)
                    .create()
                    .close();
            if (!failsAndRecovers(directory, disk, failAt, durability)) {
                break;
            }
            failAt++;
        }
        // Zeroed grains, records, commit words, rows, forces: the run is long enough to meet each kind of call often.
        assertThat(failAt).isGreaterThan(40);
    }

    /** @return whether the disk has failed */
    private boolean failsAndRecovers(Path directory, FailingDisk disk, int failAt, Durability durability) {
        try (ValkkaSingleFS fs = new ValkkaSingleFS(disk, directory)) {
            List<ValkkaException> heard = new ArrayList<>();
            Set<ValkkaException.Kind> thrown = ConcurrentHashMap.newKeySet();
            ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, durability);
            writer.setErrorCallback(heard::add);
            writer.setSlotId(1, SequencedFrames.ID);
            writer.start();
            int flushed = write(writer, thrown);
            writer.stop();
            boolean failed = disk.calls() > failAt;
            if (failed) {
                assertThat(heard).hasSize(1);
                assertThat(heard.get(0).kind()).isEqualTo(Kind.FULL);
                assertThat(heard.get(0)).hasMessageContaining("free some space");
                assertThat(thrown).isSubsetOf(Kind.FULL);
                assertThat(writer.stats().framesQueued()).isZero();
                if (writer.stats().error().isEmpty()) { // the json alone, which a writer writes last when it stops
                    assertThat(heard.get(0)).hasMessageContaining("records on without its json");
                    assertThat(writer.stats().jsonNotWritten()).isPositive();
                    assertThat(writer.stats().framesWritten()).isEqualTo(FRAMES);
                    assertThat(flushed).isEqualTo(FRAMES);
                } else {
                    assertThat(heard.get(0)).hasMessageContaining("dumpfile");
                }
            } else {
                assertThat(heard).isEmpty();
            }
            assertThat(numbers(fs)).isSorted();
            if (flushed > 0) {
                assertThat(numbers(fs)).contains(flushed - 1);
            }
            disk.mend();
            try (ValkkaFSWriterThread next = new ValkkaFSWriterThread("next", fs, durability)) {
                next.setSlotId(1, SequencedFrames.ID);
                next.start();
                next.getBlockingFrameFilter().run(frames.frame(FRAMES + 10));
            }
            assertThat(numbers(fs)).endsWith(FRAMES + 10);
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            return failed;
        }
    }

    /** @return how many frames were flushed before the writer failed */
    private int write(ValkkaFSWriterThread writer, Set<ValkkaException.Kind> thrown) {
        int flushed = 0;
        try {
            for (int number = 0; number < FRAMES; number++) {
                writer.getBlockingFrameFilter().run(frames.frame(number));
                if (number % 4 == 3) {
                    writer.flush();
                    flushed = number + 1;
                }
            }
        } catch (ValkkaException e) {
            thrown.add(e.kind());
        }
        return flushed;
    }

    private List<Integer> numbers(ValkkaFS fs) {
        try (Stream<RecordedFrame> read = fs.frames(fs.getTimeRange())) {
            return read.map(frames::numberOf).toList();
        }
    }

    @Test
    void afterAFailureTheBlockingFilterThrowsAndTheOtherOneCounts() {
        Path directory = temp.resolve("full");
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(8192)
                .blocks(5)
                .create()
                .close();
        try (ValkkaSingleFS fs = new ValkkaSingleFS(new FailingDisk(0, NO_SPACE), directory)) {
            ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
            writer.setSlotId(1, SequencedFrames.ID);
            writer.start();
            writer.getFrameFilter().run(frames.frame(0));
            writer.waitStop();
            assertThatThrownBy(() -> writer.getBlockingFrameFilter().run(frames.frame(1)))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("full");
            writer.getFrameFilter().run(frames.frame(2));
            assertThat(writer.stats().droppedStopped()).isEqualTo(2);
            assertThat(writer.stats().droppedFailed()).isEqualTo(1);
        }
    }

    @Test
    void anErrorOfTheMachineEndsTheWriterLikeAFailureOfTheDisk() {
        TroubledDisk disk = new TroubledDisk();
        try (ValkkaSingleFS fs = new ValkkaFSBuilder<>(disk, temp, ValkkaSingleFS::new)
                        .blockSize(8192)
                        .blocks(5)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, SequencedFrames.ID);
            disk.beforeWriting("dumpfile", 0, () -> {
                throw new OutOfMemoryError("Java heap space");
            });
            writer.getFrameFilter().run(frames.frame(0));
            writer.start();
            ValkkaException thrown = catchThrowableOfType(ValkkaException.class, writer::flush);
            assertThat(thrown.kind()).isEqualTo(Kind.IO);
            assertThat(thrown).hasMessageContaining("Java heap space");
            writer.stop();
            assertThat(writer.stats().error()).contains("Java heap space");
            assertThat(writer.stats().droppedFailed()).isEqualTo(1);
            assertThat(writer.stats().framesQueued()).isZero();
        }
    }

    @Test
    void aRecordingThatCannotBeCreatedLeavesNothingBehind() throws IOException {
        for (int failAt = 0; failAt < 3; failAt++) {
            Path directory = temp.resolve("create" + failAt);
            ValkkaFSBuilder<ValkkaSingleFS> builder =
                    new ValkkaFSBuilder<>(new FailingDisk(failAt, NO_SPACE), directory, ValkkaSingleFS::new);
            ValkkaException error = catchThrowableOfType(
                    ValkkaException.class,
                    () -> builder.blockSize(8192).blocks(5).create());
            assertThat(error.kind()).isEqualTo(Kind.FULL);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                        .isEmpty();
            }
        }
    }
}
