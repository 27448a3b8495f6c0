package valkka.view;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Pictures as PNG files, in memory: no temporary file, no display. */
final class Pngs {
    private Pngs() {}

    static byte[] of(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException("this Java has no writer for PNG");
            }
            out.flush();
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "a picture could not be made into a PNG file: " + e.getMessage(), e);
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
