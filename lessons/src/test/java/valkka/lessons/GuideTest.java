package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import valkka.camera.VirtualCamera;
import valkka.fs.Bytes;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/** The code in README.md and docs/guide runs as it stands there, on a virtual camera and in a temporary folder. */
@Execution(ExecutionMode.CONCURRENT)
class GuideTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String CAMERA = "rtsp://admin:12345@192.168.0.157";
    private static final String FOLDER = "\"front-door\"";
    private static final String LARGE = "10 * GiB";

    @TempDir
    Path temp;

    @Test
    void theCodeOfTheGuidesRuns() throws Exception {
        run(code("docs/guide/record.md"));
        assertThat(framesInBlock(0)).as("frames of the first part of record.md").isGreaterThan(100);
        assertThat(framesInBlock(1)).as("frames of its last part").isGreaterThan(25);

        run(code("docs/guide/read.md"));

        String exporting = code("docs/guide/export.md");
        for (String file : List.of("minute.mkv", "minute.mp4", "film.mp4", "kokkelis.mkv")) {
            exporting = exporting.replace("\"" + file, "\"" + temp.resolve(file));
        }
        run(exporting);
        assertThat(temp.resolve("minute.mkv")).isNotEmptyFile();
        assertThat(temp.resolve("kokkelis.mkv")).isNotEmptyFile();
    }

    @Test
    void theCodeOfTheGraphsRuns() throws Exception {
        run(code("docs/guide/graph.md"));

        assertThat(framesInBlock(0)).isGreaterThan(25);
    }

    @Test
    void theCodeOfTheManagerRuns() throws Exception {
        run(code("docs/guide/manager.md"));

        try (ValkkaMultiFS recording = ValkkaMultiFS.loadFromDirectory(temp.resolve("front-door"))) {
            assertThat(recording.readBlock(0).stream().map(RecordedFrame::id).distinct())
                    .containsExactlyInAnyOrder(1001L, 1002L);
        }
    }

    @Test
    void theCodeAboutPlayingRuns() throws Exception {
        runOnSamples(code("docs/guide/play.md"));
    }

    @Test
    void theCodeOfTheReadmeRunsWithWhatTheShellImports() throws Exception {
        String imports = "import java.util.stream.*;\n" + resource("/valkka/valkka.jsh");
        String readme = code("README.md");
        assertThat(readme).contains(LARGE);

        run(imports + readme.replace(LARGE, "16 * MiB") + "live.stop();\nwriter.stop();\n");

        assertThat(Files.size(temp.resolve("front-door/dumpfile"))).isEqualTo(16 * Bytes.MiB);
    }

    @Test
    void theCodeOfTheSamplesRunsWithWhatTheShellImports() throws Exception {
        runOnSamples(resource("/valkka/valkka.jsh") + code("sample-fs/README.md"));
    }

    @Test
    void theCodeOfTheViewsRunsWithWhatTheShellImports() throws Exception {
        String views = code("docs/guide/views.md").replace("\"motion\"", "\"" + temp.resolve("motion") + "\"");
        runOnSamples(resource("/valkka/valkka.jsh") + views);
    }

    @Test
    void theCodeOfThePlayerRunsWithWhatTheShellImports() throws Exception {
        runOnSamples(resource("/valkka/valkka.jsh") + code("docs/guide/player.md"));
    }

    private static void runOnSamples(String script) throws LessonFailedException {
        Lesson lesson = new Lesson("samples", script.replace("sample-fs/", ROOT + "/sample-fs/"));
        Echo silent = new Echo(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
        try (LessonRunner runner = new LessonRunner(lesson, silent)) {
            runner.run();
        }
    }

    private void run(String script) throws LessonFailedException {
        assertThat(script).contains(FOLDER);
        String folder = "\"" + temp.resolve("front-door") + "\"";
        Echo silent = new Echo(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
        try (VirtualCamera camera = VirtualCamera.start()) {
            Lesson lesson =
                    new Lesson("guide", script.replace(CAMERA, camera.address()).replace(FOLDER, folder));
            try (LessonRunner runner = new LessonRunner(lesson, silent)) {
                runner.run();
            }
        }
    }

    private static String code(String document) throws IOException {
        return CODE.matcher(Files.readString(ROOT.resolve(document)))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = GuideTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private int framesInBlock(int block) {
        try (ValkkaSingleFS recording = ValkkaSingleFS.loadFromDirectory(temp.resolve("front-door"))) {
            return recording.readBlock(block).size();
        }
    }
}
