package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.ValkkaSingleFS;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

class PictureSizesTest {
    private static final int SIZE = 500;

    @TempDir
    Path temp;

    @Test
    void twoPicturesOfOneTimeAreNotOneOfTwiceTheSize() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                .blockSize(16 * 1024)
                .blocks(20)
                .create()) {
            Recordings.write(fs, 0, 200, SIZE);
            Recordings.write(fs, 100, 150, SIZE); // the camera's clock was set back

            PictureSizes sizes = PictureSizes.of(fs, TestFrames.ID, fs.getTimeRange());

            assertThat(sizes.size()).isEqualTo(200);
            assertThat(IntStream.range(0, 200).map(sizes::bytes)).containsOnly(SIZE);
        }
    }
}
