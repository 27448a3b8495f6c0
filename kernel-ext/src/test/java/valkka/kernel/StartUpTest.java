package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

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
}
