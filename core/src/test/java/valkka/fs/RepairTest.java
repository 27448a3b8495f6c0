package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.SequencedFrames;

/** The table and the json, made again from the dumpfile, are the writer's own. */
class RepairTest {
    private static final int RANDOM_RECORDINGS = Integer.getInteger("valkka.recordings", 40);

    @TempDir(factory = InMemory.class)
    Path temp;

    @ParameterizedTest
    @EnumSource(Golden.class)
    void aTableOfNonsenseSaysAgainWhatTheFramesSay(Golden golden) throws IOException {
        Path copy = golden.copyTo(temp.resolve("copy"));
        byte[] rows = Files.readAllBytes(copy.resolve("blockfile"));
        ByteBuffer spoilt = ByteBuffer.wrap(rows.clone()).order(ByteOrder.LITTLE_ENDIAN);
        spoilt.putLong(0, 5).putLong(16, 0).putLong(24, 7).putLong(32, 9).putLong(40, 3);
        Files.write(copy.resolve("blockfile"), spoilt.array());
        try (ValkkaFS fs = golden.load(copy)) {
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            assertThat(tool.check().findings())
                    .extracting(CheckReport.Finding::invariant)
                    .contains("T1", "T4");
            assertThat(tool.repair().findings()).isEmpty();
            assertThat(Files.readAllBytes(copy.resolve("blockfile"))).isEqualTo(rows);
            assertThat(Files.mismatch(copy.resolve("dumpfile"), golden.path().resolve("dumpfile")))
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void libValkkasRecordingIsMadeAgainFromItsDumpfileAlone(Golden golden) throws IOException {
        Path copy = golden.copyTo(temp.resolve("copy"));
        byte[] rows = Files.readAllBytes(copy.resolve("blockfile"));
        Files.delete(copy.resolve("blockfile"));
        Files.delete(copy.resolve("valkkafs.json"));
        Repair repair = Repair.of(copy);
        Repair.Report report = (golden == Golden.MULTI ? repair.multi() : repair.single()).apply();
        assertThat(report.summary()).contains("the only size with which the records fit into blocks");
        assertThat(Files.readAllBytes(copy.resolve("blockfile"))).isEqualTo(rows);
        try (ValkkaFS fs = golden.load(copy)) {
            assertThat(fs.getPars().blockSize()).isEqualTo(golden.blockSize);
            assertThat(fs.getPars().nBlocks()).isEqualTo(golden.blocks);
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }

    @Test
    void aRecordingThatIsBeingWrittenIsNotRepaired() throws IOException {
        Path copy = Golden.SINGLE_SMALL.copyTo(temp.resolve("copy"));
        Files.write(copy.resolve("blockfile"), new byte[160]);
        try (ValkkaFS fs = Golden.SINGLE_SMALL.load(copy);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.start();
            Repair repair = Repair.of(copy).single();
            assertThat(repair.look().changes()).isNotEmpty();
            assertThatThrownBy(repair::write).isInstanceOfSatisfying(ValkkaException.class, RepairTest::isBusy);
            assertThatThrownBy(repair::apply).isInstanceOfSatisfying(ValkkaException.class, RepairTest::isBusy);
        }
    }

    @Test
    void aSoundRecordingThatIsBeingWrittenIsNotRepairedEither() throws IOException {
        Path copy = Golden.SINGLE_SMALL.copyTo(temp.resolve("copy"));
        try (ValkkaFS fs = Golden.SINGLE_SMALL.load(copy);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.start();
            Repair repair = Repair.of(copy).single();
            assertThat(repair.look().changes()).isEmpty();
            assertThatThrownBy(repair::write).isInstanceOfSatisfying(ValkkaException.class, RepairTest::isBusy);
            assertThatThrownBy(repair::apply).isInstanceOfSatisfying(ValkkaException.class, RepairTest::isBusy);
        }
    }

    private static void isBusy(ValkkaException error) {
        assertThat(error.kind()).isEqualTo(Kind.BUSY);
    }

    @Test
    void aLostOpenRowOfAFullRingIsFoundAgain() throws IOException {
        Path copy = Golden.MULTI.copyTo(temp.resolve("copy"));
        ByteBuffer rows =
                ByteBuffer.wrap(Files.readAllBytes(copy.resolve("blockfile"))).order(ByteOrder.LITTLE_ENDIAN);
        rows.putLong(16 * 9, 0).putLong(16 * 9 + 8, 0);
        Files.write(copy.resolve("blockfile"), rows.array());
        try (ValkkaFS fs = Golden.MULTI.load(copy)) {
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            assertThat(tool.check().toString()).contains("T2 block 9 holds");
            assertThat(tool.repair().findings()).isEmpty();
            assertThat(fs.getBlockTable().isUsed(9)).isTrue();
        }
    }

    @Test
    void theNewFilesStandBesideTheOldOnesUntilTheyAreApplied() throws IOException {
        Path directory = recorded(12);
        byte[] rows = Files.readAllBytes(directory.resolve("blockfile"));
        Files.write(directory.resolve("blockfile"), new byte[rows.length]);
        Files.deleteIfExists(directory.resolve("valkkafs.lock"));
        Map<String, String> before = Recordings.fingerprint(directory);
        Repair repair = Repair.of(directory).single();
        assertThat(repair.look().toString())
                .contains("5 blocks of 4 KiB (from the json), 3 with frames; writing goes on in block 3")
                .contains("blockfile  block 1: 0 0 -> ")
                .contains("4 frames from byte 4096 to 7840 say so");
        assertThat(Recordings.fingerprint(directory)).isEqualTo(before);
        assertThat(repair.write().files())
                .containsExactly(directory.resolve("blockfile.repaired"), directory.resolve("valkkafs.json.repaired"));
        assertThat(directory.resolve("blockfile.repaired")).hasBinaryContent(rows);
        assertThat(Recordings.fingerprint(directory)).containsAllEntriesOf(before);
        repair.apply();
        assertThat(directory.resolve("blockfile")).hasBinaryContent(rows);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".repaired"))
                    .anyMatch(name -> name.matches("blockfile\\.\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ\\.old"));
        }
        assertThat(repair.look().toString()).endsWith("all in order: nothing to repair");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"blocksize\": 8192, \"n_blocks\": 5}",
                "{\"blocksize\": 4096, \"n_blocks\": 9}",
                "[1]",
                "no"
            })
    void aJsonThatIsLostOrWrongIsWrittenAnew(String text) throws IOException {
        Path directory = recorded(12);
        Path json = directory.resolve("valkkafs.json");
        String before = Files.readString(json);
        Files.writeString(json, text);
        Repair.of(directory).apply();
        assertThat(json).hasContent(before.strip());
        Files.delete(json);
        Repair.of(directory).apply();
        assertThat(json).hasContent(before.strip());
    }

    @Test
    void keysOfOtherProgramsAreKept() throws IOException {
        Path directory = recorded(12);
        Path json = directory.resolve("valkkafs.json");
        Files.writeString(json, Files.readString(json).replace("\"n_blocks\": 5", "\"n_blocks\": 6, \"mine\": [1]"));
        Repair.of(directory).apply();
        assertThat(json).content().contains("\"n_blocks\": 5").contains("\"mine\": [1]");
    }

    @Test
    void aSizeThatTheDumpfileDoesNotTellIsAskedFor() throws IOException {
        Path directory = temp.resolve("fs");
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(4096)
                .blocks(6)
                .create()) {
            Recordings.write(fs, 0, 2, 900);
        }
        Files.delete(directory.resolve("valkkafs.json"));
        Files.delete(directory.resolve("blockfile"));
        assertThatThrownBy(() -> Repair.of(directory).look())
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("fit into blocks of 4096, 8192, 12288 bytes")
                .hasMessageEndingWith("name it with blockSize(...), or --block-size");
        assertThat(Repair.of(directory).blockSize(4096).look().summary()).contains("(as given)");
    }

    @Test
    void withoutATableTheKindIsAskedForWhereItMatters() throws IOException {
        Path directory = temp.resolve("fs");
        try (ValkkaFS fs = ValkkaMultiFS.newFromDirectory(directory)
                .blockSize(16384)
                .blocks(5)
                .create()) {
            Recordings.write(fs, 0, 100, 300);
        }
        byte[] rows = Files.readAllBytes(directory.resolve("blockfile"));
        Files.write(directory.resolve("blockfile"), new byte[80]);
        assertThatThrownBy(() -> Repair.of(directory).look())
                .isInstanceOf(ValkkaException.class)
                .hasMessageEndingWith("name it with single() or multi(), --single or --multi");
        Repair.of(directory).multi().apply();
        assertThat(directory.resolve("blockfile")).hasBinaryContent(rows);
        rows[0]++;
        Files.write(directory.resolve("blockfile"), rows);
        rows[0]--;
        Repair.of(directory).apply();
        assertThat(directory.resolve("blockfile")).hasBinaryContent(rows);
    }

    @Test
    void aDumpfileThatWasCutShortGivesTheFramesThatAreLeft() throws IOException {
        Path directory = recorded(12);
        Files.write(
                directory.resolve("dumpfile"), Arrays.copyOf(Files.readAllBytes(directory.resolve("dumpfile")), 8300));
        Repair.Report report = Repair.of(directory).look();
        assertThat(report.unknown())
                .anyMatch(fact -> fact.startsWith("the frames behind byte 8300 of ")
                        && fact.endsWith("it should have 20480 bytes"));
    }

    /** Recordings of random sizes, runs, jumps of the clock and key frames; a table destroyed in a random way. */
    @Test
    void theTableAndTheJsonOfRandomRecordingsAreTheWritersOwn() throws IOException {
        int differences = 0;
        for (int seed = 0; seed < RANDOM_RECORDINGS; seed++) {
            Random random = new Random(seed);
            boolean multi = random.nextBoolean();
            Path directory = temp.resolve("seed" + seed);
            record(random, directory, multi);
            byte[] rows = Files.readAllBytes(directory.resolve("blockfile"));
            String json = Files.readString(directory.resolve("valkkafs.json"));
            destroy(random, directory, rows);
            Repair repair = Repair.of(directory);
            Repair.Report report = (multi ? repair.multi() : repair.single()).apply();
            byte[] made = Files.readAllBytes(directory.resolve("blockfile"));
            for (int at = 0; at < rows.length; at += TableRow.LENGTH) {
                int block = at / TableRow.LENGTH;
                boolean same = ByteBuffer.wrap(rows, at, 16).equals(ByteBuffer.wrap(made, at, 16));
                if (!same) {
                    differences++;
                    assertThat(report.unknown())
                            .as("seed %d, block %d", seed, block)
                            .anyMatch(fact -> fact.startsWith("the key of block " + block + ","));
                }
            }
            assertThat(directory.resolve("valkkafs.json")).as("seed %d", seed).hasContent(json.strip());
            try (ValkkaFS fs =
                    multi ? ValkkaMultiFS.loadFromDirectory(directory) : ValkkaSingleFS.loadFromDirectory(directory)) {
                assertThat(new ValkkaFSTool(fs).check().findings())
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
        assertThat(differences)
                .as("blocks without a key frame at the start of a run")
                .isLessThan(40);
    }

    private static void record(Random random, Path directory, boolean multi) {
        int blocks = 3 + random.nextInt(40);
        int blockSize = 4096 * (1 + random.nextInt(3));
        (multi ? ValkkaMultiFS.newFromDirectory(directory) : ValkkaSingleFS.newFromDirectory(directory))
                .blockSize(blockSize)
                .blocks(blocks)
                .create()
                .close();
        SequencedFrames frames = new SequencedFrames(blockSize / 3, 1 + random.nextInt(20));
        int number = 0;
        for (int run = 1 + random.nextInt(3); run > 0; run--) {
            try (ValkkaFS fs = multi
                            ? ValkkaMultiFS.loadFromDirectory(directory)
                            : ValkkaSingleFS.loadFromDirectory(directory);
                    ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
                writer.setSlotId(1, SequencedFrames.ID);
                writer.start();
                for (int end = number + 10 + random.nextInt(12 * blocks); number < end; number++) {
                    BasicFrame frame = frames.frame(number);
                    // From time to time the clock is set back by ten minutes.
                    long back = number / 97 % 3 == 2 ? 600_000 : 0;
                    writer.getBlockingFrameFilter()
                            .run(BasicFrame.of(1, 0, frame.mstimestamp() - back, frame.codec(), payload(frame)));
                }
            }
        }
    }

    private static byte[] payload(BasicFrame frame) {
        byte[] payload = new byte[frame.size()];
        frame.payload().get(payload);
        return payload;
    }

    private static void destroy(Random random, Path directory, byte[] rows) throws IOException {
        Path table = directory.resolve("blockfile");
        byte[] garbage = new byte[rows.length];
        switch (random.nextInt(5)) {
            case 0 -> Files.delete(table);
            case 1 -> Files.write(table, Arrays.copyOf(rows, random.nextInt(rows.length)));
            case 2 -> {
                random.nextBytes(garbage);
                Files.write(table, garbage);
            }
            case 3 -> Files.write(table, garbage);
            default -> {
                byte[] spoilt = rows.clone();
                for (int i = 0; i < 5; i++) {
                    spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 + random.nextInt(255));
                }
                Files.write(table, spoilt);
            }
        }
    }

    /** Five blocks of 4 KiB; frames of 900 bytes, four in a block. */
    private Path recorded(int frames) {
        Path directory = temp.resolve("fs");
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(4096)
                .blocks(5)
                .create()) {
            Recordings.write(fs, 0, frames, 900);
            return directory;
        } catch (ValkkaException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
