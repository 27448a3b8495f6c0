package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.live.VirtualCamera;

/** The code in docs/guide runs as it stands there, on a virtual camera and in a temporary folder. */
class GuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "guide");
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String CAMERA = "rtsp://admin:12345@192.168.0.157";
    private static final String FOLDER = "Path.of(\"front-door\")";

    @TempDir
    Path temp;

    @Test
    void theCodeOfTheGuidesRuns() throws Exception {
        run("record.md");
        run("read.md");
    }

    private void run(String guide) throws IOException, LessonFailedException {
        String text = Files.readString(GUIDE.resolve(guide));
        String code = CODE.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(GuideTest::inside)
                .collect(Collectors.joining());
        assertThat(code).as("code in " + guide).contains(FOLDER);
        try (VirtualCamera camera = VirtualCamera.start()) {
            String script = code.replace(CAMERA, camera.address())
                    .replace(FOLDER, "Path.of(\"" + temp.resolve("front-door") + "\")");
            Echo silent =
                    new Echo(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
            try (LessonRunner runner = new LessonRunner(new Lesson(guide, script), silent)) {
                runner.run();
            }
        }
    }

    private static String inside(String block) {
        return block.replaceAll("```(java)?\n?", "");
    }
}
