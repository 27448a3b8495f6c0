package valkka.live;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that tests try the library against. Where one is missing the test is skipped and says so; with the environment
 * variable {@code CI=true} nothing may be missing.
 */
public final class ExternalPrograms {
    private static final boolean CI = "true".equals(System.getenv("CI"));

    private ExternalPrograms() {}

    /** What a program that has ended said, on standard output and standard error together, and its exit code. */
    public record Result(int exitCode, String output) {}

    /** Skips the test when the program is not in the {@code PATH}; in CI the test fails. */
    public static void require(String program) {
        if (find(program) == null) {
            missing("the program " + program + " is not installed");
        }
    }

    /** Skips the test when the program does not say yes with exit code 0; in CI the test fails. */
    public static void requireSuccess(String reason, String... command) throws Exception {
        require(command[0]);
        Result result = run(Duration.ofSeconds(30), command);
        if (result.exitCode() != 0) {
            missing(reason + " (" + String.join(" ", command) + " says: "
                    + result.output().strip() + ")");
        }
    }

    /** Something that the test needs is not there: skips it; in CI it fails. */
    public static void missing(String reason) {
        if (CI) {
            fail("CI=true, and " + reason);
        }
        Assumptions.abort("skipped: " + reason);
    }

    private static Path find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
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
            return new Result(process.exitValue(), output.get(10, TimeUnit.SECONDS));
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
