package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SoakTest {
    @TempDir
    Path temp;

    @Test
    void aShortOneRecordsPlaysExportsAndChecks() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Scratch scratch = Scratch.under(temp)) {
            new Soak(scratch, 2, Duration.ofSeconds(6), new PrintStream(said, true, StandardCharsets.UTF_8)).run();
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsPattern("2 cameras for 0.1 min: [1-9]\\d* pictures recorded, 0 lost on the way")
                .containsPattern("[1-9]\\d* exports, [1-9]\\d* checks, [1-9]\\d* frames played")
                .contains("Java heap", "direct buffers", "open files", "threads")
                .doesNotContain("check of");
    }
}
