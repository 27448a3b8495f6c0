package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static valkka.fs.CorruptInputTest.assertTellsInOneLine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/**
 * W9: a recording that a stranger made, in an archive or on a stick, is read without harm. Whatever is done with it, nothing outside of its
 * directory is written, made or locked, unless the call names the file; nothing hangs; and what is refused is told in one line.
 */
class StrangersRecordingTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int SIZE = 50_000;

    @TempDir
    static Path template;

    @TempDir
    Path temp;

    private Path recording;
    private Path home;
    private Path precious;

    /** What a stranger may have prepared. */
    private interface Trap {
        void set(Path recording, Path precious) throws Exception;
    }

    /** What a user may do with it. */
    private interface Use {
        void of(Path recording) throws Exception;
    }

    private static final Map<String, Trap> TRAPS = new TreeMap<>();
    private static final Map<String, Use> USES = new TreeMap<>();

    static {
        for (String name : List.of("valkkafs.lock", "dumpfile", "blockfile", "valkkafs.json", "valkkafs.json.tmp")) {
            TRAPS.put(
                    name + " is a link to a file",
                    (recording, precious) -> link(recording.resolve(name), Path.of("../home/precious.dat")));
            TRAPS.put(name + " is a hard link of a file", (recording, precious) -> {
                Files.deleteIfExists(recording.resolve(name));
                Files.createLink(recording.resolve(name), precious);
            });
            TRAPS.put(
                    name + " is a link to nothing yet",
                    (recording, precious) -> link(recording.resolve(name), precious.resolveSibling("new.dat")));
            TRAPS.put(
                    name + " is a link to a directory",
                    (recording, precious) -> link(recording.resolve(name), precious.getParent()));
            TRAPS.put(
                    name + " is a link to /dev/zero",
                    (recording, precious) -> link(recording.resolve(name), Path.of("/dev/zero")));
            TRAPS.put(name + " is a named pipe", (recording, precious) -> {
                Files.deleteIfExists(recording.resolve(name));
                assumeTrue(new ProcessBuilder("mkfifo", recording.resolve(name).toString())
                                .start()
                                .waitFor()
                        == 0);
            });
            TRAPS.put(name + " is a directory", (recording, precious) -> {
                Files.deleteIfExists(recording.resolve(name));
                Files.createDirectory(recording.resolve(name));
            });
        }
        for (String key : List.of("dumpfile", "blockfile")) {
            TRAPS.put(key + " in the json is an absolute path", (recording, precious) -> {
                Files.delete(recording.resolve(key));
                setJson(recording, key, precious.toString());
            });
            TRAPS.put(key + " in the json is a relative path", (recording, precious) -> {
                Files.delete(recording.resolve(key));
                setJson(
                        recording,
                        key,
                        Path.of("").toAbsolutePath().relativize(precious).toString());
            });
            TRAPS.put(key + " in the json is a path through the directory", (recording, precious) -> {
                Files.delete(recording.resolve(key));
                setJson(recording, key, recording + "/../home/precious.dat");
            });
            TRAPS.put(key + " in the json is a path through a link", (recording, precious) -> {
                Files.delete(recording.resolve(key));
                Files.createSymbolicLink(recording.resolve("inside"), precious.getParent());
                setJson(recording, key, recording + "/inside/precious.dat");
            });
        }
        USES.put("read", directory -> {
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                for (int block = 0; block < fs.getPars().nBlocks(); block++) {
                    fs.readBlock(block);
                }
                fs.frameIndex(fs.getTimeRange());
            }
        });
        USES.put("write", directory -> {
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                Recordings.write(fs, 100, 130, 900);
            }
        });
        USES.put("reinit", directory -> {
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                fs.reinit();
            }
        });
        USES.put("repair", directory -> {
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                new ValkkaFSTool(fs).repair();
            }
        });
        USES.put(
                "overwrite",
                directory -> newRecording(directory).overwrite().create().close());
    }

    static Stream<String> traps() {
        return TRAPS.keySet().stream();
    }

    private static ValkkaFSBuilder<ValkkaSingleFS> newRecording(Path directory) {
        return ValkkaSingleFS.newFromDirectory(directory).blockSize(8192).blocks(4);
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    private static void setJson(Path recording, String key, String path) throws IOException {
        Path json = recording.resolve("valkkafs.json");
        String value = Matcher.quoteReplacement("\"" + key + "\": \"" + path + "\"");
        Files.writeString(json, Files.readString(json).replaceFirst("\"" + key + "\": \"[^\"]*\"", value));
    }

    @BeforeAll
    static void makeTemplate() {
        try (ValkkaFS fs = newRecording(template).create()) {
            Recordings.write(fs, 0, 20, 900);
        }
    }

    private void makeRecording(String name) throws IOException {
        Path place = Files.createDirectory(temp.resolve(name));
        home = Files.createDirectory(place.resolve("home"));
        precious = Files.write(
                home.resolve("precious.dat"),
                "precious lines\n".repeat(SIZE / 15).getBytes(StandardCharsets.UTF_8));
        recording = Files.createDirectory(place.resolve("recording"));
        for (String file : List.of("dumpfile", "blockfile", "valkkafs.json")) {
            Files.copy(template.resolve(file), recording.resolve(file));
        }
    }

    @ParameterizedTest
    @MethodSource("traps")
    void nothingOutsideOfTheDirectoryIsWrittenAndNothingHangs(String trap) throws Exception {
        for (String use : USES.keySet()) {
            makeRecording(use);
            TRAPS.get(trap).set(recording, precious);
            Map<String, String> before = Recordings.fingerprint(home);
            assertTimeoutPreemptively(LONGEST, () -> {
                try {
                    USES.get(use).of(recording);
                } catch (ValkkaException e) {
                    assertTellsInOneLine(e);
                    assertThat(e.getMessage())
                            .as(use)
                            .contains(recording.getParent().toString());
                }
            });
            assertThat(Recordings.fingerprint(home)).as(use).isEqualTo(before);
        }
    }

    @Test
    void aFileElsewhereIsReadAndIsWrittenOnceTheCallNamesIt() throws IOException {
        makeRecording("named");
        Path elsewhere = Files.move(recording.resolve("dumpfile"), home.resolve("frames"));
        Path link = Files.createSymbolicLink(home.resolve("link"), elsewhere);
        setJson(recording, "dumpfile", elsewhere.toString());
        for (boolean linked : new boolean[] {false, true}) {
            if (linked) {
                Files.createSymbolicLink(recording.resolve("dumpfile"), elsewhere);
            }
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(recording)) {
                assertThat(TestFrames.numbers(fs)).isNotEmpty();
                for (Use use : List.<Use>of(
                        directory -> Recordings.write(fs, 100, 101, 900),
                        directory -> fs.reinit(),
                        directory -> new ValkkaFSTool(fs).repair())) {
                    assertThatThrownBy(() -> use.of(recording))
                            .isInstanceOfSatisfying(ValkkaException.class, e -> {
                                assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT);
                                assertTellsInOneLine(e);
                            })
                            .hasMessageContaining("leads to " + elsewhere)
                            .hasMessageContaining("loadFromDirectory(\"" + recording + "\", \"");
                }
            }
            for (Path name : List.of(elsewhere, link)) {
                try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(recording, name)) {
                    Recordings.write(fs, 200, 203, 900);
                    assertThat(TestFrames.numbers(fs)).endsWith(200L, 201L, 202L);
                }
            }
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(
                    recording.toString(), temp.resolve("nothing").toString(), link.toString())) {
                fs.reinit();
                assertThat(new ValkkaFSTool(fs).repair().isClean()).isTrue();
                Recordings.write(fs, 0, 3, 900);
            }
        }
        assertThat(home.resolve("valkkafs.lock")).doesNotExist();
    }

    @Test
    void aFileThatIsReplacedAfterLoadingIsNotWritten() throws IOException {
        for (String name : List.of("dumpfile", "blockfile")) {
            for (boolean link : new boolean[] {false, true}) {
                makeRecording(name + link);
                try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(recording)) {
                    fs.readBlock(0);
                    Files.delete(recording.resolve(name));
                    if (link) {
                        Files.createSymbolicLink(recording.resolve(name), precious);
                    } else {
                        setJson(recording, name, precious.toString());
                    }
                    Map<String, String> before = Recordings.fingerprint(home);
                    assertThatThrownBy(() -> Recordings.write(fs, 100, 101, 900))
                            .isInstanceOfSatisfying(ValkkaException.class, CorruptInputTest::assertTellsInOneLine);
                    assertThatThrownBy(fs::reinit)
                            .isInstanceOfSatisfying(ValkkaException.class, CorruptInputTest::assertTellsInOneLine);
                    assertThat(Recordings.fingerprint(home)).isEqualTo(before);
                }
            }
        }
    }

    // ---- claims of size ----

    @Test
    void claimsOfSizeTakeBoundedMemoryAndAreToldInOneLine() throws IOException {
        long most = Runtime.getRuntime().maxMemory();
        long blocks = FSPars.MOST_BLOCKS;
        List<String> refused = new ArrayList<>();
        for (long[] claim : new long[][] {
            {4096, 1_000_000_000L, 0, 0},
            {4096, blocks, 64, 64},
            {4096, blocks, 16 * blocks, 4096 * blocks}, // a sparse table of a gigabyte
            {4096, 4, 1L << 40, 1L << 40}, // a table longer than the json says
            {1L << 30, 2, 32, 2L << 30},
            {1L << 40, 2, 32, 1L << 30},
        }) {
            makeRecording("claim" + refused.size() + claim[0] + claim[1] + claim[2]);
            Path json = recording.resolve("valkkafs.json");
            Files.writeString(
                    json,
                    Files.readString(json)
                            .replaceFirst("\"blocksize\": \\d+", "\"blocksize\": " + claim[0])
                            .replaceFirst("\"n_blocks\": \\d+", "\"n_blocks\": " + claim[1]));
            setSize(recording.resolve("blockfile"), claim[2]);
            setSize(recording.resolve("dumpfile"), claim[3]);
            long before = CorruptInputTest.allocatedByThisThread();
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(recording)) {
                fs.getTimeRange();
                fs.readBlock(0);
            } catch (ValkkaException e) {
                assertTellsInOneLine(e);
                refused.add(e.getMessage());
            }
            assertThat(CorruptInputTest.allocatedByThisThread() - before).isLessThan(most / 2);
        }
        assertThat(refused).hasSizeGreaterThanOrEqualTo(3);
    }

    /** A sparse file: it claims its size, and takes no space. */
    private static void setSize(Path file, long size) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
    }

    @Test
    void aJsonOfGigabytesIsNotRead() throws IOException {
        makeRecording("json");
        setSize(recording.resolve("valkkafs.json"), 8L << 30);
        long before = CorruptInputTest.allocatedByThisThread();
        assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(recording))
                .isInstanceOfSatisfying(ValkkaException.class, CorruptInputTest::assertTellsInOneLine)
                .hasMessageContaining("larger than");
        assertThat(CorruptInputTest.allocatedByThisThread() - before).isLessThan(8 << 20);
    }

    @Test
    void aFrameThatTakesMoreMemoryThanThereIsIsRefusedInOneLine() throws IOException {
        long blockSize = 256 << 20;
        makeRecording("frame");
        Path json = recording.resolve("valkkafs.json");
        Files.writeString(
                json,
                Files.readString(json)
                        .replaceFirst("\"blocksize\": \\d+", "\"blocksize\": " + blockSize)
                        .replaceFirst("\"n_blocks\": \\d+", "\"n_blocks\": 2")
                        .replaceFirst("\"current_block\": \\d+", "\"current_block\": 1"));
        setSize(recording.resolve("blockfile"), 32);
        setSize(recording.resolve("dumpfile"), 2 * blockSize);
        try (RandomAccessFile dump =
                new RandomAccessFile(recording.resolve("dumpfile").toFile(), "rw")) {
            dump.seek(28);
            dump.writeLong(Long.reverseBytes(blockSize - 44));
        }
        try (ChildJvm small = new ChildJvm(List.of("-Xmx64m"), RefusedProgram.class, recording.toString())) {
            assertThat(small.finish())
                    .singleElement()
                    .asString()
                    .startsWith("IO ")
                    .contains(recording.toString(), "a frame of 256 MiB needs more memory than the", "-Xmx")
                    .contains("dumpfile")
                    .doesNotContain("blockfile");
        }
    }

    /** Reads block 0 of a recording, and prints in one line why that cannot be. */
    static final class RefusedProgram {
        private RefusedProgram() {}

        /** @param arguments the directory */
        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) {
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(Path.of(arguments[0]))) {
                System.out.println(fs.readBlock(0).size() + " frames");
            } catch (ValkkaException e) {
                System.out.println(e.kind() + " " + e.getMessage());
            }
        }
    }
}
