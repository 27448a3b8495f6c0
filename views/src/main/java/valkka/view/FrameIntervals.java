package valkka.view;

import java.awt.Color;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.frame.GapRule;

/** Draws the times between pictures that follow each other. */
final class FrameIntervals implements Plot.Drawing {
    private final UnitIndex units;
    /** The time from the stream's previous unit, in ms; -1 for the first unit, and after a gap. */
    private final int[] millis;

    private final int gaps;

    FrameIntervals(UnitIndex units) {
        this.units = units;
        this.millis = new int[units.size()];
        int gapsFound = 0;
        long[] before = new long[units.streams().size()];
        Arrays.fill(before, -1);
        for (int i = 0; i < millis.length; i++) {
            int stream = units.streamNumber(i);
            long since = units.time(i) - before[stream];
            boolean gap = since < 0 || since > Integer.MAX_VALUE || units.isGap(i, since);
            boolean first = before[stream] < 0;
            gapsFound += gap && !first ? 1 : 0;
            millis[i] = first || gap ? -1 : (int) since;
            before[stream] = units.time(i);
        }
        this.gaps = gapsFound;
    }

    private String title() {
        int[] sorted = Arrays.stream(millis).filter(ms -> ms >= 0).sorted().toArray();
        if (sorted.length == 0) {
            return units.name() + ": time between " + what();
        }
        return String.format(
                Locale.ROOT,
                "%s: time between %s, median %d ms, 99 %% within %d ms%s",
                units.name(),
                what(),
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                gaps == 0 ? "" : gaps == 1 ? "; 1 gap" : "; " + gaps + " gaps");
    }

    private String what() {
        return units.hasSoundAlone() ? "packets of sound" : "pictures";
    }

    @Override
    public String text(ZoneId zone) {
        double[] largest = PixelColumns.largest(
                units.range(), TextBars.COLUMNS, millis.length, i -> millis[i] >= 0, units::time, i -> millis[i]);
        return TextBars.of(title(), "ms", largest, units.range(), zone, units.note());
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        XYChart chart = Theme.chart(title(), "time since the one before, ms", Theme.HEIGHT);
        Theme.timeAxis(chart, units.range(), zone, units.note());
        Theme.valueAxis(chart, Math.max(10, Arrays.stream(millis).max().orElse(0)));
        for (int stream = 0; stream < units.streams().size(); stream++) {
            add(chart, stream, detail);
        }
        if (chart.getSeriesCollection().isEmpty()) {
            Charts.sayEmpty(chart, units.note().isEmpty() ? "no two " + what() + " in this time" : units.note());
        } else {
            chart.getStyler().setLegendVisible(units.streams().size() > 1);
        }
        return chart;
    }

    private void add(XYChart chart, int stream, int detail) {
        PixelColumns.Points points = PixelColumns.reduce(
                units.range(),
                detail * Theme.WIDTH,
                millis.length,
                i -> millis[i] >= 0 && units.streamNumber(i) == stream,
                units::time,
                i -> millis[i],
                GapRule.thresholdMillis(units.usualMillis(stream)));
        if (!points.isEmpty()) {
            Color color = Theme.stream(stream);
            XYSeries series = chart.addSeries(units.label(stream), points.times(), points.values());
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(color).setLineStyle(Theme.THIN);
        }
    }
}
