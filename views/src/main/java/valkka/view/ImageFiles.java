package valkka.view;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Pictures as files of PNG and JPEG, made in memory: no temporary file, no display. */
public final class ImageFiles {
    private static final float JPEG_QUALITY = 0.88f;

    private ImageFiles() {}

    static byte[] png(BufferedImage image) {
        return encode(image, "png");
    }

    /** Returns a picture as a JPEG file. */
    public static byte[] jpeg(BufferedImage image) {
        return encode(image, "jpeg");
    }

    /** PNG for a name that ends in {@code .png}, else JPEG. */
    static byte[] forName(BufferedImage image, Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".png") ? png(image) : jpeg(image);
    }

    private static byte[] encode(BufferedImage image, String format) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
            out.flush();
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "a picture could not be made into " + format + ": " + e.getMessage(), e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static Path save(byte[] content, Path path) {
        try {
            return Files.write(path, content);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the picture could not be written to " + path + ": " + e, e);
        }
    }
}
