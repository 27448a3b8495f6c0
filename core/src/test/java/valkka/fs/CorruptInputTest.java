package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;
import valkka.testkit.TestFrames;

/**
 * Whatever stands in the files, only a ValkkaException with a message of one line leaves the API, in bounded time and
 * memory; and damage in one block leaves every other block as it was.
 */
class CorruptInputTest {
    private static final Golden GOLDEN = Golden.SINGLE_SMALL;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int LENGTH_FIELD = 28;
    private static final List<List<String>> SOUND = sound();

    @TempDir
    Path temp;

    // ---- the dumpfile ----

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 4_000_000_000L, 1_000_000_000_000L, 262_144, Integer.MAX_VALUE, 1L << 30})
    void aLengthThatCannotBeEndsItsBlockThereAndTakesNoMemory(long length) {
        Path copy = GOLDEN.copyTo(temp.resolve("copy"));
        int block = 3;
        RecordedFrame damaged;
        try (ValkkaFS fs = GOLDEN.load(copy)) {
            damaged = fs.readBlock(block).get(5);
        }
        poke(copy.resolve("dumpfile"), damaged.offset() + LENGTH_FIELD, littleEndian(length));
        try (ValkkaFS fs = GOLDEN.load(copy)) {
            fs.readBlock(block); // the first warning loads the classes of the log
            long before = allocatedByThisThread();
            List<RecordedFrame> read = fs.readBlock(block);
            long allocated = allocatedByThisThread() - before;
            assertThat(texts(read)).isEqualTo(golden(block).subList(0, 5));
            assertThat(allocated).isLessThan(4L * GOLDEN.blockSize);
            assertThat(new ValkkaFSTool(fs).describeBlock(block))
                    .contains("block 3 of ")
                    .contains("is corrupt at byte " + damaged.offset());
            assertThat(new ValkkaFSTool(fs).check().findings())
                    .anyMatch(finding -> finding.invariant().equals("B1") && finding.block() == block);
            assertOthersAreSound(fs, block);
        }
    }

    @Test
    void randomDamageInOneBlockLeavesTheOthersSound() {
        assertTimeoutPreemptively(LONGEST, () -> {
            Path copy = GOLDEN.copyTo(temp.resolve("copy"));
            Path dump = copy.resolve("dumpfile");
            byte[] sound = Files.readAllBytes(dump);
            for (int seed = 0; seed < 60; seed++) {
                Random random = new Random(seed);
                int block = random.nextInt(GOLDEN.blocks);
                byte[] damaged = new byte[GOLDEN.blockSize];
                System.arraycopy(sound, block * GOLDEN.blockSize, damaged, 0, damaged.length);
                damage(damaged, random);
                poke(dump, (long) block * GOLDEN.blockSize, damaged);
                try (ValkkaFS fs = GOLDEN.load(copy)) {
                    useAllOf(fs);
                    assertOthersAreSound(fs, block);
                }
                poke(dump, 0, sound);
            }
        });
    }

    @Test
    void aBlockOfAGibibyteThatClaimsOneFrameTakesAWindowOfMemory() throws IOException {
        long blockSize = 1L << 30;
        Files.writeString(
                temp.resolve("valkkafs.json"),
                "{\"dumpfile\": \"dumpfile\", \"blockfile\": \"blockfile\", \"blocksize\": " + blockSize
                        + ", \"n_blocks\": 2, \"current_block\": 1}");
        Files.write(
                temp.resolve("blockfile"),
                ByteBuffer.allocate(32)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(5)
                        .putLong(5)
                        .array());
        ByteBuffer header = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(0, 7).putInt(8, 0).putLong(12, 5).putInt(24, 27).putLong(28, blockSize - 44);
        Files.write(temp.resolve("dumpfile"), header.array());
        long before = allocatedByThisThread();
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp)) {
            assertThat(fs.readBlock(0)).isEmpty();
            assertThat(new ValkkaFSTool(fs).describeBlock(0)).contains("the file ends within the block");
        }
        assertThat(allocatedByThisThread() - before).isLessThan(8 << 20);
    }

    // ---- all files ----

    @Test
    void filesCutShortAnywhereAreReadAsFarAsTheyGo() {
        assertTimeoutPreemptively(LONGEST, () -> {
            for (int seed = 0; seed < 24; seed++) {
                Random random = new Random(seed);
                Path copy = GOLDEN.copyTo(temp.resolve("copy" + seed));
                String name = seed % 2 == 0 ? "dumpfile" : "blockfile";
                Path file = copy.resolve(name);
                long size = seed < 2 ? 0 : random.nextLong(Files.size(file));
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(size);
                }
                try (ValkkaFS fs = GOLDEN.load(copy)) {
                    useAllOf(fs);
                    int wholeBlocks = name.equals("dumpfile") ? (int) (size / GOLDEN.blockSize) : (int) (size / 16);
                    for (int block = 0; block < wholeBlocks; block++) {
                        assertThat(texts(fs.readBlock(block))).isEqualTo(golden(block));
                    }
                    assertThat(new ValkkaFSTool(fs).check().isClean()).isFalse();
                }
                delete(copy);
            }
        });
    }

    @Test
    void randomBytesInAnyFileLetOnlyAValkkaExceptionOut() {
        assertTimeoutPreemptively(LONGEST, () -> {
            for (int seed = 0; seed < 40; seed++) {
                Random random = new Random(seed);
                Path copy = GOLDEN.copyTo(temp.resolve("copy" + seed));
                Path file = copy.resolve(List.of("blockfile", "valkkafs.json").get(seed % 2));
                byte[] content = Files.readAllBytes(file);
                damage(content, random);
                Files.write(file, content);
                try (ValkkaFS fs = GOLDEN.load(copy)) {
                    useAllOf(fs);
                    write(fs);
                    useAllOf(fs);
                } catch (ValkkaException e) {
                    assertTellsInOneLine(e);
                }
                delete(copy);
            }
        });
    }

    @Test
    void aWriterGoesOnBehindAnyDamageAndLosesNothingSoundButTheOldestBlocks() {
        assertTimeoutPreemptively(LONGEST, () -> {
            for (int seed = 0; seed < 20; seed++) {
                Random random = new Random(seed);
                Path copy = GOLDEN.copyTo(temp.resolve("copy" + seed));
                byte[] damaged = new byte[GOLDEN.blockSize];
                random.nextBytes(damaged);
                int open = 9;
                poke(copy.resolve("dumpfile"), (long) open * GOLDEN.blockSize, damaged);
                try (ValkkaFS fs = GOLDEN.load(copy)) {
                    write(fs);
                    assertThat(fs.readBlock(open)).hasSize(3);
                    for (int block = 1; block < open; block++) {
                        assertThat(texts(fs.readBlock(block))).isEqualTo(golden(block));
                    }
                }
                delete(copy);
            }
        });
    }

    @Test
    void aDirectoryWithoutARecordingIsToldSo() throws IOException {
        assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(temp))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("has no valkkafs.json");
        assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(temp.resolve("none")))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("does not exist");
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(file))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("is a file, not a directory");
    }

    // ---- helpers ----

    /** Overwrites some bytes with random ones, flips bits, or puts numbers that hurt where a field may be. */
    private static void damage(byte[] content, Random random) {
        int wounds = 1 + random.nextInt(20);
        for (int i = 0; i < wounds; i++) {
            int at = random.nextInt(content.length);
            switch (random.nextInt(4)) {
                case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> {
                    byte[] bytes = new byte[Math.min(1 + random.nextInt(64), content.length - at)];
                    random.nextBytes(bytes);
                    System.arraycopy(bytes, 0, content, at, bytes.length);
                }
                case 2 -> {
                    long[] hurting = {-1, 0, 4_000_000_000L, 1_000_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE};
                    byte[] number = littleEndian(hurting[random.nextInt(hurting.length)]);
                    System.arraycopy(number, 0, content, at, Math.min(8, content.length - at));
                }
                default -> content[random.nextInt(Math.min(64, content.length))] = (byte) random.nextInt();
            }
        }
    }

    /** Calls all that reads; what is thrown must be a ValkkaException of one line. */
    private static void useAllOf(ValkkaFS fs) {
        List<Runnable> calls = new ArrayList<>(List.of(
                () -> show(fs),
                () -> show(fs.getBlockTable()),
                () -> fs.getInd(fs.getTimeRange()),
                () -> fs.getIndNeigh(2, fs.getTimeRange().middle()),
                () -> fs.frames(fs.getTimeRange()).forEach(CorruptInputTest::show),
                () -> fs.frames(new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE)).forEach(CorruptInputTest::show),
                () -> fs.frameIndex(fs.getTimeRange()),
                () -> show(new ValkkaFSTool(fs).check()),
                () -> fs.updateTable(true),
                () -> pullAll(fs)));
        for (int i = 0; i < fs.getPars().nBlocks() && i < 20; i++) {
            int block = i;
            calls.add(() -> fs.readBlock(block));
            calls.add(() -> new ValkkaFSTool(fs).describeBlock(block));
        }
        for (Runnable call : calls) {
            try {
                call.run();
            } catch (ValkkaException e) {
                assertTellsInOneLine(e);
            }
        }
    }

    private static void show(Object value) {
        assertThat(value.toString()).isNotEmpty();
    }

    private static void pullAll(ValkkaFS fs) {
        try (ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, frame -> {})) {
            reader.start();
            for (int block = 0; block < fs.getPars().nBlocks() && block < 20; block++) {
                reader.pullBlocks(block).join();
            }
        } catch (CompletionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(ValkkaException.class, CorruptInputTest::assertTellsInOneLine);
        }
    }

    static void write(ValkkaFS fs) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            for (int i = 0; i < 3; i++) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, i, 500));
            }
        }
    }

    static void assertTellsInOneLine(ValkkaException e) {
        assertThat(e.getMessage()).doesNotContain("\n").hasSizeBetween(20, 500 + 2 * 4096);
    }

    private static void assertOthersAreSound(ValkkaFS fs, int damaged) {
        for (int block = 0; block < GOLDEN.blocks; block++) {
            if (block != damaged) {
                assertThat(texts(fs.readBlock(block))).isEqualTo(golden(block));
            }
        }
    }

    private static List<String> golden(int block) {
        return SOUND.get(block);
    }

    private static List<List<String>> sound() {
        try (ValkkaFS fs = GOLDEN.load(GOLDEN.path())) {
            return IntStream.range(0, GOLDEN.blocks)
                    .mapToObj(block -> texts(fs.readBlock(block)))
                    .toList();
        }
    }

    private static List<String> texts(List<RecordedFrame> frames) {
        return frames.stream()
                .map(frame -> frame + " " + frame.frame().payload().hashCode())
                .toList();
    }

    static long allocatedByThisThread() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static byte[] littleEndian(long number) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    private static void poke(Path file, long position, byte[] bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
