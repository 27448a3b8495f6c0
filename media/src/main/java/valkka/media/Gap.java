package valkka.media;

import java.util.Objects;
import valkka.fs.TimeRange;

/**
 * A piece of a stream that an exported file lacks.
 *
 * @param range from the file's last picture in front of the gap to its first picture behind the
 *     gap, Unix ms; at the end of the stream to the last picture that was left out
 * @param picturesLeftOut the number of pictures that could not be decoded, because they refer to
 *     missing pictures
 * @param why the cause, as in {@code "frames are missing"}
 */
public record Gap(TimeRange range, long picturesLeftOut, String why) {
    /** Makes a gap; the range and the reason must not be null. */
    public Gap {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(why, "why");
    }

    @Override
    public String toString() {
        return range + ": " + why
                + (picturesLeftOut == 0
                        ? ""
                        : ", and " + picturesLeftOut + " pictures up to the next key frame are left out");
    }
}
