package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import valkka.fs.ValkkaSingleFS;
import valkka.live.SmallProcess;

/** Pictures leave no memory of FFmpeg behind. */
@Timeout(120)
class PicturesMemoryTest {
    private static final int WARM_UP = 60;
    private static final int TIMES = 150;
    private static final long MOST_GROWTH_KB = 30 << 10;

    @Test
    @EnabledOnOs(OS.LINUX)
    void theirMemoryIsFreed() throws Exception {
        assertThat(Long.parseLong(SmallProcess.run(PicturesMemoryTest.class).strip()))
                .as("kB more behind %d pictures, each of which needs a megabyte", 3 * TIMES)
                .isLessThan(MOST_GROWTH_KB);
    }

    /** Prints by how many kB the process has grown. */
    public static void main(String[] args) throws IOException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "single"))) {
            decode(fs, WARM_UP);
            long before = SmallProcess.kilobytes();
            decode(fs, TIMES);
            System.out.println(SmallProcess.kilobytes() - before);
        }
    }

    private static void decode(ValkkaSingleFS fs, int times) {
        for (int i = 0; i < times; i++) {
            Pictures.keyFrames(fs, 1001, fs.getTimeRange(), 2);
            Pictures.at(fs, 1001, fs.getTimeRange().from() + 40);
        }
    }
}
