package valkka.command;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/**
 * The surroundings of a command.
 *
 * @param out where its answer goes
 * @param err where it says what went wrong
 * @param terminal whether somebody watches {@code out}: only then there are colours and lines that
 *     change
 * @param clock the wall clock
 * @param zone the time zone in which times are shown
 * @param environment the environment variables
 */
public record Console(
        PrintStream out,
        PrintStream err,
        boolean terminal,
        InstantSource clock,
        ZoneId zone,
        Map<String, String> environment) {
    private static final String BOLD = "\u001B[1m";
    private static final String YELLOW = "\u001B[33m";
    private static final String BACK_AND_ERASE = "\r\u001B[K";
    private static final String PLAIN = "\u001B[0m";
    private static final int LABEL_WIDTH = 12;

    /** A heading. */
    void title(String text) {
        out.println(styled(BOLD, text));
    }

    /** A line with a label in front; an empty label continues the line before. */
    void row(String label, String text) {
        out.println("  " + label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + text);
    }

    /** Something that the user should do something about; long ones take several lines. */
    void advice(String text) {
        String mark = "  ! ";
        for (String line : TextLines.wrap(text, 80 - mark.length())) {
            out.println(styled(YELLOW, mark + line));
            mark = "    ";
        }
    }

    /**
     * Replaces the line that is there by one that will be replaced, too; empty takes it away.
     * Without a terminal: nothing.
     */
    void passing(String text) {
        if (terminal) {
            out.print(BACK_AND_ERASE + text);
            out.flush();
        }
    }

    /** Returns whether colours are wanted. */
    public boolean isColoured() {
        return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    private String styled(String style, String text) {
        return isColoured() ? style + text + PLAIN : text;
    }
}
