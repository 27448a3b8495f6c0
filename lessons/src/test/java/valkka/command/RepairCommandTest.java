package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

class RepairCommandTest {
    private final TestConsole console = new TestConsole();

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void record() {
        directory = temp.resolve("front-door");
        try (ValkkaFS recording = ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(4 * Bytes.KiB)
                        .blocks(6)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", recording)) {
            writer.setSlotId(1, 925412);
            writer.start();
            for (int i = 0; i < 20; i++) {
                byte[] payload = new byte[700];
                payload[3] = 1;
                payload[4] = 103;
                writer.getBlockingFrameFilter()
                        .run(BasicFrame.of(1, 0, 1_543_314_164_000L + 40L * i, Codec.H264, payload));
            }
        }
    }

    @Test
    void aRecordingInOrderStaysAsItIs() throws Exception {
        assertThat(console.run("repair", directory.toString())).isZero();
        assertThat(console.out()).endsWith("all in order: nothing to repair\n");
        assertThat(directory.resolve("blockfile.repaired")).doesNotExist();
    }

    @Test
    void aLostTableIsPrintedThenWrittenThenApplied() throws Exception {
        byte[] rows = Files.readAllBytes(directory.resolve("blockfile"));
        Files.delete(directory.resolve("blockfile"));

        assertThat(console.run("repair", directory.toString(), "--single", "--dry-run"))
                .isEqualTo(1);
        assertThat(console.out())
                .contains("blockfile  the file: missing or empty -> 6 rows")
                .contains("blockfile  block 0: missing -> 1543314164000 1543314164160  (5 frames");
        assertThat(directory.resolve("blockfile.repaired")).doesNotExist();

        assertThat(console.run("repair", directory.toString(), "--single")).isEqualTo(1);
        assertThat(directory.resolve("blockfile.repaired")).hasBinaryContent(rows);
        assertThat(console.out()).contains("--apply");

        assertThat(console.run("repair", directory.toString(), "--single", "--apply"))
                .isZero();
        assertThat(directory.resolve("blockfile")).hasBinaryContent(rows);
        assertThat(console.run("check", directory.toString())).isZero();
    }

    @Test
    void aChoiceIsTwoAndNamesTheOption() throws Exception {
        Files.delete(directory.resolve("blockfile"));
        assertThat(console.run("repair", directory.toString())).isEqualTo(2);
        assertThat(console.err()).hasLineCount(1).endsWith("--single or --multi\n");
        assertThat(List.of(directory.toFile().list())).noneMatch(name -> name.endsWith(".repaired"));
    }

    @Test
    void applyAndDryRunExcludeEachOther() throws Exception {
        assertThat(console.run("repair", directory.toString(), "--apply", "--dry-run"))
                .isEqualTo(2);
    }
}
