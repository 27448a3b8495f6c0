package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every group of rows is measured, with as little effort as it takes; how fast it was is not judged. */
@Execution(ExecutionMode.CONCURRENT)
class RowsTest {
    private static final Effort TINY = new Effort(3_000_000, 2, 2_000, 50, 600, 200, 50, 2, 1, 200, 1, 2, 1, 1, 400);

    @TempDir
    private Path parent;

    private Scratch scratch;

    @BeforeEach
    void makeScratch() throws IOException {
        scratch = Scratch.under(parent);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (Stream<Path> left = Files.list(scratch.root())) {
            assertThat(left).isEmpty();
        }
        scratch.close();
        assertThat(scratch.root()).doesNotExist();
    }

    @Test
    void theRecordRowsHaveTheOptionsOfTheLauncher() throws IOException {
        List<String> launcher = Files.readAllLines(Path.of("../valkka"));
        assertThat(launcher).contains("small_heap=\"" + String.join(" ", RecordBench.JAVA_OPTIONS) + "\"");
    }

    @Test
    void writing() throws Exception {
        List<Row> rows = new WriteBench(scratch, TINY).rows();

        assertThat(rows)
                .extracting(Row::figure)
                .containsExactly(
                        "camera frames, NONE",
                        "  CPU",
                        "1 kB frames, NONE",
                        "  CPU",
                        "camera frames, BLOCK",
                        "  CPU",
                        "1 kB frames, BLOCK",
                        "  CPU");
        assertThat(rows.stream().filter(row -> row.unit().equals("GB/s")))
                .hasSize(4)
                .allSatisfy(row -> {
                    assertThat(Double.parseDouble(row.ours())).isPositive();
                    assertThat(Double.parseDouble(row.limit())).isPositive();
                    assertThat(Double.parseDouble(row.ratio())).isPositive();
                });
    }

    @Test
    void writingWithAProof() throws Exception {
        List<Row> rows = new ProofBench(scratch, TINY).rows();

        assertThat(rows)
                .extracting(Row::figure)
                .hasSize(12)
                .startsWith(
                        "camera frames, NONE", "  until each block is hashed", "  CPU until then", "1 kB frames, NONE");
        assertThat(rows)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.ours())).isPositive());
        assertThat(rows.stream().filter(row -> !row.ratio().isEmpty())).hasSize(4);
    }

    @Test
    void reading() throws Exception {
        List<Row> rows = new ReadBench(scratch, TINY).rows();

        assertThat(rows)
                .extracting(Row::figure)
                .containsExactly(
                        "reader thread",
                        "  CPU",
                        "reader thread, just written",
                        "  CPU",
                        "index of all frames",
                        "  CPU",
                        "index of all frames, just written",
                        "  CPU",
                        "best raw chunk");
        assertThat(Double.parseDouble(rows.get(0).ours())).isPositive();
        assertThat(Double.parseDouble(rows.get(2).ours())).isPositive();
    }

    @Test
    void searching() throws Exception {
        List<Row> rows = new SearchBench(scratch, TINY).rows();

        assertThat(rows).extracting(Row::figure).contains("open", "first getInd after a block closed: median");
        assertThat(rows)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.ours())).isPositive());
    }

    @Test
    void plotting() throws Exception {
        assertThat(new PlotBench(scratch, TINY).rows())
                .hasSize(3)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.ours())).isPositive());
    }

    @Test
    void exporting() throws Exception {
        List<Row> rows = new ExportBench(scratch, TINY).rows();

        assertThat(rows).extracting(Row::figure).startsWith("mkv", "mp4");
        assertThat(rows.subList(2, rows.size()))
                .allSatisfy(row -> assertThat(row.figure()).startsWith("key frames to images of 320 px"))
                .isNotEmpty();
        assertThat(rows)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.ours())).isPositive());
    }

    @Test
    void playing() throws Exception {
        List<Row> rows = new PlayBench(scratch, TINY).rows();

        assertThat(rows)
                .extracting(Row::figure)
                .contains(
                        "lateness, 1 stream: median",
                        "lateness, 16 streams: median",
                        "skew between them: 99th percentile");
        // CPU time comes in steps of 10 ms, which is more than a tiny run takes.
        assertThat(rows)
                .filteredOn(row -> !row.figure().equals("  CPU"))
                .allSatisfy(row -> assertThat(Double.parseDouble(row.ours())).isPositive());
    }

    @Test
    void aLoadThatTheDiskCanBearLosesNothing() throws Exception {
        List<Row> rows = new LoadBench(scratch, TINY).rows();

        // 2 rings, 0.6 s of 25 pictures a second, the first of them in three NAL units.
        assertThat(rows.get(0)).isEqualTo(Row.of("frames written", "frames", 2 * (15 + 2)));
        assertThat(rows.get(1)).isEqualTo(Row.of("frames lost", "frames", 0));
    }

    @Test
    void ingesting() throws Exception {
        List<Row> rows = new IngestBench(TINY).rows();

        assertThat(rows).extracting(Row::figure).containsExactly("CPU a camera", "received a camera");
        assertThat(Double.parseDouble(rows.get(1).ours())).isPositive();
    }

    @Test
    void recordingBesideFfmpeg() throws Exception {
        List<Row> rows = new RecordBench(scratch, TINY).rows();

        assertThat(rows)
                .extracting(Row::figure)
                .startsWith("CPU a camera", "memory", "threads", "pictures recorded", "pictures lost on the way")
                .endsWith("CPU of 2 cameras, alone");
        assertThat(Double.parseDouble(rows.get(1).ours())).isPositive();
        assertThat(Double.parseDouble(rows.get(3).ours())).isPositive();
    }

    @Test
    void recordingCameras() throws Exception {
        List<Row> rows = new CamerasBench(scratch, TINY).rows();

        assertThat(rows).extracting(Row::figure).startsWith("pictures recorded", "pictures lost on the way");
        assertThat(Double.parseDouble(rows.get(0).ours())).isPositive();
    }

    @Test
    void managing() throws Exception {
        List<Row> rows = new ManagerBench(scratch, TINY).rows();

        assertThat(rows)
                .extracting(Row::figure)
                .containsExactly(
                        "seek outside the cache to the first frame: median",
                        "  p99",
                        "skew between recordings: median",
                        "  p99");
        assertThat(rows)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.ours())).isPositive());
    }
}
