package valkka.media;

import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.Objects;

/**
 * A picture of a recording, decoded.
 *
 * @param id the id of its stream
 * @param mstimestamp when it was taken, Unix ms
 * @param image its pixels, of the type {@link BufferedImage#TYPE_3BYTE_BGR}
 * @param damaged whether parts of the picture could not be decoded and are guessed
 */
public record Picture(long id, long mstimestamp, BufferedImage image, boolean damaged) {
    /** Makes a picture; the image must not be null. */
    public Picture {
        Objects.requireNonNull(image, "image");
    }

    /** {@link #mstimestamp()} as an {@code Instant}. */
    public Instant timestamp() {
        return Instant.ofEpochMilli(mstimestamp);
    }

    /** One line: {@code 640x360 picture of id 1001 at 2026-01-01T10:00:00Z}. */
    @Override
    public String toString() {
        return image.getWidth() + "x" + image.getHeight() + " picture of id " + id + " at " + timestamp()
                + (damaged ? ", damaged" : "");
    }
}
