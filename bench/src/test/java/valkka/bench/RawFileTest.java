package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawFileTest {
    private static final int BLOCK = 8192;

    @TempDir
    private Path directory;

    @Test
    void blocksAreWrittenOneBehindTheOtherWithAllTheirBytes() throws IOException {
        Path dump = Files.createFile(directory.resolve("dump"));

        assertThat(RawFile.write(dump, BLOCK, 3)).isEqualTo(3L * BLOCK);
        assertThat(dump).hasSize(3L * BLOCK);
        byte[] bytes = Files.readAllBytes(dump);
        assertThat(bytes[0]).isEqualTo((byte) 1);
        assertThat(bytes[BLOCK]).isEqualTo(bytes[0]);
        assertThat(bytes[3 * BLOCK - 1]).isEqualTo(bytes[BLOCK - 1]);
    }

    @Test
    void aDurableWriteChangesTheTableToo() throws IOException {
        Path dump = Files.createFile(directory.resolve("dump"));
        Path table = Files.createFile(directory.resolve("table"));

        assertThat(RawFile.writeForced(dump, table, BLOCK, 3)).isEqualTo(3L * BLOCK);
        assertThat(dump).hasSize(3L * BLOCK);
        assertThat(table).hasSize(3 * 16L);
    }

    @Test
    void aFileIsReadToItsEndWhateverTheChunk() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[10_001]);

        assertThat(RawFile.read(file, 4096)).isEqualTo(10_001);
        assertThat(RawFile.read(file, 1 << 20)).isEqualTo(10_001);
    }

    @Test
    void buffersBeginAtAPageAndAreAsLongAsAskedFor() {
        assertThat(RawFile.buffer(10_000).alignmentOffset(0, 4096)).isZero();
        assertThat(RawFile.buffer(10_000).capacity()).isEqualTo(10_000);
        assertThat(RawFile.buffer(32).capacity()).isEqualTo(32);
    }
}
