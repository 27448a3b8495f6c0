package valkka.bench;

import java.util.Locale;

/**
 * One line of the table, its cells as text. A cell that makes no sense for a figure is empty.
 *
 * @param figure the name of the figure
 * @param unit the unit of the figure
 * @param ours the figure of this library
 * @param limit the figure of the machine without this library, measured beside it
 * @param ratio ours to the limit
 * @param spread from the smallest to the largest; of the ratio where there is one, else of the
 *     figure
 */
record Row(String figure, String unit, String ours, String limit, String ratio, String spread) {
    static Row of(String figure, String unit, double ours) {
        return new Row(figure, unit, number(ours), "", "", "");
    }

    /** Returns a row with the median of a sample and its range. */
    static Row of(String figure, String unit, Sample ours) {
        return of(figure, unit, ours.median()).spread(ours);
    }

    Row limit(double value) {
        return new Row(figure, unit, ours, number(value), ratio, spread);
    }

    /** Returns this row with the ratio's median, and its range as the spread. */
    Row ratio(Sample sample) {
        return new Row(figure, unit, ours, limit, number(sample.median()), spread).spread(sample);
    }

    private Row spread(Sample sample) {
        String range = sample.size() == 1 ? "" : number(sample.min()) + " .. " + number(sample.max());
        return new Row(figure, unit, ours, limit, ratio, range);
    }

    /** Returns three significant digits, or a whole number of any size in full. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", value);
    }
}
