package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;
import valkka.filter.DummyFrameFilter;
import valkka.fs.BlockTable;
import valkka.fs.CheckReport;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;
import valkka.graph.Nodes;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.StreamState;
import valkka.media.Export;
import valkka.media.MediaNodes;
import valkka.onvif.CameraProfile;
import valkka.onvif.DiscoveredCamera;
import valkka.view.Plots;

/** What values look like in a notebook. */
class OutputsTest {
    private static final Path SAMPLE = Path.of("..", "sample-fs", "gap-and-wrap");

    @Test
    void aRecordingShowsItsPlaceItsRingAndItsBlocksOverTime() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE)) {
            assertThat(html(fs))
                    .contains("gap-and-wrap", "16 blocks of 128 KiB", "2026-01-01 10:15", "data:image/png;base64,");
        }
    }

    @Test
    void camerasAreShownWithoutThePasswordsAndTokensOfTheirAddresses() {
        CameraProfile profile =
                new CameraProfile("main", "H264", 0, 0, 0, "rtsp://10.0.0.7/C4n4ry/live?token=C4n4ry&channel=1#C4n4ry");
        DiscoveredCamera camera = new DiscoveredCamera(
                "urn:uuid:1",
                "10.0.0.7",
                "Door",
                "",
                "",
                List.of(URI.create("http://u:C4n4ry@10.0.0.7/onvif/C4n4ry?C4n4ry")),
                List.of(profile),
                "");
        record Login(String user, String password) {}
        LiveConnectionContext context = new LiveConnectionContext(
                LiveConnectionType.RTSP, "rtsp://a:C4n4ry@10.0.0.7/C4n4ry?C4n4ry", 1, new DummyFrameFilter("end"));
        StreamState state = new StreamState(
                1, StreamState.State.LOST, context.address(), context.address() + ": gone", List.of(), Instant.EPOCH);

        for (Record shown : List.of(profile, camera, new Login("admin", "C4n4ry"), state)) {
            assertThat(html(shown)).contains("***").doesNotContain("C4n4ry");
        }
        assertThat(profile + " " + camera + context + state)
                .contains("channel=1")
                .doesNotContain("C4n4ry");
    }

    @Test
    void aRecordingThatWasClosedIsStillShown() {
        ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE);
        fs.close();

        assertThat(html(fs)).contains("gap-and-wrap");
    }

    @Test
    void aLongBlockTableShowsItsEnds() {
        long[][] rows = new long[1000][];
        for (int block = 0; block < rows.length; block++) {
            rows[block] = new long[] {1_000_000 + block, 1_000_000 + block};
        }

        assertThat(html(BlockTable.of(rows)))
                .contains(">0<", ">19<", "… 960 more", ">980<", ">999<")
                .doesNotContain(">20<", ">979<");
    }

    @Test
    void aPlotAndAnyOtherPictureDecode() throws IOException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE)) {
            Output explored = Outputs.of(Plots.blocks(fs)).orElseThrow();
            Output plot = explored.still().orElseThrow();
            assertThat(List.of(explored.mime(), plot.mime())).containsExactly(Output.HTML, Output.PNG);
            assertThat(explored.content()).contains("<valkka-plot", plot.content());
            assertThat(decoded(plot).getWidth())
                    .as("sharp: two pixels for each one of the page")
                    .isEqualTo(2 * plot.width());

            Output chart = Outputs.of(Plots.blocks(fs).chart()).orElseThrow();
            assertThat(decoded(chart).getWidth()).isEqualTo(2 * chart.width());
        }
        assertThat(decoded(Outputs.of(new BufferedImage(32, 16, BufferedImage.TYPE_INT_ARGB))
                                .orElseThrow())
                        .getHeight())
                .isEqualTo(16);
        Output photograph = Outputs.of(new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB))
                .orElseThrow();
        assertThat(photograph.mime()).isEqualTo(Output.JPEG);
        assertThat(decoded(photograph).getWidth()).isEqualTo(32);
    }

    @Test
    void aGraphHasTheColourOfTheLettersOfItsPage() {
        FilterGraph graph = MediaNodes.live("rtsp://10.0.0.7/1").slot(1).to(Nodes.count());

        assertThat(html(graph)).contains("<svg", "currentColor").doesNotContain("<img");
        assertThat(Outputs.of(graph).orElseThrow().still().orElseThrow().mime()).isEqualTo(Output.SVG);
    }

    @Test
    void aTableSaysTheDayOnceAndTheTimesInItsRows() {
        Table table = Table.create(
                "what <happened>",
                InstantColumn.create("time", new Instant[] {Instant.parse("2026-01-01T10:00:00.500Z")}),
                IntColumn.create("number", new int[] {7}));

        assertThat(html(table))
                .contains("what &lt;happened&gt;", "1 row, 2 columns", "time\n2026-01-01 UTC", ">10:00:00.500<", ">7<");
    }

    @Test
    void aTableOfSeveralDaysHasTheDayInEachRow() {
        Table table = Table.create(
                "days",
                InstantColumn.create(
                        "time", Instant.parse("2026-01-01T10:00:00Z"), Instant.parse("2026-01-02T10:00:00Z")));

        assertThat(html(table)).contains(">2026-01-01 10:00:00.000<", ">2026-01-02 10:00:00.000<");
    }

    @Test
    void aReportSaysAtFirstSightWhetherAllIsInOrder() {
        CheckReport.Finding found = new CheckReport.Finding("I7", 2, "a <row> without a block");
        assertThat(html(new CheckReport(3, 5, List.of(), List.of())))
                .contains("✓ all in order")
                .doesNotContain("<table");
        assertThat(html(new CheckReport(3, 5, List.of(), List.of(found))))
                .contains("✓ all in order", "worth knowing", "I7");
        assertThat(html(new CheckReport(3, 5, List.of(found), List.of())))
                .contains("✗ 1 finding", "I7", "a &lt;row&gt; without a block");
    }

    @Test
    void timesAndLengthsAreWrittenAsPeopleWriteThem() {
        assertThat(html(new TimeRange(1_767_261_600_000L, 1_767_261_661_250L)))
                .contains("2026-01-01 10:00:00.000 UTC", "1:01.250 min");
        assertThat(html(new TimeRange(0, 3_600_000))).contains("1:00:00 h");
        assertThat(html(TimeRange.EMPTY)).contains("empty");
    }

    @Test
    void countersAreWordsAndNumbers() {
        record Counters(long framesWritten, String error) {}

        assertThat(html(new Counters(1_234_567, ""))).contains("frames written", "1,234,567", "none");
    }

    @Test
    void anMp4IsAVideoAndOtherBytesAreNot() {
        byte[] mp4 = {0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm'};

        assertThat(html(mp4))
                .contains(
                        "<video", "data:video/mp4;base64," + Base64.getEncoder().encodeToString(mp4));
        assertThat(html(new byte[12])).doesNotContain("<video").contains("byte[12]");
    }

    @Test
    void aFrameShowsItsNalUnitAndThePictureOfItsRecording() throws IOException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE)) {
            List<RecordedFrame> frames = fs.readBlock(8);
            for (RecordedFrame frame : List.of(frames.get(0), frames.get(frames.size() / 2))) {
                String shown = FrameOutput.of(frame, List.of(fs)).content();

                assertThat(shown).contains("NAL unit type", "start code", "00 00 00 01", "header: type");
                String jpeg = shown.replaceAll("(?s).*data:image/jpeg;base64,([^\"]*).*", "$1");
                assertThat(decoded(Output.picture(
                                        "", Output.JPEG, Base64.getDecoder().decode(jpeg), 0))
                                .getWidth())
                        .isEqualTo(640);
            }
        }
    }

    @Test
    void aFrameOfARecordingThatIsNotAtHandHasNoPictureAndSaysSo() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE)) {
            RecordedFrame frame = fs.readBlock(8).get(0);
            RecordedFrame elsewhere = new RecordedFrame(frame.block(), frame.offset() + 1, frame.id(), frame.frame());

            for (Output shown : List.of(FrameOutput.of(elsewhere, List.of(fs)), FrameOutput.of(frame, List.of()))) {
                assertThat(shown.content().contains("<img")).isFalse();
                assertThat(shown.content()).contains("start code", "no picture");
            }
        }
    }

    @Test
    void anExportIsItsFactsAndPlaysWhereItIsAnMp4(@TempDir Path directory) throws IOException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE)) {
            long id = fs.readBlock(8).get(0).id();
            TimeRange last = fs.getTimeRange().last(Duration.ofSeconds(2));
            Export.Result mp4 = Export.mp4(fs, id, last, directory.resolve("clip.mp4"));

            assertThat(html(mp4)).contains("pictures", "clip.mp4", "<video", "data:video/mp4;base64,");
            assertThat(html(Export.matroska(fs, id, last, directory.resolve("clip.mkv"))))
                    .contains("clip.mkv")
                    .doesNotContain("<video");
            Files.delete(mp4.file());
            assertThat(html(mp4)).contains("clip.mp4", "cannot be played").doesNotContain("<video");
        }
    }

    private static String html(Object value) {
        Output output = Outputs.of(value).orElseThrow();
        assertThat(output.mime()).isEqualTo(Output.HTML);
        return output.content();
    }

    private static BufferedImage decoded(Output output) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(output.content())));
    }
}
