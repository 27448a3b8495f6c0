package valkka.view;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.frame.ValkkaException;

/** Draws lines of numbers over the same whole numbers. */
final class Lines implements Plot.Drawing {
    private final String title;
    private final String acrossTitle;
    private final String upTitle;
    private final List<Integer> across;
    private final Map<String, List<Integer>> lines = new LinkedHashMap<>();

    Lines(String title, String acrossTitle, String upTitle, List<Integer> across, Map<String, List<Integer>> lines) {
        this.title = title;
        this.acrossTitle = acrossTitle;
        this.upTitle = upTitle;
        this.across = List.copyOf(across);
        if (across.isEmpty() || lines.isEmpty()) {
            throw ValkkaException.badArgument("Plots.lines was given nothing to draw: give numbers and a line");
        }
        lines.forEach((name, values) -> {
            if (values.size() != across.size()) {
                throw ValkkaException.badArgument("the line " + name + " has " + values.size() + " values for "
                        + across.size() + " numbers: give as many");
            }
            this.lines.put(name, new ArrayList<>(values));
        });
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        XYChart chart = Theme.chart(title, upTitle, Theme.HEIGHT);
        chart.setXAxisTitle(acrossTitle);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        double largest =
                lines.values().stream().mapToInt(Collections::max).max().orElse(0);
        Theme.valueAxis(chart, largest);
        lines.forEach((name, values) -> {
            XYSeries series = chart.addSeries(name, across, values);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(Theme.stream(chart.getSeriesCollection().size() - 1));
            series.setLineWidth(2);
        });
        return chart;
    }

    @Override
    public String text(ZoneId zone) {
        StringBuilder text = new StringBuilder(Charts.shortened(title, TextBars.COLUMNS));
        lines.forEach((name, values) -> text.append(System.lineSeparator())
                .append(Charts.shortened(
                        String.format(
                                Locale.ROOT,
                                "%s: %d to %d, %d at the end (%s)",
                                name,
                                Collections.min(values),
                                Collections.max(values),
                                values.get(values.size() - 1),
                                upTitle),
                        TextBars.COLUMNS)));
        return text.toString();
    }
}
