package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import valkka.fs.ValkkaSingleFS;

/** Runs commands in this process, and keeps what they say. */
final class TestConsole {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new TreeMap<>();
    private final StopRequest stop = new StopRequest();
    private boolean terminal;
    private InstantSource clock = InstantSource.system();

    /** Somebody watches. */
    TestConsole onTerminal() {
        terminal = true;
        return this;
    }

    TestConsole with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    TestConsole at(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    /** Returns the exit code. */
    int run(String... args) throws Exception {
        return new CommandMain(stop).run(List.of(args), console());
    }

    /** Runs a command in a thread of its own; {@link #stop} ends a command that goes on and on. */
    CompletableFuture<Integer> start(String... args) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return run(args);
                    } catch (Exception e) {
                        throw new AssertionError("it throws nothing", e);
                    }
                },
                task -> new Thread(task, args[0]).start());
    }

    /** Waits until the condition holds; a command that has ended by itself is not waited for. */
    void await(CompletableFuture<Integer> exit, BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .failFast("the command has ended", exit::isDone)
                    .untilAsserted(() -> assertThat(condition.getAsBoolean())
                            .as(() -> "what it said so far: " + out() + err())
                            .isTrue());
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            stop();
            throw e;
        }
    }

    /** Returns how many frames a recording has by now; 0 before it is made. */
    static long framesIn(Path directory) {
        if (!Files.exists(directory.resolve("valkkafs.json"))) {
            return 0;
        }
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            return fs.frameIndex(fs.getTimeRange()).size();
        }
    }

    Console console() {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                clock,
                ZoneId.of("Europe/Helsinki"),
                environment);
    }

    /** Ctrl-C. */
    void stop() {
        stop.request();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
