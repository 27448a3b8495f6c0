package valkka.kernel;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pieces of HTML that look the same in JupyterLab's themes, light and dark, and in an exported
 * page.
 */
final class Html {
    private static final String CELL = "text-align:left;padding:2px 14px 2px 0;border:none;background:none";
    private static final String QUIET = "opacity:.65";

    private Html() {}

    static String escape(Object value) {
        return String.valueOf(value)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Returns a line in bold, and a quiet line after it. */
    static String title(Object title, Object note) {
        return "<div style=\"margin:2px 0 4px\"><b>" + escape(title) + "</b> <span style=\"" + QUIET + "\">"
                + escape(note) + "</span></div>";
    }

    /** Names and values, a row each. */
    static String facts(Map<String, ?> facts) {
        return facts.entrySet().stream()
                .map(fact -> "<tr style=\"background:none\"><td style=\"" + CELL + ";" + QUIET + "\">"
                        + escape(fact.getKey()) + "</td><td style=\"" + CELL + "\">" + escape(fact.getValue())
                        + "</td></tr>")
                .collect(Collectors.joining("", "<table style=\"border:none;margin:0\"><tbody>", "</tbody></table>"));
    }

    /** The content of a column of a table: numbers at the right, words at the left. */
    record Column(String name, boolean number) {}

    static Column number(String name) {
        return new Column(name, true);
    }

    static Column words(String name) {
        return new Column(name, false);
    }

    /** Returns a table. A line break in a column's name is kept. */
    static String table(List<Column> columns, List<? extends List<?>> rows) {
        StringBuilder html = new StringBuilder("<div style=\"overflow-x:auto\"><table style=\"margin:0\"><thead><tr>");
        for (Column column : columns) {
            html.append("<th style=\"white-space:pre;text-align:")
                    .append(side(column))
                    .append("\">")
                    .append(escape(column.name()))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (List<?> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < columns.size(); i++) {
                html.append("<td style=\"font-variant-numeric:tabular-nums;white-space:nowrap;text-align:")
                        .append(side(columns.get(i)))
                        .append("\">")
                        .append(escape(row.get(i)))
                        .append("</td>");
            }
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static String side(Column column) {
        return column.number() ? "right" : "left";
    }

    /** Text as it would stand in a terminal. */
    static String terminal(String text) {
        return "<pre style=\"margin:4px 0;overflow-x:auto;font-family:var(--jp-code-font-family,monospace)\">"
                + escape(text) + "</pre>";
    }

    static String quiet(String text) {
        return "<div style=\"" + QUIET + "\">" + escape(text) + "</div>";
    }
}
