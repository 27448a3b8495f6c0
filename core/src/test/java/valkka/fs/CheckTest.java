package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check says when there is very much to say. */
class CheckTest {
    @TempDir
    Path temp;

    @Test
    void aCheckThatStopsAtAThousandFindingsSaysSo() throws IOException {
        int blocks = 1200;
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                .blockSize(4096)
                .blocks(blocks)
                .create()) {
            ByteBuffer rows = ByteBuffer.allocate(16 * blocks).order(ByteOrder.LITTLE_ENDIAN);
            for (int block = 1; block < blocks; block++) {
                rows.putLong(16 * block, block).putLong(16 * block + 8, block);
            }
            Files.write(temp.resolve("blockfile"), rows.array());
            CheckReport report = new ValkkaFSTool(fs).check();
            assertThat(report.findings()).hasSize(1001);
            assertThat(report.toString()).endsWith("and more: the check has stopped here");
        }
    }
}
