package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.Rounds;
import valkka.rtsp.SmallProcess;

/** Pictures leave no memory of FFmpeg behind. */
@Timeout(120)
class PicturesMemoryTest {
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 20;
    private static final int TIMES = 10;
    /** A round opens 20 decoders and makes 30 pictures, each of which needs 300 kB or more. The process itself adds up to 100 kB. */
    private static final double MOST_GROWTH_KB = 500;

    @Test
    @EnabledOnOs(OS.LINUX)
    void theirMemoryIsFreed() throws Exception {
        Rounds rounds = SmallProcess.run(PicturesMemoryTest.class);

        assertThat(rounds.growth("kB")).as(rounds.output()).isLessThan(MOST_GROWTH_KB);
    }

    public static void main(String[] args) throws IOException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "single"))) {
            decode(fs, WARM_UP * TIMES);
            for (int round = 0; round < ROUNDS; round++) {
                decode(fs, TIMES);
                SmallProcess.tellKilobytes();
            }
        }
    }

    private static void decode(ValkkaSingleFS fs, int times) {
        for (int i = 0; i < times; i++) {
            Pictures.keyFrames(fs, 1001, fs.getTimeRange(), 2);
            Pictures.at(fs, 1001, fs.getTimeRange().from() + 40);
        }
    }
}
