package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

/** The one list that notebooks and JShell begin with. */
class StartUpTest {
    @Test
    void eachLineOfItIsValidJava() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            List<SnippetEvent> events = StartUp.script()
                    .lines()
                    .flatMap(line -> shell.eval(line).stream())
                    .toList();

            assertThat(events).hasSizeGreaterThan(15).allSatisfy(event -> {
                assertThat(event.status()).as(event.snippet().source()).isEqualTo(Snippet.Status.VALID);
                assertThat(event.exception()).isNull();
            });
        }
    }

    @Test
    @SuppressWarnings("SystemOut")
    void helpIsAtHandAndPrintsItsAnswer() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            StartUp.script().lines().forEach(shell::eval);
            for (String line : List.of("help(\"pullBlocksPyCall\")", "help()")) {
                assertThat(shell.eval(line)).allSatisfy(event -> {
                    assertThat(event.status()).isEqualTo(Snippet.Status.VALID);
                    assertThat(event.exception()).isNull();
                });
            }
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("ValkkaFSReaderThread.pullBlocks (libValkka: pullBlocksPyCall")
                .contains("help(\"Writing\") shows a topic");
    }
}
