package valkka.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.fs.Block;
import valkka.fs.TimeRange;
import valkka.play.SeekAnatomy;

/** Draws a seek on the timeline of a ring: the blocks around the loaded ones, and what was done. */
final class SeekTimeline implements Plot.Drawing {
    /** How many blocks are drawn in front of the loaded ones, and behind. */
    private static final int NEIGHBOURS = 3;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final BasicStroke HAIR = new BasicStroke(1.6f);
    private static final BasicStroke LOADED = new BasicStroke(7f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    private static final Color GREEN = Theme.stream(2);

    private final SeekAnatomy anatomy;
    private final RecordedBlocks around;
    private final BlockTimeline timeline;

    SeekTimeline(RecordedBlocks recorded, SeekAnatomy anatomy) {
        this.anatomy = anatomy;
        List<BlockTimes> all = recorded.blocks();
        int[] loaded =
                IntStream.range(0, all.size()).filter(i -> isLoaded(all.get(i))).toArray();
        int first = loaded.length == 0 ? 0 : Math.max(0, loaded[0] - NEIGHBOURS);
        int last = loaded.length == 0 ? all.size() : Math.min(all.size(), loaded[loaded.length - 1] + NEIGHBOURS + 1);
        this.around = new RecordedBlocks(recorded.name(), recorded.pars(), all.subList(first, last));
        this.timeline = new BlockTimeline(List.of(around));
    }

    private boolean isLoaded(BlockTimes block) {
        return anatomy.blocks().stream().map(Block::number).anyMatch(number -> number == block.number());
    }

    @Override
    public String text(ZoneId zone) {
        return timeline.text(zone) + System.lineSeparator() + anatomy;
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        XYChart chart = timeline.chart(zone, detail);
        chart.setTitle(String.format(
                Locale.ROOT,
                "%s: a seek to %s, %.1f ms, %,d bytes read",
                around.name(),
                CLOCK.format(Instant.ofEpochMilli(anatomy.asked()).atZone(zone)),
                anatomy.nanos() / 1e6,
                anatomy.bytesRead()));
        addLoaded(chart);
        addKeyFrames(chart);
        long rows = around.pars().nBlocks();
        XYSeries asked = chart.addSeries(
                "the time",
                List.of(Charts.date(anatomy.time()), Charts.date(anatomy.time())),
                List.of(-0.8, rows - 0.2));
        asked.setMarker(SeriesMarkers.NONE).setLineColor(Theme.RED).setLineStyle(HAIR);
        return chart;
    }

    private void addLoaded(XYChart chart) {
        List<Date> times = new ArrayList<>();
        List<Double> rows = new ArrayList<>();
        for (BlockTimes block : around.blocks()) {
            if (isLoaded(block)) {
                for (TimeRange piece : block.pieces()) {
                    Date end = Charts.date(piece.to());
                    times.addAll(List.of(Charts.date(piece.from()), end, end));
                    rows.addAll(List.of((double) block.number(), (double) block.number(), Double.NaN));
                }
            }
        }
        if (!times.isEmpty()) {
            XYSeries series = chart.addSeries("loaded", times, rows);
            series.setMarker(SeriesMarkers.NONE).setLineColor(GREEN).setLineStyle(LOADED);
        }
    }

    /** A diamond at each key frame, and the way that is passed over from there to the time. */
    private void addKeyFrames(XYChart chart) {
        List<Date> keys = new ArrayList<>();
        List<Double> rows = new ArrayList<>();
        List<Date> ways = new ArrayList<>();
        List<Double> wayRows = new ArrayList<>();
        for (SeekAnatomy.Start start : anatomy.starts()) {
            if (start.keyFrame() >= 0) {
                double row = rowOf(start.keyFrame());
                keys.add(Charts.date(start.keyFrame()));
                rows.add(row);
                Date end = Charts.date(anatomy.time());
                ways.addAll(List.of(Charts.date(start.keyFrame()), end, end));
                wayRows.addAll(List.of(row, row, Double.NaN));
            }
        }
        if (!keys.isEmpty()) {
            XYSeries way = chart.addSeries("passed over", ways, wayRows);
            way.setMarker(SeriesMarkers.NONE).setLineColor(Theme.stream(1)).setLineStyle(HAIR);
            XYSeries key = chart.addSeries("key frame", keys, rows);
            key.setLineStyle(new BasicStroke(0f)).setLineColor(new Color(0, 0, 0, 0));
            key.setMarker(SeriesMarkers.DIAMOND).setMarkerColor(Theme.stream(1));
        }
    }

    /** Returns the block that a time is in. */
    private double rowOf(long time) {
        return around.blocks().stream()
                .filter(block -> block.pieces().stream().anyMatch(piece -> piece.contains(time)))
                .mapToInt(BlockTimes::number)
                .findFirst()
                .orElse(0);
    }
}
