package valkka.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Picture;

/** Contact sheets show the pictures that were asked for, with their times. */
@Timeout(60)
class ImagesTest {
    @TempDir
    Path temp;

    @Test
    void aContactSheetShowsKeyFramesWithTheirTimes() throws IOException {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            ContactSheet sheet = Images.keyFrames(fs, 1001, fs.getTimeRange(), 6);

            assertThat(sheet.pictures())
                    .extracting(Picture::mstimestamp)
                    .startsWith(Recorded.T0)
                    .endsWith(Recorded.T0 + 27_000)
                    .hasSize(6);
            assertThat(sheet.toString())
                    .startsWith("single, id 1001: 6 key frames, the first at 2026-01-01 10:00:00 UTC")
                    .contains("\n  2026-01-01 10:00:27.000 UTC");
            assertThat(sheet.in(ZoneId.of("Asia/Kolkata")).toString()).contains("2026-01-01 15:30:27.000 Asia/Kolkata");
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(sheet.bytes()));
            assertThat(sheet.mimeType()).isEqualTo("image/jpeg");
            assertThat(image.getWidth()).isEqualTo(2 * sheet.width());
            assertThat(image.getHeight()).isEqualTo(2 * sheet.height());
            assertThat(differs(image, 60, 120)).as("a picture is there").isTrue();
        }
    }

    @Test
    void onePictureIsShownAlone() throws IOException {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            Path saved = Images.at(fs, 1001, Recorded.T0 + 5_050).save(temp.resolve("at.png"));

            assertThat(ImageIO.read(saved.toFile()).getWidth()).isEqualTo(1312);
            assertThat(Images.at(fs, 1001, Recorded.T0 + 5_050).toString()).contains("10:00:05.040 UTC  id 1001");
        }
    }

    @Test
    void oneInstantIsShownAsAllCamerasSawIt() {
        try (ValkkaSingleFS one = Recorded.sample("single");
                ValkkaMultiFS two = ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"));
                ValkkaSingleFS late = Recorded.sample("audio")) {
            ContactSheet sheet = Images.instant(Recorded.T0 + 15_010, one, two, late);

            assertThat(sheet.pictures())
                    .extracting(picture -> picture.mstimestamp() - Recorded.T0)
                    .containsExactly(15_000L, 15_000L, 14_980L, 15_000L);
            assertThat(sheet.toString()).contains("multi 1002", "audio 1001");
            assertThat(Images.instant(Recorded.T0 - 60_000, one).toString()).contains("(no picture)  single 1001");
            assertThatThrownBy(() -> Images.instant(Recorded.T0)).hasMessageContaining("give one or more");
        }
    }

    @Test
    void nothingToShowIsSaid() {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            ContactSheet none = Images.keyFrames(fs, 1001, new TimeRange(0, 5), 4);

            assertThat(none.toString()).isEqualTo("single, id 1001: no key frames in this time");
            assertThat(none.image().getHeight()).isLessThan(100);
            assertThatThrownBy(() -> Images.keyFrames(fs, 1001, fs.getTimeRange(), 1000))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("give 200 or fewer");
        }
    }

    private static boolean differs(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) != image.getRGB(x + 100, y + 60);
    }
}
