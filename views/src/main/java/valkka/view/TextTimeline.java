package valkka.view;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import valkka.fs.TimeRange;

/**
 * Draws rings over time as text of 80 columns: the highest block above, one or more blocks a line.
 */
final class TextTimeline {
    private static final int WIDTH = 80;
    private static final int MOST_LINES = 20;
    private static final int MOST_LINES_OF_SEVERAL = 8;
    private static final char THIS_LAP = '█';
    private static final char EARLIER_LAP = '░';
    private static final char OPEN = '▶';

    private TextTimeline() {}

    static String of(List<RecordedBlocks> rings, TimeRange range, ZoneId zone) {
        List<String> lines = new ArrayList<>();
        boolean open = false;
        boolean laps = false;
        int margin = 0;
        for (RecordedBlocks ring : rings) {
            lines.add(Charts.shortened(ring.title(), WIDTH));
            if (ring.blocks().isEmpty()) {
                continue;
            }
            margin = margin(rings);
            lines.addAll(ring(ring, range, margin, rings.size() > 1 ? MOST_LINES_OF_SEVERAL : MOST_LINES));
            open |= ring.blocks().stream().anyMatch(BlockTimes::isOpen);
            laps |= ring.blocks().stream().anyMatch(block -> !block.isThisLap());
        }
        if (margin > 0 && !range.isEmpty()) {
            lines.add(axis(margin, WIDTH - margin - 2, range, zone));
        }
        if (open || laps) {
            lines.add(" ".repeat(margin) + THIS_LAP + " this lap of the ring"
                    + (laps ? "  " + EARLIER_LAP + " the lap before" : "")
                    + (open ? "  " + OPEN + " being written" : ""));
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** Room for the block numbers, and a space. */
    private static int margin(List<RecordedBlocks> rings) {
        int highest =
                rings.stream().mapToInt(ring -> ring.pars().nBlocks() - 1).max().orElse(0);
        int digits = Integer.toString(highest).length();
        boolean grouped = rings.stream().anyMatch(ring -> ring.pars().nBlocks() > MOST_LINES_OF_SEVERAL);
        return Math.max(6, (grouped ? 2 * digits + 1 : digits) + 1);
    }

    private static List<String> ring(RecordedBlocks ring, TimeRange range, int margin, int mostLines) {
        int blocks = ring.pars().nBlocks();
        int perLine = (blocks + mostLines - 1) / mostLines;
        int count = (blocks + perLine - 1) / perLine;
        int columns = WIDTH - margin - 2;
        char[][] cells = new char[count][columns];
        for (char[] row : cells) {
            Arrays.fill(row, ' ');
        }
        for (BlockTimes block : ring.blocks()) {
            char mark = block.isOpen() ? OPEN : block.isThisLap() ? THIS_LAP : EARLIER_LAP;
            for (TimeRange piece : block.pieces()) {
                int from = column(piece.from(), range, columns);
                int to = Math.max(from, column(piece.to() - 1, range, columns));
                Arrays.fill(cells[block.number() / perLine], from, to + 1, mark);
            }
        }
        List<String> lines = new ArrayList<>();
        for (int row = count - 1; row >= 0; row--) {
            int first = row * perLine;
            int last = Math.min(blocks, first + perLine) - 1;
            String label = first == last ? Integer.toString(first) : first + "-" + last;
            String line = " ".repeat(Math.max(0, margin - 1 - label.length())) + label + " |" + new String(cells[row]);
            lines.add(line.stripTrailing());
        }
        return lines;
    }

    private static int column(long time, TimeRange range, int columns) {
        double part = (double) (time - range.from()) / Math.max(1, range.to() - range.from());
        return (int) Math.max(0, Math.min(columns - 1, (long) (part * columns)));
    }

    /**
     * {@code 2026-01-01 10:00:00      10:00:28 UTC}, under {@code columns} columns that begin at
     * {@code margin}.
     */
    static String axis(int margin, int columns, TimeRange range, ZoneId zone) {
        ZonedDateTime from = range.start().atZone(zone);
        ZonedDateTime to = range.end().atZone(zone);
        boolean sameDay = from.toLocalDate().equals(to.toLocalDate());
        DateTimeFormatter time = DateTimeFormatter.ofPattern("HH:mm:ss");
        DateTimeFormatter full = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
        String left = full.format(from);
        String right = (sameDay ? time : full).format(to) + " " + Theme.name(zone);
        int space = margin + columns - left.length() - margin - right.length();
        return " ".repeat(margin) + left + " ".repeat(Math.max(2, space)) + right;
    }
}
