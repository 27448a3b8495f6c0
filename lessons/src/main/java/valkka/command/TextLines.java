package valkka.command;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
final class TextLines {
    private TextLines() {}

    /**
     * Lines of whole words, of at most {@code width} characters; a word that is longer has a line
     * for itself.
     */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
