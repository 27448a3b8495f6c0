package valkka.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Diamond;
import org.knowm.xchart.style.markers.None;
import valkka.frame.ValkkaException;

/**
 * A chart as the page's script takes it: views/plot/src/data.ts. It is made of the same chart as the
 * picture, so both show the same.
 */
final class PlotData {
    /** The page has its title and the names of its series outside of the drawing. */
    private static final int AROUND = 60;
    /** As many names of rows as can be read. */
    private static final int MOST_NAMES = 64;
    /** More exact than a reader sees, and half as long. */
    private static final MathContext DIGITS = new MathContext(6);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final XYChart chart;
    private final ZoneId zone;

    private PlotData(XYChart chart, ZoneId zone) {
        this.chart = chart;
        this.zone = zone;
    }

    static String json(XYChart chart, ZoneId zone) {
        try {
            return MAPPER.writeValueAsString(new PlotData(chart, zone).plot());
        } catch (JsonProcessingException e) {
            throw ValkkaException.badArgument("a plot cannot be written: " + e.getOriginalMessage());
        }
    }

    private Map<String, Object> plot() {
        XYStyler style = chart.getStyler();
        Map<String, Object> plot = new LinkedHashMap<>();
        plot.put("title", chart.getTitle());
        plot.put("width", chart.getWidth());
        plot.put("height", chart.getHeight() - AROUND);
        plot.put("zone", Theme.name(zone));
        plot.put(
                "x",
                axis(
                        style.getDatePattern() == null ? "number" : "time",
                        chart.getXAxisTitle(),
                        ends(style.getXAxisMin(), style.getXAxisMax(), XYSeries::getXData),
                        style.getXAxisTickLabelsFormattingFunction()));
        plot.put(
                "y",
                axis(
                        "number",
                        chart.getYAxisTitle(),
                        ends(style.getYAxisMin(), style.getYAxisMax(), XYSeries::getYData),
                        style.getYAxisTickLabelsFormattingFunction()));
        plot.put("note", Charts.emptyNote(chart));
        plot.put("legend", style.isLegendVisible());
        plot.put(
                "series",
                chart.getSeriesCollection().stream()
                        .filter(series -> !Charts.isEmptyNote(series))
                        .map(this::series)
                        .toList());
        return plot;
    }

    /** The ends of an axis; those that the chart leaves open are the ends of the data. */
    private double[] ends(@Nullable Double from, @Nullable Double to, Function<XYSeries, double[]> values) {
        double[] data = chart.getSeriesCollection().stream()
                .flatMapToDouble(series -> Arrays.stream(values.apply(series)))
                .filter(value -> !Double.isNaN(value))
                .toArray();
        double least = from != null ? from : Arrays.stream(data).min().orElse(0);
        double most = to != null ? to : Arrays.stream(data).max().orElse(1);
        return new double[] {least, most > least ? most : least + 1};
    }

    private static Map<String, Object> axis(
            String kind, String title, double[] ends, @Nullable Function<Double, String> labels) {
        Map<String, Object> axis = new LinkedHashMap<>();
        axis.put("kind", kind);
        axis.put("title", title);
        axis.put("from", ends[0]);
        axis.put("to", ends[1]);
        axis.put("whole", labels != null);
        int rows = (int) Math.floor(ends[1]) + 1;
        if (labels != null && rows <= MOST_NAMES) {
            List<String> names = IntStream.range(0, rows)
                    .mapToObj(row -> labels.apply((double) row))
                    .toList();
            if (!names.equals(
                    IntStream.range(0, rows).mapToObj(Integer::toString).toList())) {
                axis.put("labels", names);
            }
        }
        return axis;
    }

    private Map<String, Object> series(XYSeries series) {
        XYSeriesRenderStyle style = series.getXYSeriesRenderStyle().orElse(XYSeriesRenderStyle.Line);
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("name", series.getLabel());
        given.put("legend", series.isShowInLegend());
        given.put("style", style == XYSeriesRenderStyle.Area ? "area" : "line");
        given.put("marker", marker(series));
        given.put("size", chart.getStyler().getMarkerSize());
        boolean line =
                style != XYSeriesRenderStyle.Scatter && series.getLineColor().getAlpha() > 0;
        given.put("width", line ? width(series) : 0);
        given.put("stroke", colors(line ? series.getLineColor() : series.getMarkerColor()));
        given.put("fill", style == XYSeriesRenderStyle.Area ? colors(series.getFillColor()) : List.of());
        double[] across = series.getXData();
        double[] steps = new double[across.length];
        for (int i = 0; i < across.length; i++) {
            steps[i] = across[i] - (i == 0 ? 0 : across[i - 1]);
        }
        given.put("steps", numbers(steps));
        given.put("up", numbers(series.getYData()));
        return given;
    }

    private static float width(XYSeries series) {
        float own = series.getLineWidth();
        return own >= 0 ? own : series.getLineStyle().getLineWidth();
    }

    private static String marker(XYSeries series) {
        return series.getMarker() instanceof None
                ? "none"
                : series.getMarker() instanceof Diamond ? "diamond" : "circle";
    }

    /** Returns a colour for light pages and one for dark pages. */
    private static List<String> colors(Color color) {
        return List.of(css(color), css(Theme.inDark(color)));
    }

    private static String css(Color color) {
        return String.format("#%06x%02x", color.getRGB() & 0xffffff, color.getAlpha());
    }

    /** A value of NaN is null. Whole numbers stay as they are: they may be times. */
    private static List<@Nullable Number> numbers(double[] values) {
        List<@Nullable Number> numbers = new ArrayList<>(values.length);
        for (double value : values) {
            boolean whole = value == Math.rint(value);
            numbers.add(
                    Double.isNaN(value)
                            ? null
                            : whole
                                    ? (Number) (long) value
                                    : (Number)
                                            new BigDecimal(value).round(DIGITS).doubleValue());
        }
        return numbers;
    }
}
