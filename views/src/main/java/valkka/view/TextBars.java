package valkka.view;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import valkka.fs.TimeRange;

/** Draws values over time as text of 80 columns: bars of block characters, the axes as numbers. */
final class TextBars {
    static final int COLUMNS = 68;
    private static final int ROWS = 8;
    private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";

    private TextBars() {}

    /**
     * @param unit of the values
     * @param note a last line; empty for none
     * @param values one a column, {@link #COLUMNS} of them, 0 or more; NaN where there is nothing
     */
    static String of(String title, String unit, double[] values, TimeRange range, ZoneId zone, String note) {
        String head = Charts.shortened(title, 80);
        if (range.isEmpty()) {
            return head + System.lineSeparator() + (note.isEmpty() ? "(nothing to draw)" : note);
        }
        double top = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder(head);
        for (int row = ROWS - 1; row >= 0; row--) {
            String label = row == ROWS - 1 ? number(top) : row == ROWS - 2 ? unit : row == 0 ? "0" : "";
            text.append(System.lineSeparator()).append(String.format(Locale.ROOT, "%9s ", label));
            StringBuilder line = new StringBuilder();
            for (double value : values) {
                double eighths = Double.isNaN(value) || top == 0 ? 0 : Math.ceil(value / top * ROWS * 8) - 8.0 * row;
                line.append(EIGHTHS.charAt((int) Math.max(0, Math.min(8, eighths))));
            }
            text.append(line.toString().stripTrailing());
        }
        return text.append(System.lineSeparator())
                .append(TextTimeline.axis(10, COLUMNS, range, zone))
                .append(note.isEmpty() ? "" : System.lineSeparator() + note)
                .toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }
}
