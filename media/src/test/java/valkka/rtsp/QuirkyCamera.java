package valkka.rtsp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/** A raw camera whose faults are switches: rtsp_quirks.py in a process of its own, at a free port of 127.0.0.1. */
public final class QuirkyCamera implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern READY = Pattern.compile("ready at port (\\d+)");
    private static final String CAMERAS = "cameras/";

    private final Process process;
    private final int port;
    private final Path log;

    private QuirkyCamera(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts it. Skips the test where there is no Python.
     *
     * @param file of media/src/test/resources/cameras, or another one with its whole path
     * @param switches as in {@code audio=pcma srevery=5}; a file of the cameras' as in
     *     {@code spropes=cameras/base.h264}, as a path may have blanks
     */
    public static QuirkyCamera start(Path file, Path directory, String switches) throws IOException {
        ExternalPrograms.require("python3");
        Path log = Files.createTempFile(directory, "camera", ".log");
        List<String> command = new ArrayList<>(List.of(
                Python.NAME,
                Path.of("src", "test", "python", "rtsp_quirks.py")
                        .toAbsolutePath()
                        .toString(),
                "0",
                file.toString(),
                "log=" + log));
        for (String one : switches.strip().split(" +")) {
            if (!one.isEmpty()) {
                command.add(one.replace("=" + CAMERAS, "=" + file(".").getParent() + "/"));
            }
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new QuirkyCamera(process, awaitPort(process, command), log);
    }

    /** What stands in the PATH may be a script that looks for the program each time, and takes longer than the program. */
    private static final class Python {
        static final String NAME = find();

        private static String find() {
            try {
                return ExternalPrograms.run(
                                Duration.ofSeconds(PATIENCE_SECONDS),
                                "python3",
                                "-c",
                                "import sys; print(sys.executable)")
                        .output()
                        .strip();
            } catch (IOException | ExecutionException e) {
                return Assertions.fail("python3 does not run", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Assertions.fail("interrupted while python3 starts", e);
            }
        }
    }

    /** Waits until the camera says at which port it listens. */
    private static int awaitPort(Process process, List<String> command) {
        CompletableFuture<String> line =
                CompletableFuture.supplyAsync(() -> firstLine(process), TestThreads.EACH_ITS_OWN);
        try {
            String ready = line.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Matcher port = READY.matcher(ready);
            if (port.lookingAt()) {
                return Integer.parseInt(port.group(1));
            }
            process.destroyForcibly();
            return Assertions.fail(command + " said '" + ready + "' and not that it is ready");
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            return Assertions.fail(command + " did not get ready", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Assertions.fail("interrupted while " + command + " starts", e);
        }
    }

    private static String firstLine(Process process) {
        try {
            String line = process.inputReader().readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns one of the files that the cameras of the cases send. */
    public static Path file(String name) {
        return Path.of("src", "test", "resources", "cameras", name).toAbsolutePath();
    }

    public String address() {
        return "rtsp://127.0.0.1:" + port + "/live";
    }

    public int port() {
        return port;
    }

    /** Returns the lines that the camera wrote about what it did, JSON each. */
    public List<String> log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
