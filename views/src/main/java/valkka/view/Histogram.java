package valkka.view;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.frame.ValkkaException;

/** Draws how often values occur: a bar for each of at most 40 equal intervals. */
final class Histogram implements Plot.Drawing {
    private static final int MOST_BARS = 40;
    private static final int[] DIGITS = {1, 2, 5};

    private final String title;
    private final String unit;
    private final int[] sorted;
    private final long first;
    private final long width;
    private final int[] counts;

    Histogram(String title, String unit, List<Integer> values) {
        if (values.isEmpty()) {
            throw ValkkaException.badArgument("Plots.histogram was given no value: give one or more");
        }
        this.title = title;
        this.unit = unit;
        this.sorted = values.stream().mapToInt(Integer::intValue).sorted().toArray();
        long span = (long) sorted[sorted.length - 1] - sorted[0];
        this.width = width(span);
        this.first = Math.floorDiv(sorted[0], width) * width;
        this.counts = new int[(int) ((sorted[sorted.length - 1] - first) / width) + 1];
        Arrays.stream(sorted).forEach(value -> counts[(int) ((value - first) / width)]++);
    }

    /** Returns the width of a bar: 1, 2 or 5 and zeros. */
    private static long width(long span) {
        for (long tens = 1; ; tens *= 10) {
            for (int digit : DIGITS) {
                if (span / (digit * tens) < MOST_BARS) {
                    return digit * tens;
                }
            }
        }
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "%s: median %d %s, 99 %% within %d %s (%,d values)",
                title,
                sorted[sorted.length / 2],
                unit,
                sorted[(int) ((sorted.length - 1) * 0.99)],
                unit,
                sorted.length);
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        XYChart chart = Theme.chart(title(), "how often", Theme.HEIGHT);
        chart.setXAxisTitle(unit);
        Theme.valueAxis(chart, Arrays.stream(counts).max().orElse(1));
        chart.getStyler().setXAxisMin((double) first - width).setXAxisMax((double) first + (counts.length + 1) * width);
        chart.getStyler().setLegendVisible(false);
        List<Double> across = new ArrayList<>();
        List<Double> up = new ArrayList<>();
        for (int bar = 0; bar < counts.length; bar++) {
            double from = first + bar * width;
            double count = counts[bar];
            across.addAll(List.of(from, from, from + width, from + width, from + width));
            up.addAll(List.of(0.0, count, count, 0.0, Double.NaN));
        }
        XYSeries series = chart.addSeries("values", across, up);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Theme.BLUE).setLineStyle(Theme.THIN);
        series.setFillColor(Theme.pale(Theme.BLUE));
        return chart;
    }

    @Override
    public String text(ZoneId zone) {
        StringBuilder text = new StringBuilder(Charts.shortened(title(), TextBars.COLUMNS));
        int most = Arrays.stream(counts).max().orElse(1);
        List<String> values = IntStream.range(0, counts.length)
                .mapToObj(bar -> String.format(Locale.ROOT, "%,d %s", first + bar * width, unit))
                .toList();
        int longest = values.stream().mapToInt(String::length).max().orElse(0);
        int room = Math.max(0, TextBars.COLUMNS - longest - 2 - 12);
        for (int bar = 0; bar < counts.length; bar++) {
            text.append(System.lineSeparator())
                    .append(" ".repeat(longest - values.get(bar).length()))
                    .append(values.get(bar))
                    .append(" |")
                    .append("█".repeat((int) Math.ceil((double) room * counts[bar] / most)))
                    .append(counts[bar] == 0 ? "" : " " + counts[bar]);
        }
        return text.toString();
    }
}
