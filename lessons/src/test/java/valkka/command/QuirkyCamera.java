package valkka.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A raw camera whose faults are switches: the tests' rtsp_quirks.py in a process of its own, at a free port of 127.0.0.1. */
final class QuirkyCamera implements AutoCloseable {
    private static final Path TESTS = Path.of("..", "media", "src", "test");
    private static final Pattern READY = Pattern.compile("ready at port (\\d+)");

    private final Process process;
    private final int port;

    /**
     * Starts a camera. Skips the test where there is no Python.
     *
     * @param switches as in {@code audio=pcma srevery=5}
     */
    QuirkyCamera(Path stream, String switches) throws IOException {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))),
                "needs python3");
        List<String> command = new ArrayList<>(List.of(
                "python3", TESTS.resolve(Path.of("python", "rtsp_quirks.py")).toString(), "0", stream.toString()));
        command.addAll(List.of(switches.strip().split(" +")));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader();
        String ready = said.readLine();
        Matcher matcher = READY.matcher(ready == null ? "" : ready);
        if (!matcher.lookingAt()) {
            process.destroyForcibly();
            Assertions.fail(command + " said '" + ready + "' and not that it is ready");
        }
        port = Integer.parseInt(matcher.group(1));
    }

    /** Returns one of the streams that the cameras of the cases send. */
    static Path stream(String name) {
        return TESTS.resolve(Path.of("resources", "cameras", name));
    }

    String address() {
        return "rtsp://127.0.0.1:" + port + "/live";
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
