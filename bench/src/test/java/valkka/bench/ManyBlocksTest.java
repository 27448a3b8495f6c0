package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.BlockTable;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;

class ManyBlocksTest {
    @TempDir
    private Path directory;

    @Test
    void theRecordingMadeByHandIsFullButForItsOpenBlock() throws IOException {
        ManyBlocks.create(directory, 1000);

        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            BlockTable table = fs.getBlockTable();
            assertThat(table.size()).isEqualTo(1000);
            assertThat(table.key(998)).isEqualTo(ManyBlocks.key(998));
            assertThat(table.isUsed(999)).isFalse();
            long time = ManyBlocks.key(7) + 1;
            assertThat(fs.getInd(new TimeRange(time, time))).containsExactly(7, 8);
        }
    }
}
