package valkka.kernel;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.internal.chartpart.Chart;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.view.Plot;
import valkka.view.View;

/** Shows pictures: the library's own, XChart's charts, and any other image. */
final class PictureOutput {
    /** Pixels for each one of the page, so that charts are sharp on today's screens. */
    private static final int SCALE = 2;

    private PictureOutput() {}

    static Output of(View view) {
        if (view instanceof Plot plot) {
            byte[] png = plot.png();
            Output picture = Output.picture(plot.toString(), Output.PNG, png, plot.width());
            return Output.html(plot.toString(), plot.html()).with(picture);
        }
        return Output.picture(view.toString(), view.mimeType(), view.bytes(), view.width());
    }

    static Output of(Chart<?, ?> chart) {
        BufferedImage image =
                new BufferedImage(SCALE * chart.getWidth(), SCALE * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
        } finally {
            graphics.dispose();
        }
        String text = "chart '" + chart.getTitle() + "', " + chart.getWidth() + "x" + chart.getHeight();
        return Output.picture(text, Output.PNG, encoded(image, "png"), chart.getWidth());
    }

    /** A photograph is far smaller as JPEG, which has no transparency. */
    static Output of(BufferedImage image) {
        String text = "picture, " + image.getWidth() + "x" + image.getHeight();
        return image.getColorModel().hasAlpha()
                ? Output.picture(text, Output.PNG, encoded(image, "png"), 0)
                : Output.picture(text, Output.JPEG, encoded(image, "jpeg"), 0);
    }

    private static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Not ImageIO's own cache, which is a temporary file.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, format, out)) {
                throw new IOException("this Java has no writer for " + format);
            }
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the picture cannot be shown: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }
}
