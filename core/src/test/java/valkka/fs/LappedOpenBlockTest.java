package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** A reader that comes when a block's row is gone and its first byte is still the one of the lap before. */
class LappedOpenBlockTest {
    private static final int BLOCKSIZE = 1 << 20;
    private static final int FRAME_SIZE = 5000;
    private static final int FRAMES_IN_BLOCK = BLOCKSIZE / (RecordFormat.HEADER_LENGTH + FRAME_SIZE);
    private static final long NEXT_LAP = 9000;

    @TempDir
    Path temp;

    @Test
    void framesOfTwoLapsAreNeverMixed() throws IOException {
        byte[] lapBefore = firstBlockOf("before", 0);
        byte[] nextLap = firstBlockOf("next", NEXT_LAP);
        TroubledDisk disk = new TroubledDisk();
        try (ValkkaFS ring = newRecording("ring")) {
            Recordings.write(ring, 0, 3L * FRAMES_IN_BLOCK, FRAME_SIZE);
            assertThat(ring.getBlockTable().isUsed(0)).as("block 0 is open").isFalse();
            writeBlock(Arrays.copyOf(lapBefore, RecordFormat.GRAIN));

            Runnable lap = () -> writeBlock(nextLap);
            disk.beforeReading("dumpfile", () -> disk.beforeReading("dumpfile", lap));
            try (BlockReader reader = new BlockReader(disk, ring.getPars())) {
                BlockContent content = reader.read(0);
                assertThat(TestFrames.firstOfSequence(content.frames())).isEqualTo(NEXT_LAP);
                assertThat(content.frames()).hasSize(FRAMES_IN_BLOCK);
            }
        }
    }

    private ValkkaFS newRecording(String name) {
        return ValkkaSingleFS.newFromDirectory(temp.resolve(name))
                .blockSize(BLOCKSIZE)
                .blocks(3)
                .create();
    }

    private byte[] firstBlockOf(String name, long firstFrame) throws IOException {
        try (ValkkaFS fs = newRecording(name)) {
            Recordings.write(fs, firstFrame, firstFrame + FRAMES_IN_BLOCK, FRAME_SIZE);
            try (FileChannel dump = FileChannel.open(fs.getPars().dumpfile())) {
                ByteBuffer block = ByteBuffer.allocate(BLOCKSIZE);
                assertThat(dump.read(block, 0)).isEqualTo(BLOCKSIZE);
                return block.array();
            }
        }
    }

    private void writeBlock(byte[] bytes) {
        try (FileChannel dump = FileChannel.open(temp.resolve("ring/dumpfile"), StandardOpenOption.WRITE)) {
            dump.write(ByteBuffer.wrap(bytes), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
