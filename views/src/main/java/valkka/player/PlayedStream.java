package valkka.player;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.media.Picture;
import valkka.media.Pictures;
import valkka.media.StoredPictures;
import valkka.media.StoredPictures.Piece;
import valkka.view.ImageFiles;

/**
 * One stream of pictures in a player. It gives the page pictures as they are stored, and key frames
 * as JPEG. Several threads may use it.
 */
final class PlayedStream {
    private static final int MOST_STILLS = 200;
    private static final int WIDEST_STILL = 1280;

    private final ValkkaFS fs;
    private final int recording;
    private final long id;
    private final StoredPictures pictures;
    private final PlayedSound sound;
    private final Map<Still, byte[]> stills = new LinkedHashMap<>(16, 0.75f, true);

    private record Still(long time, int width) {}

    PlayedStream(ValkkaFS fs, int recording, long id) {
        this.fs = fs;
        this.recording = recording;
        this.id = id;
        this.pictures = new StoredPictures(fs, id);
        this.sound = new PlayedSound(fs, id);
    }

    /** Returns the number of the stream's recording in the player. */
    int recording() {
        return recording;
    }

    long id() {
        return id;
    }

    ValkkaFS fs() {
        return fs;
    }

    PlayedSound sound() {
        return sound;
    }

    /**
     * Returns the pictures that show a time: from the key frame at or before the time, or else from
     * the first key frame behind it, up to {@code ahead} ms after the time.
     */
    synchronized Answer at(long time, long ahead) {
        OptionalLong key = pictures.keyBefore(time);
        while (key.isPresent()) {
            Piece piece = pictures.read(key.getAsLong() - 1, time + ahead);
            if (!piece.pictures().isEmpty()) {
                return answer(piece);
            }
            // Parameter sets whose picture is not written yet.
            key = pictures.keyBefore(key.getAsLong() - 1);
        }
        return keyBehind(time, ahead);
    }

    /** Returns the pictures that are later than a time, up to {@code ahead} ms after the time. */
    synchronized Answer after(long time, long ahead) {
        return answer(pictures.read(time, time + ahead));
    }

    /** Returns the first key frame that is later than a time, and {@code ahead} ms more. */
    synchronized Answer keyBehind(long time, long ahead) {
        OptionalLong key = pictures.keyAfter(time);
        return key.isPresent()
                ? answer(pictures.read(key.getAsLong() - 1, key.getAsLong() + ahead))
                : answer(new Piece(List.of(), true));
    }

    /** Returns one key frame: the last one that is earlier than a time. */
    synchronized Answer keyInFront(long time) {
        OptionalLong key = pictures.keyBefore(time - 1);
        return key.isPresent()
                ? answer(pictures.read(key.getAsLong() - 1, key.getAsLong()))
                : answer(new Piece(List.of(), true));
    }

    private static Answer answer(Piece piece) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("last", piece.isLast());
        PictureBytes.describe(piece.pictures(), json);
        ByteBuffer bytes = ByteBuffer.allocate(PictureBytes.size(piece.pictures()));
        PictureBytes.write(piece.pictures(), bytes);
        return new Answer(Json.text(json), bytes.array());
    }

    /** Returns the key frame at or before a time as JPEG; no bytes when there is none. */
    synchronized Answer still(long time, int width) {
        OptionalLong key = pictures.keyBefore(time);
        if (key.isEmpty()) {
            return new Answer("{}", Answer.NO_BYTES);
        }
        Still still = new Still(key.getAsLong(), Math.max(16, Math.min(WIDEST_STILL, width)));
        byte[] jpeg = stills.get(still);
        if (jpeg == null) {
            jpeg = decoded(still);
            stills.put(still, jpeg);
            if (stills.size() > MOST_STILLS) {
                stills.remove(stills.keySet().iterator().next());
            }
        }
        return new Answer(Json.text(Map.of("time", still.time())), jpeg);
    }

    private byte[] decoded(Still still) {
        try {
            List<Picture> found =
                    Pictures.keyFrames(fs, id, new TimeRange(still.time(), still.time()), 1, still.width());
            BufferedImage image = found.isEmpty() ? null : found.get(0).image();
            return image == null ? Answer.NO_BYTES : ImageFiles.jpeg(image);
        } catch (ValkkaException e) {
            if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.CORRUPT) {
                return Answer.NO_BYTES; // a key frame that nobody can see
            }
            throw e;
        }
    }
}
