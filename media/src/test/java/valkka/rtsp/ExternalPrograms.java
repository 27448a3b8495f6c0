package valkka.rtsp;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that tests try the library against, by their names in {@code tools/test-programs.properties}. Where one is missing the test
 * is skipped. The count of all tests says so and names the packages; in CI it fails.
 */
public final class ExternalPrograms {
    private ExternalPrograms() {}

    /** What a program that has ended said, on standard output and standard error together, and its exit code. */
    public record Result(int exitCode, String output) {
        /**
         * A race within rtspsrc, when all has been played: one of its threads says CLOSE, which sets its connection to
         * flushing, while the other one sends PAUSE. It then calls its own cancelled send an end of file; its TEARDOWN
         * follows on the same connection. Seen with GST_DEBUG=rtspsrc:5, about once in 200 times.
         */
        private static final Pattern GSTREAMER_CANCELS_ITSELF =
                Pattern.compile("ERROR: from element \\S+: Could not write to"
                        + " resource\\.\\s+Additional debug info:\\s+\\S+ gst_rtspsrc_(try_send|pause) \\(\\): \\S+\\s+"
                        + "Could not send message\\. \\(Received end-of-file\\)\\s+");

        /** The same without that error, when it came after the end of all that was asked for. */
        private Result withoutGStreamersRace() {
            int end = output.indexOf("Execution ended after");
            if (exitCode != 1 || end < 0 || !output.substring(0, end).contains("Got EOS from element")) {
                return this;
            }
            String rest = output.substring(end);
            String complaints = GSTREAMER_CANCELS_ITSELF.matcher(rest).replaceAll("");
            boolean raced = complaints.length() < rest.length() && !complaints.contains("ERROR");
            return raced ? new Result(0, output.substring(0, end) + complaints) : this;
        }
    }

    /** Skips the test when one of the programs is not in the {@code PATH}, and names all that are missing. */
    public static void require(String... programs) {
        List<String> missing =
                Stream.of(programs).filter(program -> find(program).isEmpty()).toList();
        if (!missing.isEmpty()) {
            skip(String.join(", ", missing));
        }
    }

    /** Skips the test, which needs these programs. The count of all tests reads the names from this reason. */
    public static void skip(String programs) {
        Assumptions.abort("needs " + programs);
    }

    /** Returns every file of this name in the {@code PATH}. */
    public static List<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .toList();
    }

    /** Runs a program to its end; one that takes longer than {@code within} is ended and fails the test. */
    public static Result run(Duration within, String... command)
            throws IOException, InterruptedException, ExecutionException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        try {
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> read(process), TestThreads.EACH_ITS_OWN);
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                fail(command[0] + " has not ended within " + within + "; it said: " + output.get(10, TimeUnit.SECONDS));
            }
            return new Result(process.exitValue(), output.get(10, TimeUnit.SECONDS)).withoutGStreamersRace();
        } catch (TimeoutException e) {
            return fail(command[0] + " has ended, and its output has not", e);
        } finally {
            end(process);
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(its output could not be read: " + e.getMessage() + ")";
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** A directory that a program has put files into. */
    public static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
