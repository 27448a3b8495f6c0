package valkka.view;

import java.awt.Color;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.frame.GapRule;

/** Draws the sizes of pictures: diamonds for key frames, an area for the others. */
final class FrameSizes implements Plot.Drawing {
    private static final double KIB = 1024.0;
    /** More diamonds than this would cover each other. */
    private static final int MOST_DIAMONDS = 150;

    private final UnitIndex units;

    FrameSizes(UnitIndex units) {
        this.units = units;
    }

    private String title() {
        long keys = IntStream.range(0, units.size()).filter(units::isKey).count();
        if (units.size() == 0) {
            return units.name() + ": picture sizes";
        }
        return units.hasSoundAlone()
                ? String.format(
                        Locale.ROOT, "%s: sizes of %,d packets of sound, no picture", units.name(), units.size())
                : String.format(
                        Locale.ROOT,
                        "%s: sizes of %,d pictures, %,d of them key frames",
                        units.name(),
                        units.size(),
                        keys);
    }

    @Override
    public String text(ZoneId zone) {
        double[] largest = PixelColumns.largest(
                units.range(), TextBars.COLUMNS, units.size(), i -> true, units::time, i -> units.bytes(i) / KIB);
        return TextBars.of(title(), "KiB", largest, units.range(), zone, units.note());
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        boolean sound = units.hasSoundAlone();
        XYChart chart = Theme.chart(title(), sound ? "packet size, KiB" : "picture size, KiB", Theme.HEIGHT);
        Theme.timeAxis(chart, units.range(), zone, units.note());
        Theme.valueAxis(
                chart, IntStream.range(0, units.size()).map(units::bytes).max().orElse(0) / KIB);
        boolean one = units.streams().size() == 1;
        for (int stream = 0; stream < units.streams().size(); stream++) {
            String label = one ? "" : units.label(stream) + ", ";
            Color color = Theme.stream(stream);
            addOtherPictures(chart, label + (sound ? "sound" : "other pictures"), stream, color, detail);
            addKeyFrames(chart, label + "key frames", stream, one ? Theme.RED : color, detail);
        }
        if (units.size() == 0) {
            Charts.sayEmpty(chart, units.note().isEmpty() ? "no frames in this time" : units.note());
        }
        return chart;
    }

    private void addOtherPictures(XYChart chart, String name, int stream, Color color, int detail) {
        PixelColumns.Points points = PixelColumns.reduce(
                units.range(),
                detail * Theme.WIDTH,
                units.size(),
                i -> units.streamNumber(i) == stream && !units.isKey(i),
                units::time,
                i -> units.bytes(i) / KIB,
                GapRule.thresholdMillis(units.usualMillis(stream)));
        if (!points.isEmpty()) {
            XYSeries series = chart.addSeries(name, points.times(), points.values());
            series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(color).setLineStyle(Theme.THIN);
            series.setFillColor(Theme.pale(color));
        }
    }

    private void addKeyFrames(XYChart chart, String name, int stream, Color color, int detail) {
        PixelColumns.Points points = PixelColumns.reduce(
                units.range(),
                detail * Theme.WIDTH,
                units.size(),
                i -> units.streamNumber(i) == stream && units.isKey(i),
                units::time,
                i -> units.bytes(i) / KIB,
                Long.MAX_VALUE);
        if (!points.isEmpty()) {
            XYSeries series = chart.addSeries(name, points.times(), points.values());
            series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            series.setMarker(SeriesMarkers.DIAMOND);
            series.setMarkerColor(color);
            if (points.times().size() > MOST_DIAMONDS) {
                chart.getStyler().setMarkerSize(3);
            }
        }
    }
}
