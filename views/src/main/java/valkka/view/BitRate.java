package valkka.view;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;
import valkka.fs.TimeRange;

/**
 * Draws bit rates: averages over a second, or over more where there are more seconds than pixels.
 */
final class BitRate implements Plot.Drawing {
    private static final int MOST_BINS = 450;
    private static final long[] BIN_MILLIS = {
        1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000, 86_400_000
    };

    private final UnitIndex units;
    private final TimeRange range;
    private final long binMillis;
    private final int bins;

    BitRate(UnitIndex units) {
        this(units, MOST_BINS);
    }

    private BitRate(UnitIndex units, int mostBins) {
        this.units = units;
        this.range = units.range();
        long span = range.isEmpty() ? 0 : range.to() - range.from();
        this.binMillis = Arrays.stream(BIN_MILLIS)
                .filter(bin -> span / bin <= mostBins)
                .findFirst()
                .orElse(span / mostBins);
        // The rest at the end is no whole second, and would look like a drop. A stream shorter than
        // a second has only this rest.
        this.bins = (int) Math.max(1, (span + binMillis / 2) / binMillis);
    }

    /**
     * Bits a second of a stream in each bin, NaN in a gap; of all streams together where
     * {@code stream} is -1.
     */
    private double[] rates(int stream) {
        double[] rates = new double[bins];
        boolean[] bridged = new boolean[bins];
        long before = -1;
        for (int i = 0; i < units.size(); i++) {
            if (stream >= 0 && units.streamNumber(i) != stream) {
                continue;
            }
            int bin = bin(units.time(i));
            if (bin < bins) {
                rates[bin] += units.bytes(i) * 8000.0 / length(bin);
                long since = units.time(i) - before;
                boolean continues = before >= 0 && since >= 0 && !units.isGap(i, since);
                Arrays.fill(bridged, continues ? Math.min(bin, bin(before)) : bin, bin + 1, true);
            }
            before = units.time(i);
        }
        for (int bin = 0; bin < bins; bin++) {
            rates[bin] = bridged[bin] ? rates[bin] : Double.NaN;
        }
        return rates;
    }

    private int bin(long time) {
        return (int) ((time - range.from()) / binMillis);
    }

    /** The last bin may be shorter: it ends where the next unit would have come. */
    private double length(int bin) {
        long span = range.to() - range.from();
        double spacing = (double) span * units.streams().size() / Math.max(1, units.size());
        return Math.max(1, Math.min((double) binMillis, span + spacing - (double) bin * binMillis));
    }

    private String title() {
        if (units.size() == 0) {
            return units.name() + ": bit rate";
        }
        long bytes = 0;
        for (int i = 0; i < units.size(); i++) {
            bytes += units.bytes(i);
        }
        return units.name() + ": bit rate, averages over "
                + (binMillis < 60_000 ? binMillis / 1000 + " s" : binMillis / 60_000 + " min")
                + String.format(Locale.ROOT, " (%,.1f MB in all)", bytes / 1e6);
    }

    @Override
    public String text(ZoneId zone) {
        double[] rates = units.size() == 0 ? new double[0] : rates(-1);
        double[] columns = new double[TextBars.COLUMNS];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = rates.length == 0 ? Double.NaN : rates[column * rates.length / columns.length] / 1000;
        }
        return TextBars.of(title(), "kbit/s", columns, range, zone, units.note());
    }

    @Override
    public XYChart chart(ZoneId zone, int detail) {
        return new BitRate(units, detail * MOST_BINS).draw(zone);
    }

    private XYChart draw(ZoneId zone) {
        List<double[]> all = new ArrayList<>();
        double highest = 0;
        for (int stream = 0; stream < units.streams().size(); stream++) {
            double[] rates = rates(stream);
            all.add(rates);
            highest = Math.max(
                    highest,
                    Arrays.stream(rates)
                            .filter(rate -> !Double.isNaN(rate))
                            .max()
                            .orElse(0));
        }
        boolean mega = highest >= 2e6;
        XYChart chart = Theme.chart(title(), mega ? "bit rate, Mbit/s" : "bit rate, kbit/s", Theme.HEIGHT);
        Theme.timeAxis(chart, range, zone, units.note());
        Theme.valueAxis(chart, highest / (mega ? 1e6 : 1e3));
        for (int stream = 0; stream < all.size(); stream++) {
            add(chart, stream, all.get(stream), mega ? 1e6 : 1e3);
        }
        if (units.size() == 0) {
            Charts.sayEmpty(chart, units.note().isEmpty() ? "no frames in this time" : units.note());
        }
        return chart;
    }

    private void add(XYChart chart, int stream, double[] rates, double unit) {
        List<Date> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int bin = 0; bin < rates.length; bin++) {
            times.add(Charts.date(range.from() + bin * binMillis + (long) length(bin) / 2));
            values.add(rates[bin] / unit);
        }
        XYSeries series = chart.addSeries(units.label(stream), times, values);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        series.setMarker(rates.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        series.setMarkerColor(Theme.stream(stream));
        series.setLineColor(Theme.stream(stream)).setLineStyle(Theme.THIN);
        series.setFillColor(Theme.pale(Theme.stream(stream)));
    }
}
