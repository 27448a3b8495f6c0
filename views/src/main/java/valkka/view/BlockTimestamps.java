package valkka.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the two columns of the block table over the number of the block. */
final class BlockTimestamps implements Plot.Drawing {
    private static final int MOST_BLOCKS = 400;
    /** More markers than this would cover each other. */
    private static final int MOST_LARGE_MARKERS = 60;

    private final RecordedBlocks ring;

    BlockTimestamps(RecordedBlocks ring) {
        this.ring = ring;
    }

    @Override
    public String text(ZoneId zone) {
        return TextTimeline.of(List.of(ring), ring.range(), zone);
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        long start = ring.blocks().stream()
                .mapToLong(block -> block.block().key())
                .min()
                .orElse(0);
        long end = ring.blocks().stream().mapToLong(BlockTimes::last).max().orElse(0);
        TimeUnitOfAxis unit = TimeUnitOfAxis.of(end - start);
        XYChart chart = Theme.chart(
                ring.title(),
                ring.blocks().isEmpty()
                        ? "time"
                        : unit.label + " since " + Theme.text(Instant.ofEpochMilli(start), zone) + " "
                                + Theme.name(zone),
                Theme.HEIGHT);
        chart.setXAxisTitle("block");
        int blocks = ring.pars().nBlocks();
        XYStyler style = chart.getStyler();
        style.setXAxisMin(-0.8).setXAxisMax(blocks - 0.2);
        style.setXAxisTickMarkSpacingHint(Math.max(60, Theme.WIDTH / blocks));
        style.setXAxisTickLabelsFormattingFunction(
                Theme.wholeNumbers(blocks, block -> String.format(Locale.ROOT, "%,d", block)));
        Theme.valueAxis(chart, (end - start) / unit.millis);
        List<RecordedBlocks.Segment> runs = ring.segments(detail * MOST_BLOCKS, Long.MAX_VALUE);
        style.setMarkerSize(runs.size() > MOST_LARGE_MARKERS ? 4 : 8);
        List<Double> numbers = new ArrayList<>();
        List<Double> keys = new ArrayList<>();
        List<Double> lasts = new ArrayList<>();
        List<Double> barNumbers = new ArrayList<>();
        List<Double> bars = new ArrayList<>();
        for (RecordedBlocks.Segment run : runs) {
            double number = run.first().number();
            double key = (run.first().block().key() - start) / unit.millis;
            double last = (run.first().last() - start) / unit.millis;
            numbers.add(number);
            keys.add(key);
            lasts.add(last);
            barNumbers.addAll(List.of(number, number, number));
            bars.addAll(List.of(key, last, Double.NaN));
        }
        if (runs.isEmpty()) {
            Charts.sayEmpty(chart, "nothing is recorded yet");
            return chart;
        }
        XYSeries spans = chart.addSeries("span", barNumbers, bars);
        spans.setMarker(SeriesMarkers.NONE);
        spans.setShowInLegend(false);
        spans.setLineColor(Theme.PALE_BLUE)
                .setLineStyle(new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        add(chart, "key", numbers, keys, SeriesMarkers.DIAMOND, Theme.RED);
        add(chart, "last frame", numbers, lasts, SeriesMarkers.CIRCLE, Theme.BLUE);
        return chart;
    }

    private static void add(XYChart chart, String name, List<Double> x, List<Double> y, Marker marker, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(marker);
        series.setMarkerColor(color);
    }

    private enum TimeUnitOfAxis {
        SECONDS("seconds", 1e3),
        MINUTES("minutes", 60e3),
        HOURS("hours", 3600e3),
        DAYS("days", 86400e3);

        private final String label;
        private final double millis;

        TimeUnitOfAxis(String label, double millis) {
            this.label = label;
            this.millis = millis;
        }

        static TimeUnitOfAxis of(long spanMillis) {
            return spanMillis < 300_000
                    ? SECONDS
                    : spanMillis < 3 * 3_600_000L ? MINUTES : spanMillis < 3 * 86_400_000L ? HOURS : DAYS;
        }
    }
}
