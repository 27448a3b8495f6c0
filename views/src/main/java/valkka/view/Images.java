package valkka.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.media.Activity;
import valkka.media.Picture;
import valkka.media.Pictures;

/**
 * Makes sheets of a recording's pictures for looking. {@link Pictures} gives pictures in their full
 * size for computing. The errors are the errors of {@link Pictures}.
 *
 * <pre>{@code Images.keyFrames(fs, 925412, fs.getTimeRange(), 12).save("overview.jpg"); }</pre>
 */
public final class Images {
    private static final int MOST_PICTURES = 200;

    private Images() {}

    /**
     * Returns the picture that shows at a time, with its time below:
     * {@link Pictures#at(ValkkaFS, long, long)}.
     */
    public static ContactSheet at(ValkkaFS fs, long id, long time) {
        Picture picture = Pictures.at(fs, id, time, ContactSheet.pixelsOf(1));
        return new ContactSheet(
                RecordedBlocks.name(fs.getPars()), null, List.of(new ContactSheet.Tile("id " + id, picture)));
    }

    /** {@link #at(ValkkaFS, long, long)}. */
    public static ContactSheet at(ValkkaFS fs, long id, Instant time) {
        return at(fs, id, time.toEpochMilli());
    }

    /**
     * Returns a contact sheet of key frames in a range of time, evenly spread:
     * {@link Pictures#keyFrames(ValkkaFS, long, TimeRange, int)}.
     *
     * @param n how many, 1 to 200
     */
    public static ContactSheet keyFrames(ValkkaFS fs, long id, TimeRange range, int n) {
        if (n > MOST_PICTURES) {
            throw ValkkaException.badArgument(
                    "a contact sheet of " + n + " pictures cannot be looked at: give " + MOST_PICTURES + " or fewer");
        }
        List<Picture> pictures = Pictures.keyFrames(fs, id, range, n, ContactSheet.pixelsOf(n));
        String title = RecordedBlocks.name(fs.getPars()) + ", id " + id + ": "
                + (pictures.isEmpty()
                        ? "no key frames in this time"
                        : pictures.size() + (pictures.size() == 1 ? " key frame" : " key frames") + ", the first");
        return new ContactSheet(
                title,
                pictures.isEmpty() ? null : pictures.get(0).timestamp(),
                pictures.stream()
                        .map(picture -> new ContactSheet.Tile("", picture))
                        .toList());
    }

    /**
     * Returns a contact sheet of the strongest moments of motion, in the order of time: for each the
     * picture at its peak, with its score. Only these pictures are decoded.
     *
     * @param fs the recording in which the activity was found
     * @param n how many moments at most, 1 to 200
     */
    public static ContactSheet peaks(ValkkaFS fs, Activity activity, int n) {
        if (n < 1 || n > MOST_PICTURES) {
            throw ValkkaException.badArgument(
                    "a contact sheet of " + n + " peaks cannot be looked at: give 1 to " + MOST_PICTURES);
        }
        List<Activity.Moment> strongest = activity.moments().stream()
                .sorted(Comparator.comparingDouble(Activity.Moment::score).reversed())
                .limit(n)
                .sorted(Comparator.comparingLong(Activity.Moment::peak))
                .toList();
        Camera camera = new Camera(fs, activity.id());
        int width = ContactSheet.pixelsOf(strongest.size());
        int all = activity.moments().size();
        return new ContactSheet(
                RecordedBlocks.name(fs.getPars()) + ", id " + activity.id() + ": "
                        + (strongest.size() == all ? all + " moments" : strongest.size() + " of " + all + " moments")
                        + " of motion",
                null,
                strongest.stream()
                        .map(moment -> new ContactSheet.Tile(
                                String.format(Locale.ROOT, "score %.2f", moment.score()),
                                picture(camera, moment.peak(), width)))
                        .toList());
    }

    /**
     * One instant as all cameras saw it: the picture that shows at a time in each stream of these
     * recordings. A stream that has nothing at or before that time has an empty place.
     *
     * @param time Unix ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when no recording is given
     */
    public static ContactSheet instant(long time, ValkkaFS... recordings) {
        if (recordings.length == 0) {
            throw ValkkaException.badArgument("Images.instant was given no recording: give one or more");
        }
        List<Camera> cameras = new ArrayList<>();
        for (ValkkaFS fs : recordings) {
            fs.updateTable(false);
            videoIds(fs, time).forEach(id -> cameras.add(new Camera(fs, id)));
        }
        int width = ContactSheet.pixelsOf(cameras.size());
        List<ContactSheet.Tile> tiles = new ArrayList<>();
        for (Camera camera : cameras) {
            tiles.add(new ContactSheet.Tile(camera.label(), picture(camera, time, width)));
        }
        String names = String.join(
                ", ",
                Arrays.stream(recordings)
                        .map(fs -> RecordedBlocks.name(fs.getPars()))
                        .toList());
        return new ContactSheet(names, Instant.ofEpochMilli(time), tiles);
    }

    /** {@link #instant(long, ValkkaFS...)}. */
    public static ContactSheet instant(Instant time, ValkkaFS... recordings) {
        return instant(time.toEpochMilli(), recordings);
    }

    private record Camera(ValkkaFS fs, long id) {
        String label() {
            return RecordedBlocks.name(fs.getPars()) + " " + id;
        }
    }

    /** Returns the streams of pictures in the blocks around a time. */
    private static Set<Long> videoIds(ValkkaFS fs, long time) {
        FrameIndex frames = fs.frameIndex(new TimeRange(time, time));
        Set<Long> ids = new TreeSet<>();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.nalUnitType(i) >= 0) {
                ids.add(frames.id(i));
            }
        }
        return ids;
    }

    /** Null without a picture. */
    private static @Nullable Picture picture(Camera camera, long time, int width) {
        try {
            return Pictures.at(camera.fs(), camera.id(), time, width);
        } catch (ValkkaException e) {
            if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.CORRUPT) {
                return null;
            }
            throw e;
        }
    }
}
