package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/** What a check says: findings for what is not in order, notes for what libValkka does otherwise. */
class CheckTest {
    private static final long TIME = TestFrames.TIME_0;

    @TempDir
    Path temp;

    @Test
    void aCheckThatStopsAtAThousandFindingsSaysSo() throws IOException {
        int blocks = 1200;
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                .blockSize(4096)
                .blocks(blocks)
                .create()) {
            ByteBuffer rows = ByteBuffer.allocate(16 * blocks).order(ByteOrder.LITTLE_ENDIAN);
            for (int block = 1; block < blocks; block++) {
                rows.putLong(16 * block, block).putLong(16 * block + 8, block);
            }
            Files.write(temp.resolve("blockfile"), rows.array());
            CheckReport report = new ValkkaFSTool(fs).check();
            assertThat(report.findings()).hasSize(1001);
            assertThat(report.toString()).endsWith("and more: the check has stopped here");
        }
    }

    /**
     * libValkka's rows of a block without a key frame: the key of whatever block it wrote before, of block 0 when its writer
     * has just been started, and 0 where that has none.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, TIME - 5000, TIME + 1})
    void libValkkasKeysOfBlocksWithoutAKeyFrameAreNotes(long key) throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            setRow(1, key, TIME + 14);
            CheckReport report = new ValkkaFSTool(fs).check();
            assertThat(report.isClean()).isTrue();
            assertThat(report.notes()).singleElement().satisfies(note -> {
                assertThat(note.invariant()).isEqualTo("T4");
                assertThat(note.block()).isEqualTo(1);
            });
            assertThat(report.toString())
                    .contains("all in order, 1 note")
                    .contains("note: T4 block 1 has no key frame");
            assertThat(new ValkkaFSTool(fs).repair().notes()).isEmpty();
        }
    }

    @Test
    void anotherLastTimeIsAFindingAlsoInABlockWithoutAKeyFrame() throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            setRow(1, TIME, TIME + 13);
            assertThat(new ValkkaFSTool(fs).check().findings()).hasSize(1);
        }
    }

    @Test
    void anotherKeyIsAFindingInABlockWithAKeyFrame() throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            setRow(0, TIME + 1, TIME + 3);
            assertThat(new ValkkaFSTool(fs).check().findings()).hasSize(1);
        }
    }

    /** libValkka's row of a block without frames of subsession 0 is the one of the block before it. */
    @Test
    void libValkkasRowOfABlockOfSoundAloneIsANote() throws IOException {
        try (ValkkaFS fs = newRecording()) {
            writeBlock(fs, TestFrames.frame(1, 0, 100));
            writeBlock(fs, BasicFrame.of(1, 1, TIME + 50, Codec.PCMU, new byte[160]));
            setRow(1, TIME, TIME);
            CheckReport report = new ValkkaFSTool(fs).check();
            assertThat(report.findings()).isEmpty();
            assertThat(report.notes()).hasSize(1);
        }
    }

    private ValkkaFS newRecording() {
        return ValkkaSingleFS.newFromDirectory(temp).blockSize(4096).blocks(5).create();
    }

    /** Block 1 has no key frame: the frames 11 to 14. */
    private ValkkaFS threeBlocks() {
        ValkkaFS fs = newRecording();
        Recordings.write(fs, 0, 4, 100);
        Recordings.write(fs, 11, 15, 100);
        Recordings.write(fs, 20, 24, 100);
        return fs;
    }

    private static void writeBlock(ValkkaFS fs, BasicFrame frame) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            writer.getBlockingFrameFilter().run(frame);
        }
    }

    private void setRow(int block, long key, long last) throws IOException {
        byte[] table = Files.readAllBytes(temp.resolve("blockfile"));
        ByteBuffer.wrap(table)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(16 * block, key)
                .putLong(16 * block + 8, last);
        Files.write(temp.resolve("blockfile"), table);
    }
}
