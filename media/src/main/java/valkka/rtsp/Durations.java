package valkka.rtsp;

import java.time.Duration;

/** Durations as messages have them. */
public final class Durations {
    private Durations() {}

    /**
     * {@code 250 ms}, {@code 10 s}, {@code 30 min}: in the largest unit that says it exactly, and a
     * single minute in seconds.
     */
    public static String text(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + " min" : seconds + " s";
    }
}
