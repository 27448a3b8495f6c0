package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the independent reader of the format, {@code src/test/python/valkkafs_reader.py}, on a recording. Without a
 * {@code python3} the test that asks is skipped.
 */
final class PythonReader {
    private static final Path SCRIPT = Path.of("src/test/python/valkkafs_reader.py");
    private static final Path BATCH = Path.of("src/test/python/valkkafs_batch.py");
    private static final Path SELF_TEST = Path.of("src/test/python/valkkafs_selftest.py");
    private static final long DEADLINE_S = 120;

    private PythonReader() {}

    /** The lines that the reader prints for these arguments; it must end with status 0. */
    static List<String> lines(String... arguments) {
        return lines(SCRIPT, arguments);
    }

    /** What the reader has to complain about, a line each; {@code options} are {@code --multi} and {@code --stopped}. */
    static List<String> complaints(Path directory, String... options) {
        List<String> arguments = new ArrayList<>(List.of(directory.toString(), "--invariants"));
        arguments.addAll(List.of(options));
        Result result = run(SCRIPT, arguments.toArray(new String[0]));
        // Status 1 with lines are complaints; anything else is a reader that broke.
        assertThat(result.status)
                .as(String.join(System.lineSeparator(), result.lines))
                .isEqualTo(result.lines.isEmpty() ? 0 : 1);
        assertThat(result.lines).noneMatch(line -> line.startsWith("Traceback"));
        return result.lines;
    }

    /** What the reader says of many recordings in one run: {@code valkkafs_batch.py}'s lines. */
    static List<String> batch(List<String> arguments) {
        return lines(BATCH, arguments.toArray(new String[0]));
    }

    /** What {@code valkkafs_selftest.py} prints, which checks the reader. */
    static List<String> selfTest(Path golden) {
        return lines(SELF_TEST, golden.toString());
    }

    private static List<String> lines(Path script, String... arguments) {
        Result result = run(script, arguments);
        assertThat(result.status)
                .as(String.join(System.lineSeparator(), result.lines))
                .isZero();
        return result.lines;
    }

    private record Result(int status, List<String> lines) {}

    private static Result run(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("python3", script.toString()));
        command.addAll(List.of(arguments));
        try {
            // Into a file: a pipe that nobody reads while we wait would fill up.
            Path output = Files.createTempFile("valkkafs_reader", ".txt");
            try {
                return new Result(waitFor(start(command, output)), Files.readAllLines(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot keep what the Python reader prints", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the Python reader ran", e);
        }
    }

    private static Process start(List<String> command, Path output) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            return abort("needs python3"); // as the count of all tests reads it
        }
    }

    private static int waitFor(Process process) throws InterruptedException {
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the Python reader ran longer than " + DEADLINE_S + " s");
        }
        return process.exitValue();
    }
}
