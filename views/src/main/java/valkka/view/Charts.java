package valkka.view;

import java.awt.Color;
import java.util.Date;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Shared parts of several charts. */
final class Charts {
    private static final Color NOTHING = new Color(0, 0, 0, 0);

    private static final String NO_DATA = " ";

    private Charts() {}

    /** Returns a time as XChart takes it, Unix ms. */
    @SuppressWarnings("JavaUtilDate")
    static Date date(long mstimestamp) {
        return new Date(mstimestamp);
    }

    /** Returns the words in the middle of a chart without data; empty when it has data. */
    static String emptyNote(XYChart chart) {
        return chart.getSeriesCollection().stream()
                .filter(Charts::isEmptyNote)
                .map(XYSeries::getLabel)
                .findFirst()
                .orElse("");
    }

    /** Returns whether a series is no data, and only holds these words. */
    static boolean isEmptyNote(XYSeries series) {
        return series.getName().equals(NO_DATA);
    }

    /** A chart without data says so, in the middle. */
    static void sayEmpty(XYChart chart, String words) {
        // XChart draws no axes where there is no series at all.
        XYSeries nothing = chart.addSeries(NO_DATA, List.of(date(0), date(1)), List.of(0.0, 1.0));
        nothing.setMarker(SeriesMarkers.NONE);
        nothing.setLineColor(NOTHING);
        nothing.setShowInLegend(false);
        nothing.setLabel(words);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setAxisTicksVisible(false).setAxisTitlesVisible(false).setPlotGridLinesVisible(false);
        chart.getStyler().setAnnotationTextFontColor(Theme.INK);
        chart.getStyler()
                .setAnnotationTextFont(chart.getStyler().getAxisTitleFont().deriveFont(14f));
        chart.addAnnotation(new AnnotationText(words, chart.getWidth() / 2.0, chart.getHeight() / 2.0, true));
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** Without its middle: what tells names apart is their end as a rule. */
    static String shortenedInTheMiddle(String text, int most) {
        int front = (most - 1) / 2;
        return text.length() <= most
                ? text
                : text.substring(0, front) + "…" + text.substring(text.length() - (most - 1 - front));
    }
}
