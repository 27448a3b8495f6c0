package valkka.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.fs.Bytes.KiB;
import static valkka.fs.Bytes.MiB;

import java.awt.Color;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/** The plots show what is in a recording, whatever is in it. */
@Timeout(120)
class PlotsTest {
    private static final List<Function<ValkkaFS, Plot>> ALL =
            List.of(Plots::blocks, Plots::blockTimestamps, Plots::frameSizes, Plots::bitRate, Plots::frameIntervals);

    @TempDir
    Path temp;

    @Test
    void everyPlotOfEveryRecordingIsAPictureAndATextOf80Columns() throws IOException {
        List<ValkkaFS> recordings = new ArrayList<>(List.of(
                Recorded.sample("audio"), ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"))));
        recordings.add(Recorded.empty(temp.resolve("empty"), 16 * KiB, 4));
        recordings.add(withPictures("one frame", 1));
        recordings.add(withPictures("one block", 30));
        for (ValkkaFS fs : recordings) {
            for (Function<ValkkaFS, Plot> kind : ALL) {
                Plot plot = kind.apply(fs);
                BufferedImage image = ImageIO.read(new ByteArrayInputStream(plot.png()));
                assertThat(image.getWidth()).isEqualTo(2 * plot.width()).isEqualTo(1800);
                assertThat(image.getHeight()).isEqualTo(2 * plot.height());
                assertThat(plot.toString().lines())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
            }
            fs.close();
        }
        assertThat(GraphicsEnvironment.isHeadless()).isTrue();
    }

    @Test
    void numbersOfTheUserAreLinesInTheColoursOfTheStreams() {
        List<Integer> across = List.of(0, 10, 20);
        Plot plot = Plots.lines(
                "a title",
                "changes",
                "frames",
                across,
                new TreeMap<>(Map.of("found", across, "kept", List.of(0, 5, 7))));
        BufferedImage image = plot.image();

        assertThat(columnsWith(image, Theme.stream(0), 100, image.getWidth() - 10))
                .isGreaterThan(900);
        assertThat(columnsWith(image, Theme.stream(1), 100, image.getWidth() - 10))
                .isGreaterThan(900);
        assertThat(plot.toString().lines())
                .containsExactly(
                        "a title", "found: 0 to 20, 20 at the end (frames)", "kept: 0 to 7, 7 at the end (frames)");
        assertThatThrownBy(() -> Plots.lines("t", "x", "y", across, Map.of("short", List.of(1))))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("1 values for 3 numbers");
        assertThatThrownBy(() -> Plots.lines("t", "x", "y", List.of(), Map.of()))
                .hasMessageContaining("nothing to draw");
    }

    @Test
    void soundAloneIsPlottedAndTabledAndNamed() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("sound"), 64 * KiB, 4)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                for (int i = 0; i < 100; i++) {
                    byte[] packet = new byte[160];
                    writer.getBlockingFrameFilter().run(BasicFrame.of(1, 1, Recorded.T0 + i * 20L, Codec.PCMA, packet));
                }
            }
            assertThat(Plots.frameSizes(fs).toString()).contains("sound: sizes of 100 packets of sound, no picture");
            assertThat(Plots.bitRate(fs).toString()).isNotBlank();
            assertThat(Tables.frames(fs).rowCount()).isEqualTo(100);
        }
    }

    @Test
    void aGapShowsAsAGapWhereverItLies() {
        try (ValkkaSingleFS fs = Recorded.sample("gap-and-wrap")) {
            for (Plot plot : List.of(Plots.blocks(fs), Plots.frameSizes(fs), Plots.bitRate(fs))) {
                BufferedImage image = plot.image();
                int middle = image.getWidth() / 2;

                assertThat(columnsWith(image, Theme.BLUE, 100, image.getWidth() - 10))
                        .isGreaterThan(5);
                assertThat(columnsWith(image, Theme.BLUE, middle - 300, middle + 300, image.getHeight() - 150))
                        .isZero();
            }
        }
    }

    @Test
    void theLapsOfARingAndTheBlockBeingWrittenHaveColoursOfTheirOwn() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 16 * KiB, 6);
                ValkkaFSWriterThread writer = Recorded.writer(fs)) {
            Recorded.pictures(writer, Recorded.T0, 90, 200);
            writer.flush();
            assertThat(colours(Plots.blocks(fs))).containsExactly(true, false, true);

            Recorded.pictures(writer, Recorded.T0 + 3_600, 510, 200);
            writer.flush();
            assertThat(colours(Plots.blocks(fs))).containsExactly(true, true, true);
            assertThat(Plots.blocks(fs).toString()).contains("█", "░", "▶", "being written");

            writer.stop();
            assertThat(colours(Plots.blocks(fs))).containsExactly(true, true, false);
        }
    }

    @Test
    void blocksHaveTheirNumbersAtTheSide() {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            assertThat(labelsAtTheSide(Plots.blocks(fs))).as("16 blocks").isEqualTo(16);
        }
    }

    @Test
    void timesAreInUtcOrInTheZoneThatIsAskedFor() {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            Plot plot = Plots.blocks(fs);
            Plot inBerlin = plot.in(ZoneId.of("Europe/Berlin"));

            assertThat(plot.chart().getXAxisTitle()).isEqualTo("time on 2026-01-01 (UTC)");
            assertThat(inBerlin.chart().getXAxisTitle()).isEqualTo("time on 2026-01-01 (Europe/Berlin)");
            assertThat(inBerlin.chart().getStyler().getTimezone().getID()).isEqualTo("Europe/Berlin");
            assertThat(plot.toString()).contains("2026-01-01 10:00:00", "10:00:27 UTC");
            assertThat(inBerlin.toString()).contains("2026-01-01 11:00:00", "11:00:27 Europe/Berlin");
        }
    }

    @Test
    void severalRecordingsStandAboveEachOther() {
        try (ValkkaSingleFS one = Recorded.sample("single");
                ValkkaMultiFS two = ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"));
                ValkkaSingleFS three = Recorded.sample("single")) {
            Plot plot = Plots.blocks(one, two, three);

            assertThat(labelsAtTheSide(plot)).isEqualTo(3);
            assertThat(plot.toString()).contains("single: 14 of 16 blocks", "multi: 14 of 16 blocks");
            assertThatThrownBy(Plots::blocks)
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("give one or more");
        }
    }

    @Test
    @Timeout(30)
    void recordingsWithLongAndAlikeNamesAreToldApart() {
        try (ValkkaSingleFS one = Recorded.empty(temp.resolve("the-manager-of-the-lesson-camera-1"), 16 * KiB, 4);
                ValkkaSingleFS two = Recorded.empty(temp.resolve("the-manager-of-the-lesson-camera-2"), 16 * KiB, 4);
                ValkkaSingleFS three =
                        Recorded.empty(temp.resolve("again/the-manager-of-the-lesson-camera-2"), 16 * KiB, 4);
                ValkkaFSWriterThread writer = Recorded.writer(one)) {
            Recorded.pictures(writer, Recorded.T0, 30, 200);
            Plot plot = Plots.blocks(one, two, three);
            Function<Double, String> labels = plot.chart().getStyler().getYAxisTickLabelsFormattingFunction();

            assertThat(List.of(labels.apply(2.0), labels.apply(1.0), labels.apply(0.0)))
                    .containsExactly("the-manag…n-camera-1", "the-manag…n-camera-2", "the-man…camera-2 (2)");
            assertThat(labelsAtTheSide(plot)).isEqualTo(3);
        }
    }

    @Test
    void theBarsOfSeveralLargeAndNearlyEmptyRingsAreThickEnoughToBeSeen() {
        try (ValkkaSingleFS one = Recorded.empty(temp.resolve("one"), 64 * KiB, 300);
                ValkkaSingleFS two = Recorded.empty(temp.resolve("two"), 64 * KiB, 300)) {
            assertThat(Plots.blocks(one, two).image().getWidth())
                    .as("with nothing in them")
                    .isGreaterThan(1000);
            for (ValkkaSingleFS fs : List.of(one, two)) {
                try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                    Recorded.pictures(writer, Recorded.T0, 400, 1000);
                }
            }
            assertThat(tallest(Plots.blocks(one, two).image(), Theme.BLUE))
                    .as("pixels of a bar, two for each one of the page")
                    .isGreaterThan(14);
        }
    }

    /** The longest line of a colour from above to below. */
    private static int tallest(BufferedImage image, Color colour) {
        int tallest = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            int run = 0;
            for (int y = 0; y < image.getHeight() - 120; y++) {
                run = (image.getRGB(x, y) & 0xffffff) == (colour.getRGB() & 0xffffff) ? run + 1 : 0;
                tallest = Math.max(tallest, run);
            }
        }
        return tallest;
    }

    @Test
    void aMillionFramesAreDrawnInUnderHalfASecond() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 4 * MiB, 20)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                Recorded.pictures(writer, Recorded.T0, 1_000_000, 22);
            }
            Plot plot = Plots.frameSizes(fs);
            assertThat(plot.toString()).contains("1,000,000 pictures");

            long start = System.nanoTime();
            BufferedImage image = plot.image();
            Duration drawn = Duration.ofNanos(System.nanoTime() - start);

            assertThat(drawn).as("ten times what is promised").isLessThan(Duration.ofSeconds(5));
            assertThat(columnsWith(image, Theme.BLUE, 200, image.getWidth() - 50))
                    .isGreaterThan(1000);
        }
    }

    @Test
    void aPlotIsSavedAsPngOrSvg() throws IOException {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            Path png = Plots.blocks(fs).save(temp.resolve("blocks.png"));
            Path svg = Plots.blocks(fs).save(temp.resolve("blocks.svg").toString());

            assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(1800);
            assertThat(Files.readString(svg)).contains("<svg");
            assertThatThrownBy(() -> Plots.blocks(fs).save(temp.resolve("nowhere/blocks.png")))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(ValkkaException.Kind.IO))
                    .hasMessageContaining("nowhere");
        }
    }

    private ValkkaSingleFS withPictures(String name, int pictures) {
        ValkkaSingleFS fs = Recorded.empty(temp.resolve(name), 64 * KiB, 4);
        try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
            Recorded.pictures(writer, Recorded.T0, pictures, 200);
        }
        return fs;
    }

    /** Whether there is something of this lap, of the lap before, and being written. */
    private static List<Boolean> colours(Plot plot) {
        BufferedImage image = plot.image();
        return List.of(Theme.BLUE, Theme.PALE_BLUE, Theme.RED).stream()
                .map(colour -> columnsWith(image, colour, 0, image.getWidth()) > 0)
                .toList();
    }

    /** How many lines of text stand left of the plot, right of the axis's title. */
    private static int labelsAtTheSide(Plot plot) {
        BufferedImage image = plot.image();
        int labels = 0;
        boolean inText = false;
        for (int y = 60; y < image.getHeight() - 170; y++) {
            boolean ink = false;
            for (int x = 44; x < 74; x++) {
                ink |= (image.getRGB(x, y) & 0xff) < 160;
            }
            labels += ink && !inText ? 1 : 0;
            inText = ink;
        }
        return labels;
    }

    private static int columnsWith(BufferedImage image, Color colour, int from, int to) {
        return columnsWith(image, colour, from, to, image.getHeight());
    }

    private static int columnsWith(BufferedImage image, Color colour, int from, int to, int bottom) {
        int columns = 0;
        for (int x = from; x < to; x++) {
            boolean found = false;
            for (int y = 0; y < bottom && !found; y++) {
                found = (image.getRGB(x, y) & 0xffffff) == (colour.getRGB() & 0xffffff);
            }
            columns += found ? 1 : 0;
        }
        return columns;
    }
}
