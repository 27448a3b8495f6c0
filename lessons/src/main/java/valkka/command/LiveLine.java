package valkka.command;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import valkka.fs.WriterStats;

/**
 * The line that tells the progress of a recording. On a terminal the line changes in its place,
 * every second. In a file or a pipe a new line comes every ten seconds. Several threads print
 * through this class, so that no other line ends up in the middle of this line.
 */
final class LiveLine {
    private static final int WIDEST = 79;
    private static final long RATE_OVER_MILLIS = 5_000;

    private final Console console;
    private final long started;
    private final Deque<long[]> samples = new ArrayDeque<>(); // {time, bytes}
    private boolean shown;

    LiveLine(Console console) {
        this.console = console;
        this.started = console.clock().millis();
    }

    /** Returns how long to wait from one line to the next. */
    Duration interval() {
        return Duration.ofSeconds(console.terminal() ? 1 : 10);
    }

    /**
     * Shows how it goes now.
     *
     * @param dropped frames that came and will never be in the recording
     */
    synchronized void show(WriterStats written, long dropped, CameraRecording.Fill fill) {
        String line = String.format(
                Locale.ROOT,
                "%s  %d frames  %s  block %d/%d  ring %.0f %%  %d dropped",
                Units.stopwatch(elapsed()),
                written.framesWritten(),
                Units.bitRate(rate(written.bytesWritten())),
                fill.block(),
                fill.blocks(),
                Math.floor(100 * fill.part()),
                dropped);
        if (console.terminal()) {
            console.passing(line.substring(0, Math.min(WIDEST, line.length())));
            shown = true;
        } else {
            console.out().println(line);
        }
    }

    /** Prints a line that stays, above the changing line. */
    synchronized void say(String text) {
        erase();
        console.out().println(Units.stopwatch(elapsed()) + "  " + text);
    }

    /** Takes the changing line away. */
    synchronized void erase() {
        if (shown) {
            console.passing("");
            shown = false;
        }
    }

    Duration elapsed() {
        return Duration.ofMillis(Math.max(0, console.clock().millis() - started));
    }

    /** Over the last seconds: key frames make every single second different. */
    private double rate(long bytes) {
        long now = console.clock().millis();
        samples.addLast(new long[] {now, bytes});
        while (samples.size() > 2 && samples.peekFirst()[0] < now - RATE_OVER_MILLIS) {
            samples.removeFirst();
        }
        long[] first = samples.peekFirst();
        long millis = now - first[0];
        if (samples.size() == 1 || millis <= 0) {
            return bytes * 8000.0 / Math.max(1000, elapsed().toMillis());
        }
        return (bytes - first[1]) * 8000.0 / millis;
    }
}
