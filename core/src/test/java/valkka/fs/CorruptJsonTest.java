package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.fs.CorruptInputTest.allocatedByThisThread;
import static valkka.fs.CorruptInputTest.assertTellsInOneLine;
import static valkka.fs.CorruptInputTest.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import valkka.frame.ValkkaException;

/** Whatever stands in valkkafs.json, loading says in one line what is wrong, and what it does not know it keeps. */
class CorruptJsonTest {
    private static final Golden GOLDEN = Golden.SINGLE_SMALL;

    @TempDir
    Path temp;

    static List<String> brokenJsons() {
        List<String> texts = new ArrayList<>(List.of(
                "null",
                "[]",
                "7",
                "{}",
                "not JSON at all",
                "\0\0\0\0\0\0\0\0",
                "\u00ff\u00fe",
                "[".repeat(200_000),
                "{\"a\":".repeat(5_000),
                " ".repeat(2 << 20)));
        for (String value : List.of(
                "-1",
                "0",
                "4095",
                "5000",
                "1e999",
                "1e3",
                "4096.5",
                "9".repeat(30),
                "9".repeat(5_000),
                "\"4096\"",
                "null",
                "true",
                "[" + "1,".repeat(50_000) + "1]",
                "1073741825",
                "2147483648")) {
            texts.add(json("blocksize", value));
        }
        for (String value :
                List.of("-1", "0", "1", "2147483647", "67108865", "67108864", "99999999999", "\"10\"", "null")) {
            texts.add(json("n_blocks", value));
        }
        for (String value : List.of("-1", "10", "99999999999", "\"0\"", "null", "0.5")) {
            texts.add(json("current_block", value));
        }
        for (String key : List.of("dumpfile", "blockfile")) {
            for (String value : List.of(
                    "null",
                    "5",
                    "\"\"",
                    "\"a\\u0000b\"",
                    "\"\\ud800\"",
                    "\"/\"",
                    "\"..\"",
                    "\"/no/such/file\"",
                    "[]",
                    "\"" + "x".repeat(100_000) + "\"",
                    "\"" + "x".repeat(300) + "\"")) {
                texts.add(json(key, value));
            }
        }
        return texts;
    }

    private static String json(String key, String value) {
        StringBuilder text = new StringBuilder("{");
        for (String[] entry : new String[][] {
            {"dumpfile", "\"/tmp/dumpfile\""},
            {"blockfile", "\"/tmp/blockfile\""},
            {"blocksize", "262144"},
            {"n_blocks", "10"},
            {"current_block", "9"},
        }) {
            text.append('"').append(entry[0]).append("\": ");
            text.append(entry[0].equals(key) ? value : entry[1]).append(", ");
        }
        return text.append("\"partition_uuid\": null}").toString();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("brokenJsons")
    void aBrokenJsonIsToldInOneLineThatNamesTheFile(String text) throws IOException {
        Path copy = GOLDEN.copyTo(temp.resolve("copy"));
        Files.writeString(copy.resolve("valkkafs.json"), text, StandardCharsets.ISO_8859_1);
        long before = allocatedByThisThread();
        assertThatThrownBy(() -> GOLDEN.load(copy)).isInstanceOfSatisfying(ValkkaException.class, e -> {
            assertTellsInOneLine(e);
            assertThat(e.getMessage()).contains(copy.toString());
        });
        assertThat(allocatedByThisThread() - before).isLessThan(64 << 20);
    }

    /** libValkka truncates its json and writes it again, in place: a kill leaves any beginning of it. */
    @Test
    void ofAJsonThatWasCutAnywhereTheSizesOfTheFilesTellWhatItSaid() throws IOException {
        Path copy = GOLDEN.copyTo(temp.resolve("copy"));
        Path json = copy.resolve("valkkafs.json");
        String whole = Files.readString(json).strip();
        TimeRange before = TimeRange.EMPTY;
        for (int length = 0; length < whole.length(); length += 9) {
            Files.writeString(json, whole.substring(0, length));
            try (ValkkaFS fs = GOLDEN.load(copy)) {
                before = fs.getTimeRange();
                assertThat(fs.getPars().nBlocks()).isEqualTo(GOLDEN.blocks);
                assertThat(fs.getPars().blockSize()).isEqualTo(GOLDEN.blockSize);
                assertThat(new ValkkaFSTool(fs).check().notes())
                        .anyMatch(note -> note.invariant().equals("F3"));
                assertThat(Files.size(json)).as("nothing is written").isEqualTo(length);
            }
        }
        try (ValkkaFS fs = GOLDEN.load(copy)) {
            assertThat(before.isEmpty()).isFalse();
            write(fs);
        }
        assertThat(Files.readString(json))
                .contains("\"n_blocks\": " + GOLDEN.blocks)
                .endsWith("}\n");
    }

    @Test
    void sizesThatCannotBeARecordingsAreRefusedInOneLine() throws IOException {
        for (int cut : new int[] {1, 16, 144, 160}) {
            Path copy = GOLDEN.copyTo(temp.resolve("cut" + cut));
            Files.write(copy.resolve("valkkafs.json"), new byte[0]);
            byte[] rows = Files.readAllBytes(copy.resolve("blockfile"));
            Files.write(copy.resolve("blockfile"), Arrays.copyOf(rows, rows.length - cut));
            assertThatThrownBy(() -> GOLDEN.load(copy))
                    .isInstanceOfSatisfying(ValkkaException.class, CorruptInputTest::assertTellsInOneLine);
        }
    }

    @Test
    void keysThatAreNotKnownAreKeptWhenTheJsonIsWritten() throws IOException {
        Path copy = GOLDEN.copyTo(temp.resolve("copy"));
        Path json = copy.resolve("valkkafs.json");
        String extra = ", \"camera\": \"caf\\u00e9\", \"list\": [1, 2, {\"a\": null}], \"empty\": {}, \"none\": []}";
        Files.writeString(json, Files.readString(json).strip().replaceAll("}$", "") + extra);
        try (ValkkaFS fs = GOLDEN.load(copy)) {
            write(fs);
        }
        assertThat(Files.readString(json)).endsWith(extra + "\n").contains("\"current_block\": 0,");
    }
}
