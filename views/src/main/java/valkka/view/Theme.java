package valkka.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import valkka.fs.TimeRange;

/**
 * How all plots look: flat and calm, a light grid, few colours, wide enough for a notebook. A plot
 * follows the theme of a page where its script runs ({@link PlotPage}). The picture of it is a white
 * card everywhere: it is drawn before anybody knows the theme of the page that will show it, and no
 * ink reads well on both white and black.
 */
final class Theme {
    static final int WIDTH = 900;
    static final int HEIGHT = 380;

    static final Color INK = new Color(0x33383d);
    static final Color GRID = new Color(0xe6e8eb);
    static final Color BLUE = new Color(0x2f6f9f);
    static final Color PALE_BLUE = new Color(0x7b95ad);
    private static final Color DIM_BLUE = new Color(0x567490);
    static final Color RED = new Color(0xd1495b);
    static final BasicStroke THIN = new BasicStroke(1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    /**
     * The streams of a recording, in the order of their ids. They differ in lightness too, so that
     * the colour-blind tell them apart; PaletteTest computes that, here and on a dark page.
     */
    static final List<Color> STREAMS =
            List.of(BLUE, new Color(0xc4852c), new Color(0x285228), new Color(0x5c3064), new Color(0x6b7580));

    private static final Map<Integer, Color> IN_DARK = Map.of(
            rgb(PALE_BLUE),
            DIM_BLUE,
            rgb(BLUE),
            new Color(0x6fb0e0),
            rgb(STREAMS.get(1)),
            new Color(0xe0ac63),
            rgb(STREAMS.get(2)),
            new Color(0xa5f9cb),
            rgb(STREAMS.get(3)),
            new Color(0x96749e),
            rgb(STREAMS.get(4)),
            new Color(0xc6d3e0));

    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    private Theme() {}

    static Color stream(int number) {
        return STREAMS.get(number % STREAMS.size());
    }

    static Color pale(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 60);
    }

    /**
     * Returns what a colour is on a dark page: paler and brighter, so that it stands out as much as
     * on a white one. What is pale on white is dim there.
     */
    static Color inDark(Color color) {
        Color known = IN_DARK.get(rgb(color));
        if (known != null) {
            return new Color(known.getRed(), known.getGreen(), known.getBlue(), color.getAlpha());
        }
        float[] parts = Color.RGBtoHSB(color.getRed(), color.getGreen(), color.getBlue(), null);
        Color bright = Color.getHSBColor(parts[0], 0.72f * parts[1], Math.max(0.88f, parts[2]));
        return new Color(bright.getRed(), bright.getGreen(), bright.getBlue(), color.getAlpha());
    }

    private static int rgb(Color color) {
        return color.getRGB() & 0xffffff;
    }

    static XYChart chart(String title, String yTitle, int height) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(height)
                .title(title)
                .yAxisTitle(yTitle)
                .build();
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        XYStyler style = chart.getStyler();
        style.setLocale(Locale.ROOT)
                .setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(INK)
                .setChartPadding(12)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(font.deriveFont(Font.BOLD, 14f))
                .setChartTitlePadding(10)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(font)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setPlotContentSize(1)
                .setAntiAlias(true);
        style.setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setPlotMargin(0)
                .setAxisTickMarksColor(GRID)
                .setAxisTicksLineVisible(false)
                .setAxisTickLabelsFont(font)
                .setAxisTickLabelsColor(INK)
                .setAxisTitleFont(font);
        return chart;
    }

    /**
     * Makes the axis across one of time: from the beginning of {@code range} to its end, with a
     * little room at both ends.
     *
     * @param note what the axis leaves out; empty for nothing
     */
    static void timeAxis(XYChart chart, TimeRange range, ZoneId zone, String note) {
        long span = range.isEmpty() ? 0 : range.to() - range.from();
        long room = span / 60 + 1;
        XYStyler style = chart.getStyler();
        style.setXAxisMin((double) (range.from() - room)).setXAxisMax((double) (range.from() + span + room));
        style.setTimezone(TimeZone.getTimeZone(zone))
                .setDatePattern(pattern(span))
                .setXAxisTickMarkSpacingHint(span < 5_000 || span >= 172_800_000L ? 130 : 110);
        chart.setXAxisTitle(timeTitle(range, zone) + (note.isEmpty() ? "" : "; " + note));
    }

    /** {@code UTC}, {@code Europe/Berlin}, {@code +02:00}. */
    static String name(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    /**
     * Makes the axis up one from 0 to {@code largest}, with room for the line at 0 and for what
     * stands at the top.
     */
    static void valueAxis(XYChart chart, double largest) {
        double top = largest > 0 ? largest : 1;
        chart.getStyler().setYAxisMin(-0.03 * top).setYAxisMax(1.1 * top).setYAxisDecimalPattern("#,##0.##");
    }

    /** The longest label of a tick, in letters: XChart looks for room for longer ones for ever. */
    static final int LONGEST_LABEL = 20;

    /**
     * Returns the function of {@link XYStyler#setXAxisTickLabelsFormattingFunction} for an axis of
     * whole numbers from 0 to {@code count - 1}. XChart also asks for ticks between these numbers
     * and beyond the ends; their labels are spaces. XChart draws no label at all when the labels of
     * both ends are equal, so the spaces differ.
     *
     * @param label of at most {@link #LONGEST_LABEL} letters
     */
    static Function<Double, String> wholeNumbers(int count, IntFunction<String> label) {
        return value -> {
            long whole = Math.round(value);
            boolean seen = Math.abs(value - whole) < 1e-6 && whole >= 0 && whole < count;
            return seen ? label.apply((int) whole) : value < 0 ? " " : "  ";
        };
    }

    /** {@code time on 2026-01-01 (UTC)}. */
    static String timeTitle(TimeRange range, ZoneId zone) {
        if (range.isEmpty()) {
            return "time (" + name(zone) + ")";
        }
        String from = DAY.format(range.start().atZone(zone));
        String to = DAY.format(range.end().atZone(zone));
        return (from.equals(to) ? "time on " + from : "time, " + from + " to " + to) + " (" + name(zone) + ")";
    }

    /** {@code 2026-01-01 10:00:00}. */
    static String text(Instant time, ZoneId zone) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").format(time.atZone(zone));
    }

    private static String pattern(long spanMillis) {
        if (spanMillis < 5_000) {
            return "HH:mm:ss.SSS";
        }
        if (spanMillis < 900_000) {
            return "HH:mm:ss";
        }
        return spanMillis < 86_400_000L ? "HH:mm" : spanMillis < 6 * 86_400_000L ? "MM-dd HH:mm" : "yyyy-MM-dd";
    }
}
