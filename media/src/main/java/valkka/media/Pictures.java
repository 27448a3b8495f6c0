package valkka.media;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * Decodes pictures of a recording: H.264 and H.265. It reads only the needed blocks, also during
 * recording, and decodes only the needed pictures. libValkka has no such class.
 *
 * <pre>{@code Picture middle = Pictures.at(fs, 925412, fs.getTimeRange().middle());
 * javax.imageio.ImageIO.write(middle.image(), "png", new java.io.File("middle.png")); }</pre>
 *
 * <p>All methods throw {@link ValkkaException}: {@code NOT_FOUND} when the stream has no such
 * picture, {@code CORRUPT} when there is one that cannot be decoded, {@code CLOSED} when the thread
 * is interrupted, and what reading throws.
 */
public final class Pictures {
    private static final System.Logger LOG = System.getLogger("valkka.file");

    private Pictures() {}

    /**
     * Returns the picture that shows at a time: the last one that is not later. It is decoded from
     * the key frame before it. In a gap it is the picture in front of the gap, so look at its time.
     *
     * @param id the id of the stream in the recording
     * @param time Unix ms
     */
    public static Picture at(ValkkaFS fs, long id, long time) {
        return at(fs, id, time, 0);
    }

    /** {@link #at(ValkkaFS, long, long)}. */
    public static Picture at(ValkkaFS fs, long id, Instant time) {
        return at(fs, id, time.toEpochMilli());
    }

    /**
     * {@link #at(ValkkaFS, long, long)}, scaled.
     *
     * @param width of the image in pixels; 0 for that of the picture
     */
    public static Picture at(ValkkaFS fs, long id, long time, int width) {
        checkWidth(width);
        PictureSearch.Run run = PictureSearch.before(fs, id, time);
        try (StreamDecoder decoder = new StreamDecoder(width)) {
            AccessUnitAssembler assembler = new AccessUnitAssembler();
            for (int block : run.blocks()) {
                for (RecordedFrame recorded : fs.readBlock(block)) {
                    BasicFrame frame = recorded.frame();
                    if (isVideoOf(recorded, id)
                            && frame.mstimestamp() >= run.keyTime()
                            && frame.mstimestamp() <= time) {
                        assembler.add(frame).ifPresent(unit -> decoder.add(unit, time));
                    }
                }
            }
            assembler.finish().ifPresent(unit -> decoder.add(unit, time));
            return decoder.finish()
                    .map(decoded -> new Picture(id, decoded.mstimestamp(), decoded.image(), decoded.damaged()))
                    .orElseThrow(() -> new ValkkaException(
                            Kind.CORRUPT,
                            "no picture from the key frame of the id " + id + " at "
                                    + Instant.ofEpochMilli(run.keyTime()) + " on can be decoded, in the blocks "
                                    + run.blocks() + " of " + fs.getPars().dumpfile() + ": take another time"));
        }
    }

    /**
     * Key frames in a range of time, evenly spread: the first and the last one among them. None but
     * these are decoded. A key frame that cannot be decoded is left out, with a warning in the log.
     *
     * @param id the id of the stream in the recording
     * @param n how many, 1 or more; all where there are fewer
     * @return in the order of time; none where the range has no key frame of the stream
     */
    public static List<Picture> keyFrames(ValkkaFS fs, long id, TimeRange range, int n) {
        return keyFrames(fs, id, range, n, 0);
    }

    /**
     * {@link #keyFrames(ValkkaFS, long, TimeRange, int)}, scaled.
     *
     * @param width of the images in pixels; 0 for that of the pictures
     */
    public static List<Picture> keyFrames(ValkkaFS fs, long id, TimeRange range, int n, int width) {
        checkWidth(width);
        if (n < 1) {
            throw ValkkaException.badArgument("keyFrames was asked for " + n + " pictures: give 1 or more");
        }
        List<PictureSearch.KeyFrame> keys = PictureSearch.keyFrames(fs, id, range);
        List<Picture> pictures = new ArrayList<>();
        int broken = 0;
        KeyFrameReader reader = new KeyFrameReader(fs, id);
        try (StreamDecoder decoder = new StreamDecoder(width)) {
            for (PictureSearch.KeyFrame key : spread(keys, n)) {
                Optional<PictureDecoder.Decoded> decoded = reader.read(key).flatMap(unit -> decoder.alone(unit));
                if (decoded.isPresent()) {
                    PictureDecoder.Decoded picture = decoded.get();
                    pictures.add(new Picture(id, key.time(), picture.image(), picture.damaged()));
                } else {
                    broken++;
                    LOG.log(
                            System.Logger.Level.WARNING,
                            () -> "the " + key + " of the id " + id + " cannot be decoded, and is left out");
                }
            }
        }
        if (pictures.isEmpty() && broken > 0) {
            throw new ValkkaException(
                    Kind.CORRUPT,
                    "none of " + broken + " key frames of the id " + id + " in " + range + " of "
                            + fs.getPars().dumpfile() + " can be decoded: take another range");
        }
        return List.copyOf(pictures);
    }

    /**
     * Decodes one key frame, such as the newest one of a camera.
     *
     * @param id of the stream, for the picture
     * @param key a picture where decoding can start
     * @param width of the image in pixels; 0 for that of the picture
     * @return empty when it cannot be decoded
     */
    public static Optional<Picture> decoded(long id, AccessUnit key, int width) {
        checkWidth(width);
        try (StreamDecoder decoder = new StreamDecoder(width)) {
            return decoder.alone(key)
                    .map(decoded -> new Picture(id, decoded.mstimestamp(), decoded.image(), decoded.damaged()));
        }
    }

    private static void checkWidth(int width) {
        if (width < 0) {
            throw ValkkaException.badArgument("the width of a picture is " + width + ": give 0 for its own, or more");
        }
    }

    static boolean isVideoOf(RecordedFrame recorded, long id) {
        return recorded.id() == id && recorded.frame().subsession() == 0;
    }

    private static List<PictureSearch.KeyFrame> spread(List<PictureSearch.KeyFrame> keys, int n) {
        if (keys.size() <= n) {
            return keys;
        }
        List<PictureSearch.KeyFrame> chosen = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            chosen.add(keys.get(n == 1 ? 0 : (int) Math.round((double) i * (keys.size() - 1) / (n - 1))));
        }
        return chosen;
    }
}
