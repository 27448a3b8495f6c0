package valkka.lessons;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import valkka.frame.ValkkaException;

/**
 * Runs a lesson as the {@code jshell} tool runs typed lines: line by line, each snippet as soon as
 * the snippet is complete. The tool goes on after an error; this class stops at the first error.
 *
 * <p>The script runs in this JVM, with this JVM's class path, and with nothing imported that it
 * does not import itself.
 */
final class LessonRunner implements AutoCloseable {
    private final Lesson lesson;
    private final Echo echo;
    private final JShell shell;

    LessonRunner(Lesson lesson, Echo echo) {
        this.lesson = lesson;
        this.echo = echo;
        this.shell =
                JShell.builder().executionEngine(new InThisThread(), Map.of()).build();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, 0)) {
            shell.addToClasspath(entry);
        }
    }

    /**
     * Runs the lesson to its end.
     *
     * @throws LessonFailedException when a snippet is rejected, throws, is incomplete, or uses what
     *     is never defined
     */
    void run() throws LessonFailedException {
        List<String> pending = new ArrayList<>();
        int number = 0;
        int start = 0;
        for (String line : lesson.script().lines().toList()) {
            number++;
            if (pending.isEmpty() && isProse(line)) {
                echo.prose(line);
                continue;
            }
            if (pending.isEmpty()) {
                start = number;
            }
            pending.add(line);
            if (isComplete(pending)) {
                echo.code(pending);
                evaluate(String.join("\n", pending), start);
                pending.clear();
            }
        }
        if (!pending.isEmpty()) {
            throw failed(
                    start,
                    "the snippet is incomplete at the end of the lesson: "
                            + pending.get(0).strip());
        }
        failOnUndefined();
    }

    private static boolean isProse(String line) {
        return line.isBlank() || line.startsWith("//");
    }

    private boolean isComplete(List<String> lines) {
        return shell.sourceCodeAnalysis()
                .analyzeCompletion(String.join("\n", lines))
                .completeness()
                .isComplete();
    }

    /** Evaluates complete lines, which may hold several snippets. */
    private void evaluate(String source, int line) throws LessonFailedException {
        String rest = source;
        int at = line;
        while (!rest.isBlank()) {
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (!info.completeness().isComplete()) {
                throw failed(at, "a snippet begins here and does not end in its line: " + rest.strip());
            }
            String snippet = info.source();
            for (SnippetEvent event : shell.eval(snippet)) {
                check(event, at);
            }
            rest = info.remaining();
            at += lineOf(snippet, snippet.length());
        }
    }

    private void check(SnippetEvent event, int line) throws LessonFailedException {
        if (event.status() == Status.REJECTED) {
            Snippet snippet = event.snippet();
            Diag error =
                    shell.diagnostics(snippet).filter(Diag::isError).findFirst().orElseThrow();
            int errorLine = line + lineOf(snippet.source(), errorPosition(error, snippet.source()));
            throw failed(
                    errorLine,
                    "Java rejects it: " + error.getMessage(Locale.ROOT).replaceAll("\\s+", " "));
        }
        if (event.exception() != null) {
            throw failed(line, describe(event.exception()));
        }
    }

    /**
     * Where the error is: javac names the dot in front of a wrong name, which here ends the line
     * before it.
     */
    private static int errorPosition(Diag error, String source) {
        int position = (int) Math.max(error.getPosition(), 0);
        while (position < source.length() && ".\n ".indexOf(source.charAt(position)) >= 0) {
            position++;
        }
        return position;
    }

    private static String describe(JShellException exception) {
        if (!(exception instanceof EvalException thrown)) {
            return "it uses a name that is not defined yet (" + exception.getMessage() + ")";
        }
        String message = thrown.getMessage();
        boolean ours = thrown.getExceptionClassName().equals(ValkkaException.class.getName());
        return ours && message != null ? message : thrown.getExceptionClassName() + ": " + message;
    }

    /**
     * JShell accepts a method that uses names of later lines; at the end all names must be defined.
     */
    private void failOnUndefined() throws LessonFailedException {
        for (Snippet snippet : shell.snippets().toList()) {
            Status status = shell.status(snippet);
            if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
                throw new LessonFailedException("lesson " + lesson.name() + ": it never defines what this uses: "
                        + snippet.source().strip());
            }
        }
    }

    private LessonFailedException failed(int line, String reason) {
        return new LessonFailedException("lesson " + lesson.name() + ", line " + line + ": " + reason);
    }

    /** In which line of {@code text} a position is, counted from 0. */
    private static int lineOf(String text, int position) {
        return (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
    }

    @Override
    public void close() {
        shell.close();
    }

    /**
     * Runs snippets in the thread that asks for it. JShell's own engine "local" then waits for the
     * threads that a snippet has started, when it happens to see them, and so for a camera's thread
     * forever.
     */
    private static final class InThisThread implements ExecutionControlProvider {
        @Override
        public String name() {
            return "in this thread";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
            return new DirectExecutionControl();
        }
    }
}
