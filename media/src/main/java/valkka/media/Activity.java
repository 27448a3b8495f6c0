package valkka.media;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * When something moved in front of a camera, told by the sizes of its pictures. A picture between
 * key frames describes only what has changed, so it grows with motion. Nothing is decoded, and only
 * the headers of frames are read. libValkka has no such class.
 *
 * <pre>{@code
 * Activity activity = Activity.find(fs, 925412, fs.getTimeRange());
 * activity.moments().forEach(System.out::println);
 * }</pre>
 *
 * <p>The running mean of the sizes over one group of pictures, key frames left out, is compared with
 * the quiet level: the level under which the quietest third of four minutes around the moment stays.
 * The ratio of both is {@link #level}. A moment of motion begins where the level exceeds
 * {@link #threshold}, which grows with the unrest of the quiet time, and reaches as far as half of
 * the excess. No moment begins in the two seconds behind a beginning or a gap, where an encoder
 * looks for its bit rate. So neither the bit rate nor its slow changes matter, as those of night and day.
 *
 * <p>This needs a camera whose bit rate varies with the scene. At a strictly constant bit rate all
 * groups are as large as the rate says: {@link #notes} warns of such a stream. Rain, snow, leaves
 * in the wind, headlights and insects are motion, too.
 */
public final class Activity {
    private final long id;
    private final TimeRange range;
    private final PictureSizes sizes;
    private final ActivityLevels levels;
    private final List<Moment> moments;

    private Activity(long id, TimeRange range, PictureSizes sizes, ActivityLevels levels) {
        this.id = id;
        this.range = range;
        this.sizes = sizes;
        this.levels = levels;
        this.moments = levels.moments();
    }

    /**
     * A moment of motion.
     *
     * @param range from its first picture to its last, Unix ms
     * @param peak when the motion was strongest, Unix ms
     * @param score how large the pictures were at the peak: 1.8 for 1.8 times the quiet level
     */
    public record Moment(TimeRange range, long peak, double score) {
        /** Makes a moment; the range must not be null. */
        public Moment {
            Objects.requireNonNull(range, "range");
        }

        /** Returns when the motion begins. */
        public Instant start() {
            return range.start();
        }

        /** Returns when the motion ends. */
        public Instant end() {
            return range.end();
        }

        /** Returns one aligned line: the range, its length, the peak and the score. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s  %6.1f s  peak %s  score %5.2f",
                    Instant.ofEpochMilli(range.from()),
                    (range.to() - range.from()) / 1000.0,
                    Instant.ofEpochMilli(peak),
                    score);
        }
    }

    /**
     * Finds the moments of motion of a stream. It takes about a second for a million pictures.
     *
     * @param id the stream's, as it was recorded
     * @param range Unix ms, closed at both ends; of half a minute or more, so that a quiet level
     *     shows
     * @throws ValkkaException {@code NOT_FOUND} when the stream has no picture between key frames
     *     in the range, and what reading throws
     */
    public static Activity find(ValkkaFS fs, long id, TimeRange range) {
        PictureSizes sizes = PictureSizes.of(fs, id, range);
        if (sizes.interPictures() == 0) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "the stream " + id + " has no picture between key frames in " + range + " of " + fs.directory()
                            + (sizes.size() > 0 ? ": its key frames alone do not tell of motion" : ""));
        }
        return new Activity(id, range, sizes, new ActivityLevels(sizes));
    }

    /** Returns the moments of motion, in the order of time. */
    public List<Moment> moments() {
        return moments;
    }

    /** Returns the id of the stream. */
    public long id() {
        return id;
    }

    /** Returns the range that was searched. */
    public TimeRange range() {
        return range;
    }

    /** Returns the number of pictures between key frames, which are those of {@link #time(int)}. */
    public int pictures() {
        return levels.size();
    }

    /** Returns the time of picture {@code i}, Unix ms. */
    public long time(int i) {
        return levels.time(i);
    }

    /** Returns the mean size around picture {@code i}, divided by the quiet level there. */
    public double level(int i) {
        return levels.level(i);
    }

    /** Returns the level at picture {@code i} from which on something moves. */
    public double threshold(int i) {
        return levels.threshold(i);
    }

    /** Returns what else to know: that the bit rate is constant, and sizes tell little. */
    public List<String> notes() {
        return sizes.isOfConstantRate()
                ? List.of("the bit rate is almost constant here: nothing moves, or the camera keeps a constant bit rate"
                        + " (CBR), with which sizes tell little: give the camera a variable bit rate (VBR)")
                : List.of();
    }

    /** Returns a line for each moment, and one for each note. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(moments.size())
                .append(moments.size() == 1 ? " moment" : " moments")
                .append(" of motion in ")
                .append(range);
        moments.forEach(
                moment -> text.append(System.lineSeparator()).append("  ").append(moment));
        notes().forEach(note -> text.append(System.lineSeparator()).append("  ").append(note));
        return text.toString();
    }
}
