package valkka.graph;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Draws graphs as the lessons do. Nodes in a row share a line. Below a node stand its callbacks,
 * and below a fork a line for each branch.
 *
 * <pre>
 * (LiveThread:live)  --+
 * (LiveThread:live2) --+--&gt; {ForkFrameFilterN:fork}
 *     |
 *     +-- disk --&gt;&gt; (ValkkaFSWriterThread:writer)
 *     |
 *     +-- info --&gt; {InfoFrameFilter:info}
 *
 * (ValkkaFSReaderThread:reader) --&gt;&gt; (FileCacheThread:cacher) --&gt; {CountFrameFilter:count}
 *                                               |
 *                                               $ onTime
 * </pre>
 */
final class GraphText {
    private static final String INDENT = "    ";

    private GraphText() {}

    /**
     * A chain that is drawn.
     *
     * @param above the lines of all sources but the last
     * @param line the nodes in a row
     * @param callbacks the callbacks of the nodes in the line, by the nodes' columns
     * @param branches the lines of a fork's branches at the line's end
     */
    private record Drawing(
            List<String> above, String line, SortedMap<Integer, List<String>> callbacks, List<String> branches) {
        List<String> lines() {
            List<String> lines = new ArrayList<>(above);
            lines.add(line);
            lines.addAll(GraphText.callbacks(callbacks));
            lines.addAll(branches);
            return lines;
        }
    }

    static String of(List<Chain> chains) {
        List<String> lines = new ArrayList<>();
        chains.forEach(chain -> lines.addAll(draw(chain).lines()));
        return String.join(System.lineSeparator(), lines);
    }

    private static Drawing draw(Chain chain) {
        Drawing sources = join(chain.sources());
        StringBuilder line = new StringBuilder(sources.line());
        SortedMap<Integer, List<String>> callbacks = new TreeMap<>(sources.callbacks());
        List<String> branches = new ArrayList<>();
        boolean glued = line.length() > 0;
        for (Stage stage : chain.stages()) {
            if (line.length() > 0) {
                line.append(glued ? "" : " ").append(arrow(stage)).append(' ');
            }
            glued = false;
            if (!stage.traits().callbacks().isEmpty()) {
                callbacks.put(
                        line.length() + stage.label().length() / 2,
                        stage.traits().callbacks());
            }
            line.append(stage.label());
            branches.addAll(branches(stage));
        }
        return new Drawing(sources.above(), line.toString(), callbacks, branches);
    }

    /**
     * Returns the callbacks' lines, the rightmost first, so that the lines to the others pass on
     * its left.
     */
    private static List<String> callbacks(SortedMap<Integer, List<String>> byColumn) {
        List<Integer> columns = new ArrayList<>(byColumn.keySet());
        List<String> lines = new ArrayList<>();
        if (!columns.isEmpty()) {
            lines.add(bars(columns));
        }
        for (int i = columns.size() - 1; i >= 0; i--) {
            String before = pad(bars(columns.subList(0, i)), columns.get(i));
            byColumn.getOrDefault(columns.get(i), List.of()).forEach(callback -> lines.add(before + "$ " + callback));
        }
        return lines;
    }

    private static String bars(List<Integer> columns) {
        String line = "";
        for (int column : columns) {
            line = pad(line, column) + "|";
        }
        return line;
    }

    private static String arrow(Stage to) {
        return to.isThread() ? "-->>" : "-->";
    }

    /** Draws the sources below each other, with their ends joined. */
    private static Drawing join(List<Chain> sources) {
        List<Drawing> drawings = sources.stream().map(GraphText::draw).toList();
        if (drawings.isEmpty()) {
            return new Drawing(List.of(), "", new TreeMap<>(), List.of());
        }
        int width = drawings.stream()
                .flatMap(drawing -> Stream.concat(Stream.of(drawing.line()), callbacks(drawing.callbacks()).stream()))
                .mapToInt(String::length)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (Drawing drawing : drawings.subList(0, drawings.size() - 1)) {
            add(lines, drawing, width);
            callbacks(drawing.callbacks()).forEach(line -> lines.add(joint(line, width)));
        }
        Drawing last = drawings.get(drawings.size() - 1);
        add(lines, last, width);
        String line = lines.remove(lines.size() - 1);
        return new Drawing(lines, line, last.callbacks(), List.of());
    }

    /** Adds a source below the others. */
    private static void add(List<String> lines, Drawing source, int width) {
        boolean first = lines.isEmpty();
        source.above().forEach(line -> lines.add(first ? line : joint(line, width)));
        lines.add(pad(source.line(), width) + " --+");
    }

    private static String joint(String line, int width) {
        return pad(line, width + 3) + "|";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static List<String> branches(Stage fork) {
        List<String> lines = new ArrayList<>();
        Iterator<Map.Entry<String, Chain>> branches = fork.branches().entrySet().iterator();
        while (branches.hasNext()) {
            Map.Entry<String, Chain> branch = branches.next();
            List<String> drawn = draw(branch.getValue()).lines();
            lines.add(INDENT + "|");
            lines.add(INDENT + "+-- " + branch.getKey() + " "
                    + arrow(branch.getValue().stages().get(0)) + " " + drawn.get(0));
            String margin = INDENT + (branches.hasNext() ? "|" : " ") + INDENT;
            drawn.stream().skip(1).forEach(line -> lines.add(margin + line));
        }
        return lines;
    }
}
