package valkka.media;

import java.util.Objects;
import valkka.fs.TimeRange;

/**
 * A piece of a stream that is not in the file that was written of it.
 *
 * @param range from the last picture in front of it that is in the file to the first one behind it, Unix ms; at the end of the stream to the
 *     last picture that was left out
 * @param picturesLeftOut how many pictures there were that could not be decoded, as what they refer to is missing
 * @param why what was found, as in {@code "frames are missing"}
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
