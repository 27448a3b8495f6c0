package valkka.command;

import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import valkka.fs.Bytes;

/**
 * The line that tells how much of a long job is done, in percent and bytes, and how long the rest will
 * take. Only a terminal shows the line.
 */
final class ProgressLine implements DoubleConsumer, AutoCloseable {
    private static final long BETWEEN_UPDATES_MILLIS = 200;

    private final Console console;
    private final String job;
    private final long bytes;
    private final long started;
    private long shownAt;

    /**
     * Makes a line, and shows nothing yet.
     *
     * @param job what is done, as in {@code check}
     * @param bytes the size of the whole job
     */
    ProgressLine(Console console, String job, long bytes) {
        this.console = console;
        this.job = job;
        this.bytes = bytes;
        this.started = console.clock().millis();
        this.shownAt = started;
    }

    @Override
    public void accept(double done) {
        long now = console.clock().millis();
        if (now - shownAt < BETWEEN_UPDATES_MILLIS) {
            return;
        }
        shownAt = now;
        Duration left = Duration.ofMillis(Math.round((now - started) * (1 - done) / Math.max(done, 1e-9)));
        console.passing(String.format(
                Locale.ROOT,
                "%s  %.0f %%  %s of %s  %s left",
                job,
                Math.floor(100 * done),
                Bytes.text(Math.round(done * bytes)),
                Bytes.text(bytes),
                Units.duration(left)));
    }

    /** Takes the line away. */
    @Override
    public void close() {
        console.passing("");
    }
}
