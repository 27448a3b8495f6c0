package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/**
 * Blocks that are found for a range and overwritten before they are read: frames and frame index leave them out, and say
 * which. Nothing of the lap that overwrites them slips in.
 */
class OverwrittenMeanwhileTest {
    private static final int BLOCKS = 5;
    private static final int FRAME_SIZE = 2000;
    private static final long IN_BLOCK = 16 * KiB / (RecordFormat.HEADER_LENGTH + FRAME_SIZE);
    /** Blocks 0, 1 and 2 are closed, block 3 has one frame. */
    private static final long WRITTEN = 3 * IN_BLOCK + 1;

    @TempDir
    Path temp;

    private final TroubledDisk disk = new TroubledDisk();
    private ValkkaFS writing;
    private ValkkaFS reading;

    @BeforeEach
    void record() throws IOException {
        Path directory = temp.resolve("fs");
        writing = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(16 * KiB)
                .blocks(BLOCKS)
                .create();
        Recordings.write(writing, 0, WRITTEN, FRAME_SIZE);
        // A table that was written just now is read again each time, and would show the new lap.
        Files.setLastModifiedTime(
                directory.resolve("blockfile"), FileTime.from(Instant.now().minusSeconds(60)));
        reading = ValkkaSingleFS.loadFromDirectory(disk, directory);
    }

    @AfterEach
    void close() {
        reading.close();
        writing.close();
    }

    /** Goes on in block 4 and overwrites block 0; block 1 is emptied, as the next one to be written. */
    private void overwriteTheOldest() {
        Recordings.write(writing, WRITTEN, WRITTEN + 2 * IN_BLOCK, FRAME_SIZE);
    }

    @Test
    void framesLeaveOutWhatIsGoneAndSayWhich() {
        List<Long> numbers = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();

        try (var frames = reading.frames(reading.getTimeRange(), gone::add)) {
            overwriteTheOldest();
            frames.forEach(recorded -> numbers.add(TestFrames.number(recorded.frame())));
        }

        assertThat(gone).containsExactly(0, 1);
        assertThat(numbers).containsExactlyElementsOf(range(2 * IN_BLOCK, WRITTEN));
    }

    @Test
    void theFrameIndexLeavesOutTheSameAndSaysWhich() {
        disk.beforeReading("dumpfile", this::overwriteTheOldest);

        FrameIndex index = reading.frameIndex(reading.getTimeRange());

        assertThat(index.gone()).containsExactly(0, 1);
        assertThat(index.rows().map(row -> row.mstimestamp() - TestFrames.TIME_0))
                .containsExactlyElementsOf(range(2 * IN_BLOCK, WRITTEN));
        assertThat(index.toString()).endsWith("; gone: blocks [0, 1]");
    }

    @Test
    void nothingIsGoneOfWhatStays() {
        List<Integer> gone = new ArrayList<>();
        try (var frames = reading.frames(reading.getTimeRange(), gone::add)) {
            assertThat(frames).hasSize((int) WRITTEN);
        }
        assertThat(gone).isEmpty();
        assertThat(reading.frameIndex(reading.getTimeRange()).gone()).isEmpty();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
