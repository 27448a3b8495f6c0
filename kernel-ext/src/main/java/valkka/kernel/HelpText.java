package valkka.kernel;

import java.util.Locale;

/** Lines of the document as text of 80 columns, and as a piece of HTML. */
final class HelpText {
    private static final int COLUMNS = 80;

    private HelpText() {}

    /** Returns the line with a capital in front and a full stop behind. */
    static String sentence(String line) {
        return line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1) + ".";
    }

    /**
     * Breaks text between words into lines of at most 80 columns; all but the first are indented
     * twice as far.
     */
    static String wrap(String text, String indent) {
        StringBuilder wrapped = new StringBuilder(indent);
        int column = indent.length();
        String gap = "";
        for (String word : text.replace("`", "").split(" ", -1)) {
            if (column + gap.length() + word.length() > COLUMNS) {
                wrapped.append('\n');
                gap = indent.repeat(2);
                column = 0;
            }
            wrapped.append(gap).append(word);
            column += gap.length() + word.length();
            gap = " ";
        }
        return wrapped.toString();
    }

    /** Returns the text as HTML, with what stands between backticks as code. */
    static String html(String text) {
        return Html.escape(text).replaceAll("`([^`]+)`", "<code>$1</code>");
    }
}
