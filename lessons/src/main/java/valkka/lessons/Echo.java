package valkka.lessons;

import java.io.PrintStream;
import java.util.List;

/**
 * Shows a lesson while it runs, as a terminal would: comments as they stand, code behind JShell's
 * prompt.
 */
final class Echo {
    private static final String COMMENT = "\u001B[32m";
    private static final String CODE = "\u001B[1m";
    private static final String PLAIN = "\u001B[0m";

    private final PrintStream out;
    private final boolean colour;

    Echo(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** A line of comment, or an empty one. */
    void prose(String line) {
        print(COMMENT, line);
    }

    /** The lines of one snippet, before it runs. */
    void code(List<String> lines) {
        String prompt = "jshell> ";
        for (String line : lines) {
            print(CODE, prompt + line);
            prompt = "   ...> ";
        }
        out.flush();
    }

    private void print(String style, String line) {
        out.println(colour && !line.isEmpty() ? style + line + PLAIN : line);
    }
}
