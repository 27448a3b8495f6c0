package valkka.bench;

import java.util.ArrayList;
import java.util.List;

/** The rows of a run, under the headings of their groups, as one table with aligned columns. */
final class ResultTable {
    private static final String GAP = "  ";
    private static final List<String> HEADER = List.of("figure", "unit", "ours", "limit", "ratio", "spread");

    /** The first columns are words and start at the left; the numbers end at the right. */
    private static final int WORDS = 2;

    private sealed interface Line {}

    private record Heading(String text) implements Line {}

    private record Cells(List<String> texts) implements Line {}

    private final List<Line> lines = new ArrayList<>();

    ResultTable() {
        lines.add(new Cells(HEADER));
    }

    void group(String heading, List<Row> rows) {
        lines.add(new Heading(heading));
        for (Row row : rows) {
            lines.add(new Cells(
                    List.of(GAP + row.figure(), row.unit(), row.ours(), row.limit(), row.ratio(), row.spread())));
        }
    }

    @Override
    public String toString() {
        int[] widths = new int[HEADER.size()];
        for (Line line : lines) {
            if (line instanceof Cells cells) {
                for (int column = 0; column < widths.length; column++) {
                    widths[column] =
                            Math.max(widths[column], cells.texts.get(column).length());
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            String shown = line instanceof Heading heading ? heading.text : aligned((Cells) line, widths);
            text.append(shown.stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String aligned(Cells cells, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.texts.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            text.append(column == 0 ? "" : GAP).append(column < WORDS ? cell + padding : padding + cell);
        }
        return text.toString();
    }
}
