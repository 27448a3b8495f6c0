package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.fs.Bytes.KiB;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.testkit.TestFrames;

/** The table says which block is open, and the first frame of a block can be asked for. */
@Timeout(30)
class OpenBlockShownTest {
    @TempDir
    Path temp;

    private ValkkaSingleFS fs;

    @BeforeEach
    void create() {
        fs = ValkkaSingleFS.newFromDirectory(temp).blockSize(4 * KiB).blocks(4).create();
    }

    @Test
    void theBlockThatIsWrittenIsTheOpenOne() {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            assertThat(fs.getBlockTable().openBlock()).as("nothing is written").isEmpty();
            for (int number = 0; number < 50; number++) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, number, 400));
            }

            fs.updateTable(false);
            int open = fs.getBlockTable().openBlock().orElseThrow();

            assertThat(open).as("nine frames a block, in a ring of four").isEqualTo(1);
            try (ValkkaSingleFS elsewhere = ValkkaSingleFS.loadFromDirectory(temp)) {
                assertThat(elsewhere.getBlockTable().openBlock())
                        .as("as another process sees it")
                        .hasValue(open);
            }
            writer.stop();
            assertThat(fs.getBlockTable().openBlock()).as("closed").isEmpty();
        }
        fs.close();
    }

    @Test
    void theFirstTimeOfABlockIsThatOfItsFirstFrame() {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            for (int number = 0; number < 15; number++) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, number, 400));
            }
        }
        ValkkaFSTool tool = new ValkkaFSTool(fs);
        for (int block = 0; block < 2; block++) {
            assertThat(tool.firstTime(block))
                    .isEqualTo(fs.readBlock(block).get(0).frame().mstimestamp())
                    .isEqualTo(tool.frameIndex(block).mstimestamp(0));
        }
        assertThat(tool.firstTime(1)).isNotEqualTo(fs.getBlockTable().key(1));
        assertThat(tool.firstTime(3)).isZero();
        assertThat(tool.frameIndex(0).nalUnitType(0)).isEqualTo(7);
        assertThat(tool.frameIndex(0).nalUnitType(1)).isEqualTo(1);
        assertThatThrownBy(() -> tool.firstTime(4)).hasMessageContaining("no block 4");
        fs.close();
    }
}
