package valkka.rtsp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Range} header (RFC 2326, section 12.29): a piece of a recording.
 *
 * @param unit how its times are written
 * @param now whether it begins now, at the newest picture
 * @param from where play begins, ms; {@code null} when the client does not say
 * @param to where play ends, ms; {@code null} when the client does not say
 */
record RtspRange(
        Unit unit,
        boolean now,
        @Nullable Long from,
        @Nullable Long to) {
    private static final int MAX_LENGTH = 200;
    private static final String SECONDS = "(now|\\d{1,10}(?:\\.\\d{0,12})?|\\d{1,6}:\\d\\d?:\\d\\d?(?:\\.\\d{0,12})?)";
    private static final String UTC = "(\\d{8}T\\d{6}(?:\\.\\d{0,12})?Z)";
    private static final Pattern NPT = range("npt\\s*=\\s*", SECONDS);
    private static final Pattern CLOCK = range("clock\\s*=\\s*", UTC);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** How times are written. */
    enum Unit {
        /** Normal play time: ms since the beginning of the recording. */
        NPT,
        /** Wall-clock time: Unix ms. */
        CLOCK
    }

    private static Pattern range(String name, String time) {
        return Pattern.compile(name + time + "?\\s*-\\s*" + time + "?\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);
    }

    /** Reads a header; empty when it is of another unit, or cannot be understood. */
    static Optional<RtspRange> parse(String header) {
        String text = header.strip();
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            Matcher npt = NPT.matcher(text);
            if (npt.matches()) {
                return of(Unit.NPT, npt.group(1), npt.group(2));
            }
            Matcher clock = CLOCK.matcher(text);
            return clock.matches() ? of(Unit.CLOCK, clock.group(1), clock.group(2)) : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<RtspRange> of(Unit unit, @Nullable String from, @Nullable String to) {
        boolean now = "now".equalsIgnoreCase(from);
        if ((from == null && to == null) || "now".equalsIgnoreCase(to)) {
            return Optional.empty();
        }
        return Optional.of(new RtspRange(
                unit, now, from == null || now ? null : millis(unit, from), to == null ? null : millis(unit, to)));
    }

    private static long millis(Unit unit, String text) {
        if (unit == Unit.CLOCK) {
            int end = text.length() - 1;
            int behindSeconds = 15;
            String fraction = "0" + text.substring(behindSeconds, end);
            return LocalDateTime.parse(text.substring(0, behindSeconds).toUpperCase(Locale.ROOT), DATE)
                            .toInstant(ZoneOffset.UTC)
                            .toEpochMilli()
                    + Math.round(Double.parseDouble(fraction) * 1000);
        }
        double seconds = 0;
        for (String part : text.split(":", -1)) {
            seconds = seconds * 60 + Double.parseDouble(part);
        }
        return Math.round(seconds * 1000);
    }

    /** Returns a header from one time to another. */
    static String text(Unit unit, long from, long to) {
        return unit == Unit.CLOCK
                ? "clock=" + SHOWN.format(Instant.ofEpochMilli(from)) + "-" + SHOWN.format(Instant.ofEpochMilli(to))
                : String.format(Locale.ROOT, "npt=%.3f-%.3f", from / 1000.0, to / 1000.0);
    }
}
