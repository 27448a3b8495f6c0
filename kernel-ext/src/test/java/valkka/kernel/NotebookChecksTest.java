package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./valkka notebooks} holds a cell against can fail; the cases are in Python, beside the checks. */
class NotebookChecksTest {
    @TempDir
    Path directory;

    @Test
    void eachWrongThingInACellIsToldInOneLine() throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        if (!hasPython()) {
            abort("needs python3");
        }

        assertThat(run(said, "python3", "-B", "expect_test.py"))
                .as(() -> text(said))
                .isZero();
        assertThat(text(said)).containsPattern("Ran 1\\d tests");
    }

    private boolean hasPython() throws InterruptedException {
        try {
            return run(directory.resolve("version"), "python3", "--version") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int run(Path said, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("..", "tools", "notebooks").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
