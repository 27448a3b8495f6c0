package valkka.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.fs.Bytes.MiB;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Plots in a page have the data of the picture, and more points where there are more. */
@Timeout(60)
class PlotPageTest {
    @TempDir
    Path temp;

    @Test
    void aPageHasEachPictureOfAShortRecordingAndTheSameAsAnImage() throws IOException {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            Plot plot = Plots.frameSizes(fs);
            JsonNode data = data(plot);

            assertThat(plot.html())
                    .isEqualTo(plot.html())
                    .contains(Base64.getEncoder().encodeToString(plot.png()));
            assertThat(data.path("title").asText()).isEqualTo("single: sizes of 700 pictures, 28 of them key frames");
            assertThat(data.at("/series/0/up")).hasSize(700 - 28);
            assertThat(data.at("/series/1/up")).hasSize(28);
            assertThat(data.at("/series/1/steps/0").asLong())
                    .isEqualTo(fs.getTimeRange().from());
            assertThat(data.at("/series/1/marker").asText()).isEqualTo("diamond");
            assertThat(data.at("/x/kind").asText()).isEqualTo("time");
        }
    }

    @Test
    void aLongRecordingIsBoundedAndKeepsItsLargestPicture() throws IOException {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("long"), MiB, 8)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                Recorded.pictures(writer, Recorded.T0, 15_000, 20);
                Recorded.write(writer, Recorded.T0 + 15_000L * Recorded.FRAME_MILLIS, 1, 10_240);
                Recorded.pictures(writer, Recorded.T0 + 15_001L * Recorded.FRAME_MILLIS, 15_000, 20);
            }
            JsonNode data = data(Plots.frameSizes(fs));
            int points = data.path("series").findValues("up").stream()
                    .mapToInt(JsonNode::size)
                    .sum();

            assertThat(points).isBetween(5_000, 21_000);
            assertThat(data.at("/series/0/up"))
                    .anySatisfy(value -> assertThat(value.asDouble()).isEqualTo(10));
        }
    }

    @Test
    void rowsHaveTheirNamesAndGapsAreNull() throws IOException {
        try (ValkkaSingleFS one = Recorded.sample("single");
                ValkkaSingleFS other = Recorded.sample("gap-and-wrap")) {
            JsonNode data = data(Plots.blocks(one, other).in(ZoneId.of("Europe/Berlin")));

            assertThat(data.at("/y/labels")).extracting(JsonNode::asText).containsExactly("gap-and-wrap", "single");
            assertThat(data.path("zone").asText()).isEqualTo("Europe/Berlin");
            assertThat(data.at("/series/0/up")).anyMatch(JsonNode::isNull);
            assertThat(data(Plots.blocks(one)).path("y").has("labels")).isFalse();
        }
    }

    @Test
    void aPlotWithoutDataSaysWhy() throws IOException {
        try (ValkkaSingleFS fs = Recorded.sample("single")) {
            JsonNode data = data(Plots.frameSizes(fs, new TimeRange(1, 2)));

            assertThat(data.path("note").asText()).isEqualTo("no frames in this time");
            assertThat(data.path("series")).isEmpty();
        }
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("empty"), MiB, 4)) {
            assertThat(data(Plots.blocks(fs)).path("note").asText()).isEqualTo("nothing is recorded yet");
        }
    }

    @Test
    void aHistogramCountsEachValueOnce() throws IOException {
        Plot plot = Plots.histogram("apart", "ms", List.of(0, 40, 40, 12, -3, 40));

        assertThat(data(plot).at("/series/0/up"))
                .extracting(JsonNode::asInt)
                .contains(3)
                .filteredOn(n -> n == 1)
                .hasSize(6);
        assertThat(plot.toString().lines()).first().asString().contains("median 40 ms, 99 % within 40 ms (6 values)");
        assertThat(plot.toString().lines()).anyMatch(line -> line.startsWith("40 ms |███") && line.endsWith(" 3"));
        assertThat(Plots.histogram("far", "ms", List.of(Integer.MIN_VALUE, Integer.MAX_VALUE))
                        .toString()
                        .lines())
                .hasSizeLessThan(50)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThatThrownBy(() -> Plots.histogram("none", "ms", List.of())).hasMessageContaining("no value");
    }

    @Test
    void aNameOfTheUserIsTextAndNoTag() throws IOException {
        Plot plot = Plots.lines("<b>\"&</b><script>", "x", "y", List.of(0, 1), Map.of("</script>", List.of(0, 1)));

        assertThat(plot.html()).doesNotContain("<b>").contains("&lt;b>&quot;&amp;&lt;/b>&lt;script>");
        assertThat(plot.html().split("</script>", -1))
                .as("the end of our script alone")
                .hasSize(2);
        assertThat(data(plot).path("series").path(0).path("name").asText()).isEqualTo("</script>");
    }

    @Test
    void theScriptIsWithinThePageAndLoadsNothing() throws IOException {
        Plot plot = Plots.lines("lines", "x", "y", List.of(0, 1), Map.of("one", List.of(0, 1)));
        String script = unpacked(found("atob\\(\"([^\"]*)\"", plot.html()));
        String page = Files.readString(plot.save(temp.resolve("plot.html")));

        assertThat(script)
                .contains("customElements.define(")
                .doesNotContain("http://", "https://", "import(", "fetch(");
        assertThat(page).contains(plot.html(), "color-scheme:light dark").doesNotContain("src=\"http", "href=");
    }

    private static JsonNode data(Plot plot) throws IOException {
        return new ObjectMapper().readTree(unpacked(found("<valkka-plot data=\"([^\"]*)\"", plot.html())));
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String unpacked(String base64) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(base64);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
