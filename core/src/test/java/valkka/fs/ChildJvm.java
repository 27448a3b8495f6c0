package valkka.fs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second Java process that runs a main class of the tests; closing ends it. */
public final class ChildJvm implements AutoCloseable {
    private static final long DEADLINE_S = 60;

    private final Process process;
    private final BufferedReader output;

    /** @param main the class to run; standard error comes with standard output */
    public ChildJvm(Class<?> main, String... arguments) {
        this(List.of(), main, arguments);
    }

    /** @param options options of its Java virtual machine */
    public ChildJvm(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    public long pid() {
        return process.pid();
    }

    /** The next line that it prints; waits for it. */
    public String line() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says a line to its standard input. */
    public void say(String line) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(line)
                    .append('\n')
                    .flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says a line, and returns the next line that it prints. */
    public String ask(String line) {
        say(line);
        return line();
    }

    /** Closes its standard input, which tells it to end, and returns what it prints till then. */
    public List<String> finish() {
        try {
            process.outputWriter().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> lines = output.lines().toList();
        waitForEnd();
        return lines;
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    private void waitForEnd() {
        try {
            if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the child process did not end within " + DEADLINE_S + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the child process", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
