package valkka.graph;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Draws graphs as the lessons do: a line for what follows each other, and below a fork a line for each branch.
 *
 * <pre>
 * (LiveThread:live)  --+
 * (LiveThread:live2) --+--&gt; {ForkFrameFilterN:fork}
 *     |
 *     +-- disk --&gt;&gt; (ValkkaFSWriterThread:writer)
 *     |
 *     +-- info --&gt; {InfoFrameFilter:info}
 * </pre>
 */
final class GraphText {
    private static final String INDENT = "    ";

    private GraphText() {}

    static String of(List<Flow> flows) {
        List<String> lines = new ArrayList<>();
        flows.forEach(flow -> lines.addAll(lines(flow)));
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> lines(Flow flow) {
        List<String> lines = join(flow.sources());
        StringBuilder line = new StringBuilder(lines.isEmpty() ? "" : lines.remove(lines.size() - 1));
        List<String> below = new ArrayList<>();
        boolean glued = line.length() > 0;
        for (Flow.Shape shape : flow.shapes()) {
            if (line.length() > 0) {
                line.append(glued ? "" : " ").append(arrow(shape)).append(' ');
            }
            glued = false;
            line.append(shape.label());
            below.addAll(branches(shape));
        }
        lines.add(line.toString());
        lines.addAll(below);
        return lines;
    }

    private static String arrow(Flow.Shape to) {
        return to.thread() ? "-->>" : "-->";
    }

    /** The sources below each other, their ends joined. */
    private static List<String> join(List<Flow> sources) {
        List<List<String>> blocks = sources.stream().map(GraphText::lines).toList();
        int width = blocks.stream()
                .mapToInt(block -> block.get(block.size() - 1).length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (List<String> block : blocks) {
            List<String> above = block.subList(0, block.size() - 1);
            boolean first = lines.isEmpty();
            above.forEach(line -> lines.add(first ? line : pad(line, width + 3) + "|"));
            lines.add(pad(block.get(block.size() - 1), width) + " --+");
        }
        return lines;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static List<String> branches(Flow.Shape fork) {
        List<String> lines = new ArrayList<>();
        Iterator<Map.Entry<String, Flow>> branches = fork.branches().entrySet().iterator();
        while (branches.hasNext()) {
            Map.Entry<String, Flow> branch = branches.next();
            List<String> drawn = lines(branch.getValue());
            lines.add(INDENT + "|");
            lines.add(INDENT + "+-- " + branch.getKey() + " "
                    + arrow(branch.getValue().shapes().get(0)) + " " + drawn.get(0));
            String margin = INDENT + (branches.hasNext() ? "|" : " ") + INDENT;
            drawn.stream().skip(1).forEach(line -> lines.add(margin + line));
        }
        return lines;
    }
}
