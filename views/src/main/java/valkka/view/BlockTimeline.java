package valkka.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.fs.TimeRange;

/**
 * Draws rings over time: a bar for each block, time across, the block's number up. The laps of a
 * ring rise from left to right; one has its block numbers at the axis, several stand above each
 * other, each with its name.
 */
final class BlockTimeline implements Plot.Drawing {
    private static final int ROOM_FOR_TEXT = 150;
    private static final int LANE_HEIGHT = 110;
    /** How much of its lane a ring takes. */
    private static final double LANE = 0.8;
    /** Of a ring; there are no more pixels. */
    private static final int MOST_BARS = 1000;

    private final List<RecordedBlocks> rings;
    private final String note;

    BlockTimeline(List<RecordedBlocks> recorded) {
        List<TimeRange> pieces = recorded.stream()
                .flatMap(ring -> ring.blocks().stream())
                .flatMap(block -> block.pieces().stream())
                .toList();
        FarTimes ends = FarTimes.in(pieces.stream()
                .flatMapToLong(piece -> LongStream.of(piece.from(), piece.to()))
                .toArray());
        FarTimes far = new FarTimes(
                ends.drawn(),
                (int) pieces.stream().filter(piece -> !ends.draws(piece)).count(),
                ends.furthest());
        this.rings = far.count() == 0
                ? recorded
                : recorded.stream().map(ring -> ring.without(far)).toList();
        this.note = far.note("span");
    }

    private TimeRange range() {
        return rings.stream().map(RecordedBlocks::range).reduce(TimeRange.EMPTY, TimeRange::union);
    }

    @Override
    public String text(ZoneId zone) {
        return TextTimeline.of(rings, range(), zone) + (note.isEmpty() ? "" : System.lineSeparator() + note);
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        boolean single = rings.size() == 1;
        int height = single ? 460 : ROOM_FOR_TEXT + LANE_HEIGHT * Math.max(2, Math.min(8, rings.size()));
        String title = single ? rings.get(0).title() : "Blocks of " + rings.size() + " recordings";
        XYChart chart = Theme.chart(title, single ? "block" : "", height);
        TimeRange range = range();
        Theme.timeAxis(chart, range, zone, note);
        double row = single
                ? (height - ROOM_FOR_TEXT) / (double) rings.get(0).pars().nBlocks()
                : (height - ROOM_FOR_TEXT)
                        * LANE
                        / rings.size()
                        / rings.stream()
                                .mapToInt(BlockTimeline::rowsInUse)
                                .max()
                                .orElse(1);
        float bar = single
                ? (float) Math.max(2.5, Math.min(22, 0.62 * row))
                : (float) Math.max(4, Math.min(22, 0.85 * row));
        // Not told by colour alone: a block of the earlier lap is thin, and the open block is thick.
        add(chart, "earlier lap", block -> !block.isOpen() && !block.isThisLap(), Theme.PALE_BLUE, bar / 2, detail);
        add(chart, "this lap", block -> !block.isOpen() && block.isThisLap(), Theme.BLUE, bar, detail);
        add(chart, "being written", BlockTimes::isOpen, Theme.RED, bar * 1.15f, detail);
        if (chart.getSeriesCollection().isEmpty()) {
            // With no series XChart looks for labels of several rows for ever.
            Charts.sayEmpty(chart, note.isEmpty() ? "nothing is recorded yet" : note);
        } else {
            rows(chart, single);
        }
        return chart;
    }

    private void rows(XYChart chart, boolean single) {
        XYStyler style = chart.getStyler();
        int count = single ? rings.get(0).pars().nBlocks() : rings.size();
        double spacing = (chart.getHeight() - ROOM_FOR_TEXT) / (double) count;
        style.setYAxisMin(-0.8).setYAxisMax(count - 0.2).setYAxisTickMarkSpacingHint((int) Math.max(24, 1.1 * spacing));
        List<String> names = single ? List.of() : names();
        style.setYAxisTickLabelsFormattingFunction(
                Theme.wholeNumbers(count, row -> single ? Integer.toString(row) : names.get(row)));
    }

    /** From below to above. Equal ones get a number. */
    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (RecordedBlocks ring : rings) {
            String name = Charts.shortenedInTheMiddle(ring.name(), Theme.LONGEST_LABEL);
            for (int i = 2; names.contains(name); i++) {
                String number = " (" + i + ")";
                name = Charts.shortenedInTheMiddle(ring.name(), Theme.LONGEST_LABEL - number.length()) + number;
            }
            names.add(name);
        }
        Collections.reverse(names);
        return names;
    }

    private void add(XYChart chart, String name, Predicate<BlockTimes> which, Color color, float bar, int detail) {
        List<Date> times = new ArrayList<>();
        List<Double> rows = new ArrayList<>();
        // Narrower than this it would not show.
        long narrow = Math.max(1, (range().to() - range().from()) / (600L * detail));
        for (int i = 0; i < rings.size(); i++) {
            RecordedBlocks ring = rings.get(i);
            int blocks = rowsInUse(ring);
            for (RecordedBlocks.Segment run : ring.segments(detail * MOST_BARS, narrow)) {
                if (which.test(run.first())) {
                    for (TimeRange piece : run.pieces()) {
                        Date end = Charts.date(Math.max(piece.to(), piece.from() + narrow));
                        times.addAll(List.of(Charts.date(piece.from()), end, end));
                        rows.addAll(List.of(
                                row(i, run.first().number(), blocks),
                                row(i, run.last().number(), blocks),
                                Double.NaN));
                    }
                }
            }
        }
        if (!times.isEmpty()) {
            XYSeries series = chart.addSeries(name, times, rows);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(color);
            series.setLineStyle(new BasicStroke(bar, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        }
    }

    /**
     * A lane has no room for blocks that were never written: there its bars would be hairlines at
     * the bottom.
     */
    private static int rowsInUse(RecordedBlocks ring) {
        return 1 + ring.blocks().stream().mapToInt(BlockTimes::number).max().orElse(0);
    }

    private double row(int ring, int block, int blocks) {
        if (rings.size() == 1) {
            return block;
        }
        return rings.size() - 1 - ring + LANE * ((block + 0.5) / blocks - 0.5);
    }
}
