package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valkka.frame.ValkkaException;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/** Loading and reading write nothing, find the recording wherever it is, and keep copies apart. */
class LoadTest {
    @TempDir
    Path temp;

    private static void readAll(ValkkaFS fs) {
        for (int block = 0; block < fs.getPars().nBlocks(); block++) {
            fs.readBlock(block);
        }
        fs.frameIndex(fs.getTimeRange());
        fs.updateTable(true);
        new ValkkaFSTool(fs).check();
        assertThat(fs.toString()).contains(fs.directory().toString());
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void loadingAndReadingWriteNothing(Golden golden) {
        Path copy = golden.copyTo(temp.resolve("copy"));
        Map<String, String> before = Recordings.fingerprint(copy);
        try (ValkkaFS fs = golden.load(copy);
                ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, frame -> {})) {
            reader.start();
            reader.pullBlocks(0, 1, 2).join();
            readAll(fs);
        }
        assertThat(Recordings.fingerprint(copy)).isEqualTo(before);
    }

    @Test
    void whoGivesADirectoryAboveRecordingsIsToldOfThem() {
        Recordings.write(
                ValkkaSingleFS.newFromDirectory(temp.resolve("front"))
                        .blockSize(4096)
                        .blocks(4)
                        .create(),
                0,
                1,
                100);

        assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(temp))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("there are recordings in front");
    }

    @Test
    void aDirectoryThatMayOnlyBeReadIsReadAndAWriterIsToldThatItMayNot() throws IOException {
        Path copy = Golden.SINGLE_SMALL.copyTo(temp.resolve("copy"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("r-xr-xr-x"));
        // Nothing is read-only for root, who tests in CI: then the second half has nothing to show.
        boolean readOnly = !Files.isWritable(copy);
        try (ValkkaFS fs = Golden.SINGLE_SMALL.load(copy);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            readAll(fs);
            if (readOnly) {
                assertThatThrownBy(writer::start)
                        .isInstanceOf(ValkkaException.class)
                        .hasMessageContaining("no permission for " + copy);
            }
        } finally {
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aMovedDirectoryOpensAndIsWritten() throws IOException {
        Path moved = temp.resolve("moved");
        Path original = temp.resolve("original");
        newRecording(original).close();
        Files.move(original, moved);
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(moved)) {
            Recordings.write(fs, 3, 6, 100);
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        }
        assertThat(original).doesNotExist();
        assertThat(Files.readString(moved.resolve("valkkafs.json")))
                .contains("\"dumpfile\": \"" + moved.resolve("dumpfile") + "\"")
                .doesNotContain(original.toString());
    }

    @Test
    void aMissingFileIsNamedOnceWhereItWasAndWhereItMayBe() throws IOException {
        Path original = temp.resolve("original");
        ValkkaSingleFS.newFromDirectory(original)
                .blockSize(4096)
                .blocks(4)
                .create()
                .close();
        Files.delete(original.resolve("dumpfile"));
        String missing = "the dumpfile of the recording in " + original + " is missing: there is ";
        assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(original))
                .hasMessage(missing + "no " + original.resolve("dumpfile"));

        Path moved = temp.resolve("moved");
        Files.move(original, moved);
        assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(moved))
                .hasMessage(missing.replace("original", "moved") + "neither " + moved.resolve("dumpfile") + " nor "
                        + original.resolve("dumpfile"));
    }

    @Test
    void aCopyNeitherReadsNorWritesItsOriginal() throws IOException {
        Path original = temp.resolve("original");
        Path copy = Files.createDirectory(temp.resolve("copy"));
        newRecording(original).close();
        for (String file : List.of("dumpfile", "blockfile", "valkkafs.json")) {
            Files.copy(original.resolve(file), copy.resolve(file));
        }
        Map<String, String> before = Recordings.fingerprint(original);
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(copy)) {
            Recordings.write(fs, 3, 6, 100);
            fs.reinit();
            Recordings.write(fs, 10, 12, 100);
            assertThat(TestFrames.numbers(fs)).containsExactly(10L, 11L);
        }
        assertThat(Recordings.fingerprint(original)).isEqualTo(before);
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                ValkkaFS other = ValkkaSingleFS.loadFromDirectory(copy)) {
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 1L, 2L);
            assertThat(fs.isSame(other.getPars())).isFalse();
            assertThat(fs.isSame(fs.getPars())).isTrue();
        }
    }

    @Test
    void aStaleCurrentBlockIsSeenThrough() throws IOException {
        Path directory = temp.resolve("fs");
        try (ValkkaFS fs = newRecording(directory)) {
            Recordings.write(fs, 3, 4, 100);
            Recordings.write(fs, 4, 5, 100);
        }
        Path json = directory.resolve("valkkafs.json");
        for (int stale = 0; stale <= 3; stale++) {
            Files.writeString(
                    json, Files.readString(json).replaceAll("\"current_block\": \\d", "\"current_block\": " + stale));
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                assertThat(fs.getPars().currentBlock()).isEqualTo(stale);
                assertThat(TestFrames.numbers(fs)).containsExactly(0L, 1L, 2L, 3L, 4L);
            }
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            Recordings.write(fs, 5, 6, 100);
            assertThat(fs.readBlock(3)).hasSize(1);
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }

    @Test
    void theTableFollowsAWriterElsewhere() {
        Path directory = temp.resolve("fs");
        try (ValkkaFS fs = newRecording(directory);
                ValkkaFS other = ValkkaSingleFS.loadFromDirectory(directory)) {
            for (int i = 1; i <= 5; i++) {
                Recordings.write(fs, 3L * i, 3L * i + 3, 100);
                assertThat(other.getBlockTable().rows())
                        .isDeepEqualTo(fs.getBlockTable().rows());
                assertThat(other.getTimeRange().to()).isEqualTo(TestFrames.TIME_0 + 3L * i + 2);
            }
        }
    }

    @Test
    void theJsonIsWhatPythonWritesAlsoForPathsThatAreNotAscii() throws IOException, InterruptedException {
        String letters = "caf\u00e9 \u2028 \ud83d\ude00";
        String escapedLetters = "caf\\u00e9 \\u2028 \\ud83d\\ude00";
        if (!Charset.forName(System.getProperty("sun.jnu.encoding"))
                .newEncoder()
                .canEncode(letters)) {
            letters = "cafe"; // in the POSIX locale no path has others
            escapedLetters = "cafe";
        }
        Path directory = temp.resolve(letters + " \"quoted\" \\ tab\t");
        newRecording(directory).close();
        Path json = directory.resolve("valkkafs.json");
        String text = Files.readString(json, StandardCharsets.US_ASCII);
        assertThat(text).isEqualTo(expectedJson(directory, escapedLetters + " \\\"quoted\\\" \\\\ tab\\t"));
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 1L, 2L);
        }
        assertThat(asPythonWritesIt(json)).isEqualTo(text);
    }

    private String expectedJson(Path directory, String name) {
        String escaped = temp + "/" + name;
        assertThat(directory).hasParent(temp);
        return "{\"dumpfile\": \"" + escaped + "/dumpfile\", \"partition_uuid\": null, \"blockfile\": \"" + escaped
                + "/blockfile\", \"blocksize\": 4096, \"n_blocks\": 5, \"current_block\": 1, \"jsonfile\": \"" + escaped
                + "/valkkafs.json\"}\n";
    }

    private static String asPythonWritesIt(Path json) throws IOException, InterruptedException {
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", "import json,sys; print(json.dumps(json.load(sys.stdin)))")
                    .redirectInput(json.toFile())
                    .start();
        } catch (IOException e) {
            return abort("needs python3");
        }
        String text = new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(python.waitFor()).isZero();
        return text;
    }

    private static ValkkaFS newRecording(Path directory) {
        ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(4096)
                .blocks(5)
                .create();
        Recordings.write(fs, 0, 3, 100);
        return fs;
    }
}
