package valkka.view;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.frame.GapRule;
import valkka.fs.TimeRange;
import valkka.media.Activity;

/** Draws how large pictures are beside the quiet level, and the moments of motion. */
final class ActivityLevel implements Plot.Drawing {
    private final Activity activity;
    private final TimeRange range;

    ActivityLevel(Activity activity) {
        this.activity = activity;
        this.range = new TimeRange(activity.time(0), activity.time(activity.pictures() - 1));
    }

    private String title() {
        int moments = activity.moments().size();
        return "Activity of id " + activity.id() + ": " + moments + (moments == 1 ? " moment" : " moments");
    }

    private String note() {
        return activity.notes().isEmpty() ? "" : "the bit rate is almost constant";
    }

    @Override
    public String text(ZoneId zone) {
        double[] largest = PixelColumns.largest(
                range, TextBars.COLUMNS, activity.pictures(), i -> true, activity::time, activity::level);
        return TextBars.of(title(), "x quiet", largest, range, zone, note());
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        XYChart chart = Theme.chart(title(), "size of pictures, times the quiet level", Theme.HEIGHT);
        Theme.timeAxis(chart, range, zone, note());
        double highest = activity.moments().stream()
                .mapToDouble(Activity.Moment::score)
                .max()
                .orElse(2);
        Theme.valueAxis(chart, highest);
        addMoments(chart, highest);
        add(chart, detail, "level", activity::level).setLineColor(Theme.BLUE).setLineStyle(Theme.THIN);
        add(chart, detail, "threshold", activity::threshold)
                .setLineColor(Theme.RED)
                .setLineStyle(Theme.THIN);
        return chart;
    }

    /** As areas over their whole height, behind the lines. */
    private void addMoments(XYChart chart, double highest) {
        List<Date> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (Activity.Moment moment : activity.moments()) {
            long from = moment.range().from();
            long to = Math.max(from + 1, moment.range().to());
            Date end = Charts.date(to);
            times.addAll(List.of(Charts.date(from), Charts.date(from), end, end, end));
            values.addAll(List.of(0.0, 1.1 * highest, 1.1 * highest, 0.0, Double.NaN));
        }
        if (!times.isEmpty()) {
            XYSeries series = chart.addSeries("motion", times, values);
            series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(Theme.pale(Theme.RED)).setLineStyle(Theme.THIN);
            series.setFillColor(Theme.pale(Theme.RED));
        }
    }

    private XYSeries add(XYChart chart, int detail, String name, IntToDoubleFunction value) {
        PixelColumns.Points points = PixelColumns.reduce(
                range,
                detail * Theme.WIDTH,
                activity.pictures(),
                i -> true,
                activity::time,
                value,
                GapRule.SHORTEST_GAP_MILLIS);
        XYSeries series = chart.addSeries(name, points.times(), points.values());
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }
}
