package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
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

    @Test
    void rowsInEachOthersPlaceAreFoundWithTheirBytes() throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            setRow(0, TIME + 20, TIME + 23);
            setRow(2, TIME, TIME + 3);
            assertThat(new ValkkaFSTool(fs).check().findings())
                    .extracting(CheckReport.Finding::message)
                    .anyMatch(text -> text.startsWith("the row of block 0, at byte 0 of " + temp.resolve("blockfile")
                            + ", is " + (TIME + 20) + " " + (TIME + 23) + ", its frames say " + TIME + " "
                            + (TIME + 3)))
                    .anyMatch(text -> text.startsWith("the row of block 2, at byte 32 of "));
        }
    }

    @Test
    void aRowOfAnEmptyBlockIsFound() throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            setRow(4, TIME + 30, TIME + 31);
            assertThat(new ValkkaFSTool(fs).check().findings())
                    .extracting(CheckReport.Finding::toString)
                    .containsExactly("T3 the row of block 4, at byte 64 of " + temp.resolve("blockfile") + ", is "
                            + (TIME + 30) + " " + (TIME + 31) + ", and the block has no frames");
        }
    }

    @Test
    void aLostRowIsFound() throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            setRow(1, 0, 0);
            assertThat(new ValkkaFSTool(fs).check().findings())
                    .extracting(CheckReport.Finding::toString)
                    .containsExactly("T2 block 1 holds 4 frames, from byte 4096 of " + temp.resolve("dumpfile")
                            + " (block 1) on, and has no row in the table, and is not the open block");
        }
    }

    /** The format has no checksum. An id, and the low bytes of a time, may be anything. */
    @ParameterizedTest
    @CsvSource({
        "11, B1, the subsession is -", // the highest bytes of the fields of a header
        "19, B1, the timestamp is -",
        "18, T4, its frames say",
        "28, B1, is corrupt at byte",
        "29, B1, more than the block holds",
        "35, B1, more than the block holds",
        "36, B4, does not begin with 00 00 00 01",
        "10, B6, which no camera sends together",
        "20, B6, which no camera sends together",
        "24, B6, which no camera sends together"
    })
    void aFlippedByteOfAHeaderIsFound(int byteOfRecord, String invariant, String words) throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            long offset = fs.readBlock(0).get(1).offset();
            byte[] dump = Files.readAllBytes(temp.resolve("dumpfile"));
            dump[(int) offset + byteOfRecord] ^= (byte) 0xFF;
            Files.write(temp.resolve("dumpfile"), dump);
            CheckReport report = new ValkkaFSTool(fs).check();
            assertThat(report.isClean()).isEqualTo(invariant.equals("B6"));
            assertThat(report.toString()).containsPattern("(?m)^(note: )?" + invariant + " .*" + words);
            assertThat(report.toString()).contains("block 0");
        }
    }

    @Test
    void bytesBehindTheEndMarkOfAClosedBlockAreFound() throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            byte[] dump = Files.readAllBytes(temp.resolve("dumpfile"));
            dump[4000] = 1;
            Files.write(temp.resolve("dumpfile"), dump);
            assertThat(new ValkkaFSTool(fs).check().findings())
                    .extracting(CheckReport.Finding::toString)
                    .containsExactly("B2 block 0 has bytes other than 0 behind its end mark at byte 544 of "
                            + temp.resolve("dumpfile") + " (block 0)");
        }
    }

    @Test
    void aDumpfileAndATableThatWereCutShortAreFound() throws IOException {
        try (ValkkaFS fs = threeBlocks()) {
            cut("dumpfile", 2 * 4096 + 200);
            assertThat(new ValkkaFSTool(fs).check().toString())
                    .contains("F1 " + temp.resolve("dumpfile") + " has 8392 bytes and should have 20480")
                    .contains("B1 block 2 is corrupt at byte 8328 of " + temp.resolve("dumpfile"));
            cut("blockfile", 20);
            assertThat(new ValkkaFSTool(fs).check().toString())
                    .contains("F2 " + temp.resolve("blockfile") + " has 20 bytes and should have 80");
        }
    }

    private void cut(String file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(temp.resolve(file), StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Test
    void theProgressGoesFromTheFirstBlockToTheLast() {
        List<Double> done = new ArrayList<>();
        try (ValkkaFS fs = threeBlocks()) {
            new ValkkaFSTool(fs).check(done::add);
            assertThat(done).containsExactly(0.2, 0.4, 0.6, 0.8, 1.0);
            assertThat(new ValkkaFSTool(fs)
                            .check(part -> {
                                throw new IllegalStateException("on purpose");
                            })
                            .isClean())
                    .isTrue();
        }
    }

    @Test
    void anInterruptEndsACheck() {
        try (ValkkaFS fs = threeBlocks()) {
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            assertThatThrownBy(() -> tool.check(part -> Thread.currentThread().interrupt()))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(ValkkaException.Kind.CLOSED));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
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
