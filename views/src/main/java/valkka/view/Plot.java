package valkka.view;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Objects;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A plot, made by {@link Plots}: an image in a notebook, text in a terminal. A plot keeps the data
 * of the moment when it was made. Times are in UTC by default;
 * {@code Plots.blocks(fs).in(ZoneId.systemDefault())} takes another time zone.
 */
public final class Plot implements View {
    /** Pixels of the picture for each one of the page: sharp on today's screens. */
    private static final int SCALE = 2;

    private final Drawing drawing;
    private final ZoneId zone;

    /** The parts of a plot, for any time zone. */
    interface Drawing {
        XYChart chart(ZoneId zone);

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
        return drawing.chart(zone);
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
     * Writes the plot to a file: SVG when its name ends in {@code .svg}, else PNG.
     *
     * @return the file
     * @throws ValkkaException {@code IO} when it cannot be written
     */
    public Path save(Path path) {
        boolean svg = path.toString().endsWith(".svg");
        return ImageFiles.save(svg ? svg().getBytes(StandardCharsets.UTF_8) : png(), path);
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
