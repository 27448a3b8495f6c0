package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.WriterLock;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/**
 * The blocks of a recording have their space. Another program that fills the disk, or a directory that can no longer be
 * written, takes nothing from them: the json is a hint.
 */
class FullDiskTest {
    private static final String JSON = "valkkafs.json";
    private static final int SIZE = 900;

    @TempDir
    Path temp;

    private final TroubledDisk disk = new TroubledDisk();
    private final List<ValkkaException> heard = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();

    /** What happens to the json. */
    enum Trouble {
        /** No replacement, as on a full disk, with a quota or in a directory that is read only. */
        NO_ROOM(disk -> disk.withoutRoomFor(JSON)),
        /** No write at all. */
        NO_WRITE(disk -> {
            disk.withoutRoomFor(JSON);
            disk.failToWrite(JSON);
        });

        private final Consumer<TroubledDisk> begin;

        Trouble(Consumer<TroubledDisk> begin) {
            this.begin = begin;
        }
    }

    private Path create(int blocks) {
        Path directory = temp.resolve("fs");
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(8192)
                .blocks(blocks)
                .create()
                .close();
        return directory;
    }

    private ValkkaFSWriterThread writer(ValkkaFS fs, Durability durability) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, durability);
        writer.setErrorCallback(heard::add);
        writer.setSlotId(1, TestFrames.ID);
        return writer;
    }

    private static void feed(ValkkaFSWriterThread writer, int from, int to) {
        for (int n = from; n < to; n++) {
            writer.getBlockingFrameFilter().run(TestFrames.frame(1, n, SIZE));
        }
        writer.flush();
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aJsonThatCannotBeWrittenIsToldOnceAndCountedAndRecordingGoesOn(Trouble trouble) {
        Path directory = create(12);
        for (Durability durability : Durability.values()) {
            try (ValkkaFS fs = new ValkkaSingleFS(disk, directory);
                    ValkkaFSWriterThread writer = writer(fs, durability)) {
                disk.makeRoom();
                writer.start();
                heard.clear();
                feed(writer, 0, 10);
                trouble.begin.accept(disk);
                feed(writer, 10, 400);
                fs.updateTable(true);
                writer.stop();
                assertThat(writer.stats().framesWritten()).isEqualTo(400);
                assertThat(writer.stats().lost()).isZero();
                assertThat(writer.stats().error()).isEmpty();
                assertThat(writer.stats().jsonNotWritten()).isPositive();
                assertThat(writer.stats().toString()).contains("times the json could not be written");
                assertThat(heard).hasSize(1);
                assertThat(heard.get(0).kind()).isEqualTo(Kind.FULL);
                assertThat(heard.get(0)).hasMessageContaining("records on").hasMessageContaining(JSON);
            }
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                assertThat(TestFrames.numbers(fs)).endsWith(398L, 399L).hasSizeGreaterThan(80);
                assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aWriterStartsOnAFullDisk(Trouble trouble) {
        Path directory = create(4);
        trouble.begin.accept(disk);
        for (int run = 0; run < 9; run++) {
            try (ValkkaFS fs = new ValkkaSingleFS(disk, directory);
                    ValkkaFSWriterThread writer = writer(fs, Durability.BLOCK)) {
                writer.start();
                feed(writer, 10 * run, 10 * run + 10);
                // Nine of them filled a block, and one is in the open block.
                assertThat(TestFrames.firstOfSequence(fs.readBlock((2 * run + 1) % 4)))
                        .isEqualTo(10 * run + 8);
            }
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                assertThat(TestFrames.numbers(fs)).endsWith(10L * run + 8, 10L * run + 9);
            }
        }
    }

    @Test
    void theNumberInTheJsonIsOverwrittenInPlaceAsLongAsItsLengthStays() throws IOException {
        Path directory = create(8);
        disk.withoutRoomFor(JSON);
        write(directory, ring -> {
            for (int n = 0; n < 30; n++) {
                ring.write(TestFrames.ID, TestFrames.frame(1, n, SIZE));
                clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(700));
                ring.flush();
            }
            // libValkka would go on behind the open block 3. The tab is a writer's mark.
            assertThat(Files.readString(directory.resolve(JSON))).contains("\"current_block\":\t4,");
            ring.finish();
        });
        assertThat(Files.readString(directory.resolve(JSON))).contains("\"current_block\":\t4,");
    }

    @Test
    void onceThereIsRoomTheJsonIsWrittenAgainWithinASecond() throws IOException {
        Path directory = create(30);
        write(directory, ring -> {
            disk.withoutRoomFor(JSON);
            writeBlocks(ring, 0, 12);
            assertThat(Files.readString(directory.resolve(JSON))).contains("\"current_block\":12,");
            disk.makeRoom();
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            writeBlocks(ring, 12, 13);
            assertThat(Files.readString(directory.resolve(JSON))).contains("\"current_block\":  13,");
        });
    }

    @Test
    void aNumberOfAnyLengthIsOverwrittenInPlaceOnceTheWriterHasWrittenTheJson() throws IOException {
        Path directory = create(300);
        write(directory, ring -> {
            writeBlocks(ring, 0, 1);
            disk.withoutRoomFor(JSON);
            writeBlocks(ring, 1, 8);
            assertThat(Files.readString(directory.resolve(JSON))).contains("\"current_block\":    8,");
            writeBlocks(ring, 8, 120);
            assertThat(Files.readString(directory.resolve(JSON))).contains("\"current_block\":  120,");
            disk.makeRoom();
            ring.finish();
            assertThat(Files.readString(directory.resolve(JSON))).contains("\"current_block\": 120,");
        });
    }

    /** Writes a ring in the test's own thread. */
    private interface Writing {
        void by(RingWriter ring) throws IOException;
    }

    private void write(Path directory, Writing writing) throws IOException {
        try (WriterLock lock = LoggedRun.lock(directory);
                RingWriter ring =
                        new RingWriter(disk, directory, lock, false, Durability.NONE, clock::get, new Nobody())) {
            writing.by(ring);
        }
    }

    private static void writeBlocks(RingWriter ring, int from, int to) throws IOException {
        for (int n = 8 * from; n < 8 * to; n++) {
            ring.write(TestFrames.ID, TestFrames.frame(1, n, SIZE));
            ring.flush();
        }
    }

    /** The open files stay where they are, whatever becomes of their names. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordingWhoseDirectoryIsRenamedOrRemovedRecordsOn(boolean renamed) throws IOException {
        Path directory = create(12);
        Path moved = temp.resolve("moved");
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                ValkkaFSWriterThread writer = writer(fs, Durability.BLOCK)) {
            writer.start();
            feed(writer, 0, 20);
            if (renamed) {
                Files.move(directory, moved);
            } else {
                Recordings.fingerprint(directory)
                        .keySet()
                        .forEach(name -> directory.resolve(name).toFile().delete());
                Files.delete(directory);
            }
            feed(writer, 20, 300);
            writer.stop();
            assertThat(writer.stats().framesWritten()).isEqualTo(300);
            assertThat(writer.stats().error()).isEmpty();
        }
        if (renamed) {
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(moved)) {
                assertThat(TestFrames.numbers(fs)).endsWith(299L);
                assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            }
        }
    }

    @Test
    void aRecordingMadeInThePlaceOfARenamedOneIsNotTouched() throws IOException {
        Path directory = create(12);
        Path moved = temp.resolve("moved");
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                ValkkaFSWriterThread writer = writer(fs, Durability.BLOCK)) {
            writer.start();
            feed(writer, 0, 20);
            Files.move(directory, moved);
            ValkkaSingleFS.newFromDirectory(directory)
                    .blockSize(4096)
                    .blocks(7)
                    .create()
                    .close();
            Map<String, String> before = Recordings.fingerprint(directory);
            feed(writer, 20, 300);
            writer.stop();
            assertThat(Recordings.fingerprint(directory)).isEqualTo(before);
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(moved)) {
            assertThat(TestFrames.numbers(fs)).endsWith(299L);
        }
    }

    @Test
    void aRecordingIsEmptiedOnAFullDisk() {
        Path directory = create(4);
        try (ValkkaFS fs = new ValkkaSingleFS(disk, directory)) {
            Recordings.write(fs, 0, 20, SIZE);
            disk.withoutRoomFor(JSON);
            fs.reinit();
            assertThat(fs.getTimeRange()).isEqualTo(TimeRange.EMPTY);
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            Recordings.write(fs, 100, 120, SIZE);
            assertThat(TestFrames.numbers(fs)).hasSize(20).endsWith(119L);
        }
    }
}
