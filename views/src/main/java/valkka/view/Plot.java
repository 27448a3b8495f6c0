package valkka.view;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Objects;
import java.util.stream.Collectors;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A plot, made by {@link Plots}: explored in a notebook, a picture in a file, text in a terminal. A
 * plot keeps the data of the moment when it was made. Times are in UTC by default;
 * {@code Plots.blocks(fs).in(ZoneId.systemDefault())} takes another time zone.
 */
public final class Plot implements View {
    /** Pixels of the picture for each one of the page: sharp on today's screens. */
    private static final int SCALE = 2;

    /** In a page one zooms to an eighth of the plot and sees as much as in the picture of a part. */
    private static final int MOST_DETAIL = 8;
    /** The data of a page: about 100 kB. */
    private static final int MOST_POINTS = 20_000;

    private final Drawing drawing;
    private final ZoneId zone;

    /** The parts of a plot, for any time zone. */
    interface Drawing {
        /** @param detail how many times as many points as the picture has pixels across */
        XYChart chart(ZoneId zone, int detail);

        String text(ZoneId zone);
    }

    Plot(Drawing drawing) {
        this(drawing, ZoneId.of("UTC"));
    }

    private Plot(Drawing drawing, ZoneId zone) {
        this.drawing = drawing;
        this.zone = zone;
    }

    /** Returns the same plot with its times in another zone. */
    public Plot in(ZoneId newZone) {
        return new Plot(drawing, Objects.requireNonNull(newZone, "newZone"));
    }

    /**
     * Returns the XChart chart behind it, a new one at each call: change what you like, it is
     * yours.
     */
    public XYChart chart() {
        return drawing.chart(zone, 1);
    }

    @Override
    public int width() {
        return chart().getWidth();
    }

    @Override
    public int height() {
        return chart().getHeight();
    }

    /**
     * Returns the picture, twice as wide and as high as {@link #width()} and {@link #height()}, so
     * that it is sharp.
     */
    public BufferedImage image() {
        XYChart chart = chart();
        BufferedImage image =
                new BufferedImage(SCALE * chart.getWidth(), SCALE * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** Returns the picture as a PNG file. */
    public byte[] png() {
        return ImageFiles.png(image());
    }

    /**
     * Returns the plot as a piece of HTML that can be explored: zoom by dragging, move, read values
     * under the pointer. It follows the light or dark theme of its page, and loads nothing. Where no
     * script runs it is the picture.
     *
     * <p>It holds about 20,000 points at most, or as many as the picture shows. To see more in a long
     * recording, plot a shorter range.
     */
    public String html() {
        return html(png());
    }

    /** @param png {@link #png()}, for those who need both */
    String html(byte[] png) {
        XYChart picture = chart();
        int points = picture.getSeriesCollection().stream()
                .mapToInt(series -> series.getXData().length)
                .sum();
        int detail = Math.max(1, Math.min(MOST_DETAIL, MOST_POINTS / Math.max(1, points)));
        String json = PlotData.json(drawing.chart(zone, detail), zone);
        return PlotPage.html(json, png, picture.getWidth(), words(picture));
    }

    /** Returns the facts of a plot, for those who hear the page. */
    private static String words(XYChart picture) {
        String shown = picture.getSeriesCollection().stream()
                .filter(series -> series.isShowInLegend())
                .map(series -> series.getLabel() == null ? series.getName() : series.getLabel())
                .distinct()
                .collect(Collectors.joining(", "));
        return "plot: " + picture.getTitle() + (shown.isEmpty() ? "" : "; shows " + shown) + "; across: "
                + picture.getXAxisTitle();
    }

    @Override
    public String mimeType() {
        return "image/png";
    }

    /** {@link #png()}. */
    @Override
    public byte[] bytes() {
        return png();
    }

    /** Returns the plot as an SVG document. */
    public String svg() {
        try {
            return new String(ChartEncoder.getBytes(chart(), "svg"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the plot could not be made into SVG: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the plot to a file: SVG when its name ends in {@code .svg}, a page that can be explored
     * when it ends in {@code .html}, else PNG.
     *
     * @return the file
     * @throws ValkkaException {@code IO} when it cannot be written
     */
    public Path save(Path path) {
        String name = path.toString();
        return ImageFiles.save(
                name.endsWith(".svg")
                        ? svg().getBytes(StandardCharsets.UTF_8)
                        : name.endsWith(".html")
                                ? PlotPage.standing(chart().getTitle(), html()).getBytes(StandardCharsets.UTF_8)
                                : png(),
                path);
    }

    /** {@link #save(Path)}. */
    public Path save(String path) {
        return save(Path.of(path));
    }

    /** Returns the plot as text of at most 80 columns. */
    @Override
    public String toString() {
        return drawing.text(zone);
    }
}
