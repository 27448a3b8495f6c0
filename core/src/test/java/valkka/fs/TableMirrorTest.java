package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.disk.Disk;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.Recordings;

/** When the table is read again, and when a writer's word is taken. */
class TableMirrorTest {
    @TempDir(factory = InMemory.class)
    Path temp;

    private int loads;
    private final Disk disk = new DelegatingDisk() {
        @Override
        public byte[] readAll(Path file, int limit) throws IOException {
            loads++;
            return super.readAll(file, limit);
        }
    };

    @BeforeEach
    void threeBlocksOfFour() throws IOException {
        try (ValkkaFS fs = newRecording(4)) {
            Recordings.write(fs, 0, 10, 900);
        }
        writtenSecondsAgo(60);
    }

    private ValkkaFS newRecording(int blocks) {
        return ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                .blockSize(4096)
                .blocks(blocks)
                .overwrite()
                .create();
    }

    private void writtenSecondsAgo(int seconds) throws IOException {
        Files.setLastModifiedTime(
                temp.resolve("fs/blockfile"), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private TableMirror mirror() {
        Path directory = temp.resolve("fs");
        TableMirror mirror = new TableMirror(
                disk, directory, ParameterFile.load(disk, directory).pars(), false);
        loads = 0;
        return mirror;
    }

    private static int used(TableMirror mirror) {
        return mirror.blocks(rows -> List.of(0, 1, 2, 3)).stream()
                .mapToInt(block -> block.isUsed() ? 1 : 0)
                .sum();
    }

    @Test
    void anUnchangedTableIsReadOnce() {
        TableMirror mirror = mirror();
        assertThat(used(mirror)).isEqualTo(3);
        assertThat(mirror.block(2).isUsed()).isTrue();
        assertThat(mirror.<Boolean>ask(rows -> rows.isUsed(3))).isFalse();
        assertThat(loads).isZero();
    }

    @Test
    void aTableThatAnotherProcessChangesIsReadAgain() throws IOException {
        TableMirror mirror = mirror();
        try (ValkkaFS other = ValkkaSingleFS.loadFromDirectory(temp.resolve("fs"))) {
            Recordings.write(other, 10, 14, 900);
        }
        assertThat(mirror.block(3).isUsed()).isTrue();
        assertThat(mirror.block(0).isUsed()).as("the next to be written").isFalse();
        assertThat(loads).isPositive();
        writtenSecondsAgo(30);
        assertThat(used(mirror)).isEqualTo(3);
        loads = 0;
        assertThat(used(mirror)).isEqualTo(3);
        assertThat(loads).isZero();
    }

    /** A change within the clock's grain does not show in the file's time. */
    @Test
    void aTableThatWasWrittenJustNowIsReadEachTime() throws IOException {
        // So the file's time is still "now" when it is read, however slow this machine is.
        writtenSecondsAgo(-3600);
        TableMirror mirror = mirror();
        used(mirror);
        used(mirror);
        assertThat(loads).isEqualTo(2);
    }

    @Test
    void whileAWriterOfThisProcessRecordsItsWordCounts() {
        TableMirror mirror = mirror();
        mirror.writerStarts();
        assertThat(loads).as("earlier changes of other processes").isEqualTo(1);
        mirror.set(0, new TableRow(5, 6));
        assertThat(mirror.block(0).key()).isEqualTo(5);
        mirror.set(1, TableRow.UNUSED);
        mirror.set(1, new TableRow(7, 8));
        mirror.set(2, new TableRow(8, 9));
        assertThat(mirror.block(1).state())
                .as("the block that was emptied is open")
                .isEqualTo(Block.State.OPEN);
        assertThat(mirror.block(0).state()).isEqualTo(Block.State.WRITTEN);
        assertThat(mirror.snapshot().openBlock()).hasValue(1);
        assertThat(loads).isEqualTo(1);
        mirror.writerEnded();
        assertThat(mirror.block(0).key()).as("the files count again").isNotEqualTo(5);
        assertThat(loads).isEqualTo(2);
    }

    @Test
    void aTableThatTheWriterReadAnewReplacesThisOne() {
        TableMirror mirror = mirror();
        mirror.writerStarts();
        mirror.replace(new RingState(new TableRows(new long[] {0, 0, 3, 4, 5, 6, 0, 0}), 3, 2, List.of()));
        assertThat(mirror.snapshot().rows()).isDeepEqualTo(new long[][] {{0, 0}, {3, 4}, {5, 6}, {0, 0}});
        assertThat(mirror.snapshot().openBlock()).hasValue(2);
        assertThat(mirror.<TimeRange>ask(TableRows::timeRange)).isEqualTo(new TimeRange(3, 6));
    }

    @Test
    void aRecordingThatWasCreatedAnewWithAnotherSizeIsGone() {
        TableMirror mirror = mirror();
        newRecording(5).close();
        assertThatThrownBy(mirror::load)
                .isInstanceOfSatisfying(
                        ValkkaException.class, error -> assertThat(error.kind()).isEqualTo(Kind.GONE))
                .hasMessageContaining("it had 4 blocks of 4 KiB and has 5 of 4 KiB");
    }

    @Test
    void aTableThatIsRemovedIsAnErrorThatNamesIt() throws IOException {
        TableMirror mirror = mirror();
        Files.delete(temp.resolve("fs/blockfile"));
        assertThatThrownBy(() -> mirror.block(0))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("looking at the block table")
                .hasMessageContaining("blockfile");
    }
}
