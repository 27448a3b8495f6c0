package valkka.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws graphs as SVG: threads as pills, filters as boxes, an arrow for a call and a double arrow
 * for a hand-over to a thread. Lines and letters have the page's colour, and the boxes are tinted
 * and see-through. So the drawing looks well in light and dark.
 */
final class GraphSvg {
    private static final int MARGIN = 12;
    private static final int BOX_HEIGHT = 44;
    private static final int ROW = 64;
    private static final int GAP = 44;
    private static final int PADDING = 14;
    /** The greatest width of a letter of the larger text, in a monospaced font of its size. */
    private static final double LETTER = 8.0;

    private final StringBuilder shapes = new StringBuilder();
    private double width;

    private GraphSvg() {}

    /** Where a drawn chain begins or ends: the middle of its left or right side. */
    private record Point(double x, double y) {}

    static String of(List<Chain> chains) {
        GraphSvg svg = new GraphSvg();
        double top = MARGIN;
        for (Chain chain : chains) {
            svg.draw(chain, MARGIN, top, null, null);
            top += rows(chain) * ROW;
        }
        // The room below the last row of boxes is for callbacks.
        double height = top + MARGIN - (hasCallbacks(chains) ? 0 : ROW - BOX_HEIGHT);
        return document(GraphText.of(chains), svg.width + MARGIN, Math.max(height, 2 * MARGIN), svg.shapes);
    }

    private static boolean hasCallbacks(Collection<Chain> chains) {
        return chains.stream()
                .anyMatch(chain -> hasCallbacks(chain.sources())
                        || chain.stages().stream()
                                .anyMatch(stage -> !stage.traits().callbacks().isEmpty()
                                        || hasCallbacks(stage.branches().values())));
    }

    private static String document(String words, double width, double height, CharSequence content) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"filtergraph %s\""
                        + " fill=\"none\" stroke-width=\"1.4\" style=\"max-width:100%%;height:auto\""
                        + " font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,monospace\">%n%s</svg>%n",
                width,
                height,
                width,
                height,
                escape(words.replaceAll("\\s+", " ").strip()),
                content);
    }

    /** Returns how many rows a chain takes: the rows of its sources, or of its branches. */
    private static int rows(Chain chain) {
        int branches = chain.stages().stream()
                .mapToInt(stage -> total(stage.branches().values()))
                .sum();
        return Math.max(1, Math.max(total(chain.sources()), branches));
    }

    private static int total(Collection<Chain> chains) {
        return chains.stream().mapToInt(GraphSvg::rows).sum();
    }

    /**
     * Draws a chain.
     *
     * @param from where the chain's arrow begins, or null
     * @param tag the tag of a branch, or null for a chain that is no branch
     * @return where the chain ends
     */
    private Point draw(Chain chain, double x, double top, @Nullable Point from, @Nullable String tag) {
        double y = top + (rows(chain) - 1) * ROW / 2.0 + BOX_HEIGHT / 2.0;
        List<Point> before = new ArrayList<>();
        double left = x;
        double sourceTop = top + (rows(chain) - total(chain.sources())) * ROW / 2.0;
        for (Chain source : chain.sources()) {
            Point end = draw(source, x, sourceTop, null, null);
            sourceTop += rows(source) * ROW;
            left = Math.max(left, end.x() + GAP);
            before.add(end);
        }
        if (from != null) {
            before.add(from);
        }
        Point end = before.isEmpty() ? new Point(left, y) : before.get(0);
        for (Stage stage : chain.stages()) {
            for (Point start : before) {
                arrow(start, new Point(left, y), stage.isThread(), tag);
            }
            tag = null;
            end = new Point(left + box(stage, left, y), y);
            before = List.of(end);
            left = end.x() + GAP;
            branches(stage, top + (rows(chain) - total(stage.branches().values())) * ROW / 2.0, end);
        }
        return end;
    }

    private void branches(Stage fork, double top, Point from) {
        int longest =
                fork.branches().keySet().stream().mapToInt(String::length).max().orElse(0);
        double branchTop = top;
        for (Map.Entry<String, Chain> branch : fork.branches().entrySet()) {
            draw(branch.getValue(), from.x() + GAP + longest * LETTER, branchTop, from, branch.getKey());
            branchTop += rows(branch.getValue()) * ROW;
        }
    }

    /** Draws the box of a stage and returns the box's width. */
    private double box(Stage stage, double x, double y) {
        String callbacks = "$ " + String.join(" $ ", stage.traits().callbacks());
        int small =
                Math.max(stage.typeName().length(), stage.traits().callbacks().isEmpty() ? 0 : callbacks.length());
        double boxWidth = Math.max(stage.givenName().length() * LETTER, small * LETTER * 0.8) + 2 * PADDING;
        double y0 = y - BOX_HEIGHT / 2.0;
        int radius = stage.isThread() ? BOX_HEIGHT / 2 : 5;
        String tint = stage.isThread() ? "#3b82f6" : "#94a3b8";
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"%d\" fill=\"%s\" fill-opacity=\"0.18\" stroke=\"%s\"/>",
                x, y0, boxWidth, BOX_HEIGHT, radius, tint, tint);
        double middle = x + boxWidth / 2;
        text(middle, y - 5, 10.5, 0.75, "", stage.typeName());
        text(middle, y + 12, 13, 1, " font-weight=\"600\"", stage.givenName());
        if (!stage.traits().callbacks().isEmpty()) {
            text(middle, y + BOX_HEIGHT / 2.0 + 13, 10.5, 0.85, " font-style=\"italic\"", callbacks);
        }
        width = Math.max(width, x + boxWidth);
        return boxWidth;
    }

    private void arrow(Point from, Point to, boolean handOver, @Nullable String tag) {
        double tip = to.x() - 2;
        double bend = to.x() - GAP / 2.0 - 4;
        double start = from.x() + 2;
        String path = from.y() == to.y()
                ? String.format(Locale.ROOT, "M%.1f %.1fH%.1f", start, from.y(), tip)
                : String.format(
                        Locale.ROOT,
                        "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fH%.1f",
                        start,
                        from.y(),
                        start + 18,
                        from.y(),
                        start + 4,
                        to.y(),
                        Math.min(start + 24, bend),
                        to.y(),
                        tip);
        add("<path d=\"%s\" stroke=\"currentColor\" stroke-opacity=\"0.8\"/>", path);
        head(tip, to.y());
        if (handOver) {
            head(tip - 7, to.y());
        }
        if (tag != null) {
            text((from.x() + to.x()) / 2 + 4, to.y() - 7, 11, 0.85, " font-style=\"italic\"", tag);
        }
    }

    private void head(double x, double y) {
        add("<path d=\"M%.1f %.1fl-7 -4.5v9z\" fill=\"currentColor\" fill-opacity=\"0.8\"/>", x, y);
    }

    private void text(double x, double y, double size, double opacity, String attributes, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" text-anchor=\"middle\" fill=\"currentColor\" fill-opacity=\"%.2f\"%s>%s</text>",
                x, y, size, opacity, attributes, escape(text));
    }

    private static String escape(String text) {
        Map<Character, String> entities = Map.of('<', "&lt;", '>', "&gt;", '&', "&amp;", '"', "&quot;");
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            // A control character, which XML does not allow, becomes a blank.
            String plain = c < ' ' ? " " : String.valueOf((char) c);
            escaped.append(entities.getOrDefault((char) c, plain));
        });
        return escaped.toString();
    }

    private void add(String format, Object... values) {
        shapes.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
