package valkka.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYSeries;
import tech.tablesaw.api.Table;
import valkka.camera.MotionScript;
import valkka.camera.SampleRecordings;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Activity;
import valkka.play.SeekAnatomy;

/** Motion as a table, a plot and pictures, and a seek on the timeline. */
@Timeout(120)
class ActivityViewsTest {
    @TempDir
    Path temp;

    @Test
    void eachMomentIsARowAnAreaAndAPictureOfItsPeak() {
        MotionScript script = MotionScript.every(Duration.ofSeconds(20)).lasting(Duration.ofSeconds(5));
        Path directory = SampleRecordings.motion(temp.resolve("motion"), script, Duration.ofSeconds(50));
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            Activity activity = Activity.find(fs, SampleRecordings.ID, fs.getTimeRange());
            int moments = activity.moments().size();
            assertThat(moments).isBetween(2, 3);

            Table table = Tables.activity(activity);
            assertThat(table.columnNames()).containsExactly("start", "end", "seconds", "peak", "score");
            assertThat(table.instantColumn("start").asList())
                    .isEqualTo(activity.moments().stream()
                            .map(Activity.Moment::start)
                            .toList());

            Plot plot = Plots.activity(activity);
            assertThat(plot.image().getWidth()).isEqualTo(1800);
            assertThat(names(plot)).containsExactlyInAnyOrder("motion", "level", "threshold");
            assertThat(plot.toString().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
            assertThat(plot.toString()).startsWith("Activity of id 1001: " + moments + " moments");

            ContactSheet sheet = Images.peaks(fs, activity, 1);
            Activity.Moment strongest = activity.moments().stream()
                    .max((one, other) -> Double.compare(one.score(), other.score()))
                    .orElseThrow();
            assertThat(sheet.pictures())
                    .singleElement()
                    .satisfies(picture -> assertThat(picture.mstimestamp()).isEqualTo(strongest.peak()));
            assertThat(sheet.toString()).contains("1 of " + moments + " moments", "score ");
            assertThat(Images.peaks(fs, activity, 9).pictures()).hasSize(moments);
            assertThatThrownBy(() -> Images.peaks(fs, activity, 0)).hasMessageContaining("give 1 to 200");
        }
    }

    private static List<String> names(Plot plot) {
        return plot.chart().getSeriesCollection().stream()
                .map(XYSeries::getName)
                .toList();
    }

    @Test
    void aSeekIsDrawnOverTheBlocksAroundIt() {
        try (ValkkaSingleFS fs = Recorded.sample("single");
                ValkkaMultiFS several = ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"))) {
            SeekAnatomy anatomy = fs.explain(SeekAnatomy.seek(fs.getTimeRange().middle()));
            Plot plot = Plots.seek(fs, anatomy);

            assertThat(names(plot))
                    .containsExactlyInAnyOrder("this lap", "loaded", "passed over", "key frame", "the time");
            assertThat(plot.image().getWidth()).isEqualTo(1800);
            assertThat(plot.toString()).endsWith(anatomy.toString());
            assertThat(plot.toString().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));

            SeekAnatomy two =
                    several.explain(SeekAnatomy.seek(several.getTimeRange().middle()));
            assertThat(two.starts()).hasSize(2);
            assertThat(names(Plots.seek(several, two))).contains("key frame");
        }
    }
}
