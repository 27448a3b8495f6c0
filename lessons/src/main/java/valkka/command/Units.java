package valkka.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import valkka.fs.TimeRange;

/** Numbers as people read them. */
final class Units {
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

    private Units() {}

    /** {@code 1.02 Mbit/s}, {@code 96 kbit/s}. */
    static String bitRate(double bitsPerSecond) {
        return bitsPerSecond < 999_500
                ? String.format(Locale.ROOT, "%.0f kbit/s", bitsPerSecond / 1e3)
                : String.format(Locale.ROOT, "%.2f Mbit/s", bitsPerSecond / 1e6);
    }

    /**
     * Returns the two largest units: {@code 2 days 3 h}, {@code 5 h 58 min}, {@code 42 s},
     * {@code 0.4 s}.
     */
    static String duration(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        if (time.toMillis() < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds, 60, " min", 1, " s");
        }
        if (seconds < 2 * 86400) {
            return two(seconds, 3600, " h", 60, " min");
        }
        return two(seconds, 86400, " days", 3600, " h");
    }

    private static String two(long seconds, long large, String largeName, long small, String smallName) {
        long rest = seconds % large / small;
        return seconds / large + largeName + (rest == 0 ? "" : " " + rest + smallName);
    }

    /** {@code 0:01:23}. */
    static String stopwatch(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** {@code 2026-11-24 14:02:11 to 14:05:44 CET}: the second date where it is another one. */
    static String range(TimeRange range, ZoneId zone) {
        ZonedDateTime from = at(range.start(), zone);
        ZonedDateTime to = at(range.end(), zone);
        boolean sameDay = from.toLocalDate().equals(to.toLocalDate());
        return DATE_AND_TIME.format(from) + " to " + (sameDay ? TIME : DATE_AND_TIME).format(to) + " "
                + ZONE.format(to);
    }

    private static ZonedDateTime at(Instant time, ZoneId zone) {
        return time.atZone(zone);
    }
}
