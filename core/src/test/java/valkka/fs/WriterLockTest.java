package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.WriterLock;
import valkka.testkit.TestFrames;

/** One writer at a time; nothing that is done beside it makes it lose its lock, and its end always gives it back. */
class WriterLockTest {
    @TempDir
    Path temp;

    @BeforeEach
    void createARecording() {
        newRecording().create().close();
    }

    private ValkkaFSBuilder<ValkkaSingleFS> newRecording() {
        return ValkkaSingleFS.newFromDirectory(temp).blockSize(4096).blocks(4);
    }

    private static ValkkaFSWriterThread writerOn(ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
        writer.setSlotId(1, TestFrames.ID);
        return writer;
    }

    private static void assertBusy(long pid, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("process " + pid + " on ")
                .hasMessageContaining(" since 20")
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.BUSY);
    }

    @Test
    void aSecondWriterInThisProcessIsToldWhoWrites() {
        long pid = ProcessHandle.current().pid();
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp);
                ValkkaFS again =
                        ValkkaSingleFS.loadFromDirectory(temp.resolve("..").resolve(temp.getFileName()));
                ValkkaFSWriterThread first = writerOn(fs);
                ValkkaFSWriterThread second = writerOn(fs);
                ValkkaFSWriterThread third = writerOn(again)) {
            first.start();
            assertBusy(pid, second::start);
            assertBusy(pid, third::start);
            first.stop();
            second.start();
            assertBusy(pid, third::start);
            second.stop();
            third.start();
            assertThat(third.isRunning()).isTrue();
        }
    }

    @Test
    void aSecondWriterInAnotherProcessIsToldWhoWritesWhateverWasDoneHereMeanwhile() {
        long pid = ProcessHandle.current().pid();
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            writer.getBlockingFrameFilter().run(TestFrames.frame(1, 0, 100));
            // Each of these opens and closes files; a POSIX lock goes when any descriptor of its file is closed.
            try (ValkkaFS other = ValkkaSingleFS.loadFromDirectory(temp);
                    ValkkaFSWriterThread second = writerOn(other)) {
                other.readBlock(0);
                assertBusy(pid, second::start);
                assertBusy(pid, other::reinit);
            }
            assertBusy(pid, () -> newRecording().overwrite().create());
            assertThat(new ValkkaFSTool(fs).check().isClean()).isTrue();
            writer.flush();

            assertThat(whatAChildSays()).startsWith("BUSY ").contains("process " + pid + " on ");
            writer.getBlockingFrameFilter().run(TestFrames.frame(1, 1, 100));
            writer.stop();
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 1L);
            assertThat(whatAChildSays()).isEqualTo("holding");
        }
    }

    private String whatAChildSays() {
        try (ChildJvm child = new ChildJvm(HoldingProgram.class, temp.toString())) {
            String line = child.line();
            assertThat(child.finish()).isEmpty();
            return line;
        }
    }

    @Test
    void theLockGoesWithAKilledProcess() {
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp);
                ChildJvm child = new ChildJvm(HoldingProgram.class, temp.toString())) {
            assertThat(child.line()).isEqualTo("holding");
            try (ValkkaFSWriterThread writer = writerOn(fs)) {
                assertBusy(child.pid(), writer::start);
                assertBusy(child.pid(), fs::reinit);
                assertBusy(child.pid(), () -> newRecording().overwrite().create());
                assertThat(fs.readBlock(0)).hasSize(1);

                child.kill();
                writer.start();
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, 1, 100));
            }
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 1L);
            assertThat(List.of(fs.getBlockTable().isUsed(0), fs.getBlockTable().isUsed(1)))
                    .containsExactly(true, true);
        }
    }

    @Test
    void aWriterThatStartsKnowsWhatAnotherProcessWroteSinceLoading() {
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp)) {
            try (ValkkaFS other = ValkkaSingleFS.loadFromDirectory(temp);
                    ValkkaFSWriterThread writer = writerOn(other)) {
                writer.start();
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, 0, 100));
            }
            try (ValkkaFSWriterThread writer = writerOn(fs)) {
                writer.start();
                assertThat(fs.getBlockTable().isUsed(0)).isTrue();
            }
        }
    }

    @Test
    void emptyingAndOverwritingGoOnceNobodyWrites() {
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp)) {
            try (ValkkaFSWriterThread writer = writerOn(fs)) {
                writer.start();
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, 0, 100));
            }
            assertThat(fs.getTimeRange().isEmpty()).isFalse();
            fs.reinit();
            assertThat(fs.getTimeRange()).isEqualTo(TimeRange.EMPTY);
            assertThat(fs.readBlock(0)).isEmpty();
        }
        try (ValkkaFS fs = newRecording().blocks(7).overwrite().create()) {
            assertThat(fs.getBlockTable().size()).isEqualTo(7);
        }
    }

    @Test
    void aCopyThatHasNoDumpfileOrBlockfileOfItsOwnIsNotWrittenBesideTheOriginal() throws IOException {
        long pid = ProcessHandle.current().pid();
        for (String own : List.of("blockfile", "dumpfile")) {
            Path copy = Files.createDirectory(temp.resolve("with-" + own));
            Files.copy(temp.resolve("valkkafs.json"), copy.resolve("valkkafs.json"));
            Files.copy(temp.resolve(own), copy.resolve(own));
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp);
                    ValkkaFS copied = ValkkaSingleFS.loadFromDirectory(
                            copy, temp.resolve("dumpfile"), temp.resolve("blockfile"));
                    ValkkaFSWriterThread writer = writerOn(fs);
                    ValkkaFSWriterThread second = writerOn(copied)) {
                writer.start();
                assertBusy(pid, second::start);
                assertBusy(pid, copied::reinit);
                assertBusy(pid, () -> new ValkkaFSTool(copied).repair());
                assertThatThrownBy(second::start)
                        .hasMessageStartingWith(temp.resolve(own.equals("dumpfile") ? "blockfile" : "dumpfile")
                                + ", which belongs to the recording in " + copy + ", is being written by");
                writer.stop();
                second.start();
                assertBusy(pid, fs::reinit);
            }
        }
    }

    @Test
    void whoLoadedARecordingThatWasThenCreatedAnewIsToldAndCannotWriteIt() {
        try (ValkkaFS old = ValkkaSingleFS.loadFromDirectory(temp);
                ValkkaFSWriterThread writer = writerOn(old)) {
            newRecording().blocks(7).overwrite().create().close();
            for (ThrowingCallable use : List.<ThrowingCallable>of(writer::start, old::getTimeRange)) {
                assertThatThrownBy(use)
                        .hasMessageContaining("had 4 blocks of 4 KiB and has 7 of 4 KiB; load it again")
                        .extracting(e -> ((ValkkaException) e).kind())
                        .isEqualTo(Kind.GONE);
            }
            assertThat(old.toString()).contains("load it again");
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp);
                    ValkkaFSWriterThread next = writerOn(fs)) {
                next.start();
                assertThat(next.isRunning()).isTrue();
            }
        }
    }

    /** The lock is named by the file's number. A number that a new file got meanwhile would lock that file, too. */
    @Test
    void noNewFileGetsTheNumberOfADeletedOneWhileItsLockIsHeld() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("deleted"));
        Path file = Files.write(directory.resolve("dumpfile"), new byte[4096]);
        Object number = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        Assumptions.assumeTrue(number != null, "the file system numbers its files");
        try (WriterLock lock = WriterLock.take(directory, List.of(file))) {
            assertThat(lock).isNotNull();
            Files.delete(file);
            for (int i = 0; i < 50; i++) {
                Path another = Files.write(directory.resolve("another" + i), new byte[4096]);
                assertThat(Files.readAttributes(another, BasicFileAttributes.class)
                                .fileKey())
                        .isNotEqualTo(number);
            }
        }
    }
}
