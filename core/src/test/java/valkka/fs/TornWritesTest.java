package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** What is found after a kill at two moments that no random test meets. */
class TornWritesTest {
    private static final int GRAIN = 4096;
    /** An id of eight bytes that are not zero. */
    private static final long LONG_ID = 0x1122334455667788L;

    @TempDir
    Path temp;

    private Path copyOf(Path directory, String name) {
        try {
            Path copy = Files.createDirectory(temp.resolve(name));
            for (String file : List.of("dumpfile", "blockfile", "valkkafs.json")) {
                Files.copy(directory.resolve(file), copy.resolve(file));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aKillBetweenTheRowsOfTheLastAndTheFirstBlockLosesNothingWhenTheJsonIsALapOld() {
        Path directory = temp.resolve("fs");
        TroubledDisk disk = new TroubledDisk();
        try (ValkkaFS fs = new ValkkaFSBuilder<>(disk, directory, ValkkaSingleFS::new)
                        .blockSize(GRAIN)
                        .blocks(2)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, TestFrames.ID);
            disk.beforeWriting("blockfile", TableRow.position(1), () -> copyOf(directory, "killed"));
            writer.start();
            for (int i = 0; i < 7; i++) {
                writer.getFrameFilter().run(TestFrames.frame(1, i, 1000));
            }
            writer.flush();
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp.resolve("killed"))) {
            assertThat(TestFrames.firstOfSequence(fs.readBlock(1))).isEqualTo(3);
            assertThat(fs.getTimeRange().to()).isEqualTo(TestFrames.TIME_0 + 5);
            Recordings.write(fs, 6, 7, 1000);
            assertThat(TestFrames.numbers(fs)).containsExactly(6L);
        }
    }

    @Test
    void anIdTornBetweenTwoPagesIsAnIdNeverSeen() throws IOException {
        Path directory = temp.resolve("fs");
        // The third record's id stands on the last three bytes of a page and the first five of the next.
        int second = GRAIN - 3 - 2 * RecordFormat.HEADER_LENGTH - 100;
        Path killed;
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(4 * GRAIN)
                        .blocks(3)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, LONG_ID);
            writer.start();
            writer.getFrameFilter().run(TestFrames.frame(1, 0, 100));
            writer.getFrameFilter().run(TestFrames.frame(1, 1, second));
            writer.flush();
            writer.getFrameFilter().run(TestFrames.frame(1, 2, 100));
            writer.flush();
            killed = copyOf(directory, "killed");
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(killed)) {
            assertThat(fs.readBlock(0)).hasSize(3);
        }
        try (FileChannel dump = FileChannel.open(killed.resolve("dumpfile"), StandardOpenOption.WRITE)) {
            dump.write(ByteBuffer.allocate(5), GRAIN);
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(killed)) {
            // The frame before it goes too: nothing that is known follows it.
            assertThat(fs.readBlock(0)).extracting(RecordedFrame::id).containsExactly(LONG_ID);
            Recordings.write(fs, 3, 4, 100);
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 3L);
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }
}
