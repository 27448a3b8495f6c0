package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LessonRunnerTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void aGoodScriptIsShownAsItRuns() {
        assertThatCode(() -> run("""
                // Add two numbers.

                int sum(int a, int b) {
                    return a + b;
                }
                assert sum(1, 2) == 3;
                """)).doesNotThrowAnyException();

        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "// Add two numbers.",
                        "",
                        "jshell> int sum(int a, int b) {",
                        "   ...>     return a + b;",
                        "   ...> }",
                        "jshell> assert sum(1, 2) == 3;");
    }

    @Test
    void aRejectedSnippetFailsWithItsLineAndTheCompilersWords() {
        assertThatThrownBy(() -> run("""
                int a = 1;
                var text = String.
                    valueOf(a).
                    noSuchMethod();
                """))
                .isInstanceOf(LessonFailedException.class)
                .hasMessageStartingWith("lesson test, line 4: Java rejects it: ")
                .hasMessageContaining("noSuchMethod");
    }

    @Test
    void aSnippetThatIsNotJavaFails() {
        assertThatThrownBy(() -> run("int a = ;"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessageStartingWith("lesson test, line 1: Java rejects it: ");
    }

    @Test
    void aCommandOfTheJshellToolFails() {
        assertThatThrownBy(() -> run("int a = 1;\n/exit"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessageStartingWith("lesson test, line 2: ");
    }

    @Test
    void aThrownExceptionFailsWithItsLineAndMessage() {
        assertThatThrownBy(() -> run("int a = 1;\n\nInteger.parseInt(\"x\");\nint never = 1;"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessage("lesson test, line 3: java.lang.NumberFormatException: For input string: \"x\"");
        assertThat(shown.toString(StandardCharsets.UTF_8)).doesNotContain("never");
    }

    @Test
    void anExceptionOfTheLibraryFailsWithItsMessageAlone() {
        assertThatThrownBy(
                        () -> run("throw valkka.frame.ValkkaException.badArgument(\"block 11 of 10: give 0 to 9\");"))
                .hasMessage("lesson test, line 1: block 11 of 10: give 0 to 9");
    }

    @Test
    void anIncompleteSnippetFailsWithTheLineWhereItBegins() {
        assertThatThrownBy(() -> run("int a = 1;\nif (a > 0) {\n    a++;\n"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessage("lesson test, line 2: the snippet is incomplete at the end of the lesson: if (a > 0) {");
    }

    @Test
    void aLineThatBreaksBeforeTheDotFailsAsItWouldInJshell() {
        assertThatThrownBy(() -> run("var text = \"a\"\n    .trim();"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessageStartingWith("lesson test, line 2: Java rejects it: ");
    }

    @Test
    void aNameThatIsNeverDefinedFails() {
        assertThatThrownBy(() -> run("int twice() {\n    return 2 * missing;\n}"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessageStartingWith("lesson test: it never defines what this uses: int twice()");
    }

    @Test
    void aCallOfAMethodThatUsesAnUndefinedNameFailsAtTheCall() {
        assertThatThrownBy(() -> run("int twice() {\n    return 2 * missing;\n}\ntwice();"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessageStartingWith("lesson test, line 4: it uses a name that is not defined yet");
    }

    /** JShell's engine "local" waits for such threads in about one of five runs. */
    @Test
    @Timeout(60)
    void threadsThatASnippetHasStartedAreNotWaitedFor() {
        String script = """
                java.util.concurrent.CountDownLatch end = new java.util.concurrent.CountDownLatch(1);
                void leaveAThread() {
                    new Thread(() -> {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                        }
                    }).start();
                }
                """ + "leaveAThread();\n".repeat(60) + "end.countDown();";

        assertThatCode(() -> run(script)).doesNotThrowAnyException();
    }

    @Test
    void nothingIsImportedThatTheScriptDoesNotImport() {
        assertThatThrownBy(() -> run("List<String> none = List.of();"))
                .isInstanceOf(LessonFailedException.class)
                .hasMessageContaining("Java rejects it: ")
                .hasMessageContaining("class List");
    }

    private void run(String script) throws LessonFailedException {
        Echo echo = new Echo(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
        try (LessonRunner runner = new LessonRunner(new Lesson("test", script), echo)) {
            runner.run();
        }
    }
}
