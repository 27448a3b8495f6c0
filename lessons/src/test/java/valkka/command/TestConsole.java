package valkka.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
