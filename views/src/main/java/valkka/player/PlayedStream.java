package valkka.player;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import valkka.fs.ValkkaFS;
import valkka.media.StoredPictures;
import valkka.media.StoredPictures.Piece;

/**
 * One stream of pictures in a player. It gives the page pictures as they are stored, and key frames
 * as JPEG. Several threads may use it.
 */
final class PlayedStream {
    private static final int KEYS_AHEAD = 3;

    private final ValkkaFS fs;
    private final int recording;
    private final long id;
    private final StoredPictures pictures;
    private final PlayedSound sound;
    private final PlayedStills stills;

    PlayedStream(ValkkaFS fs, int recording, long id) {
        this.fs = fs;
        this.recording = recording;
        this.id = id;
        this.pictures = new StoredPictures(fs, id);
        this.sound = new PlayedSound(fs, id);
        this.stills = new PlayedStills(fs, id);
    }

    /** Returns the number of the stream's recording in the player. */
    int recording() {
        return recording;
    }

    String recordingName() {
        return String.valueOf(fs.directory().getFileName());
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

    /**
     * Returns the key frame at or before a time as JPEG, and the times of the key frames behind it,
     * so that a page fetches them before they are due. No bytes when there is none.
     */
    Answer still(long time, int width) {
        List<Long> keys = keysFrom(time);
        if (keys.isEmpty()) {
            return new Answer("{}", Answer.NO_BYTES);
        }
        String json = Json.text(Map.of("time", keys.get(0), "next", keys.subList(1, keys.size())));
        return new Answer(json, stills.of(keys.get(0), width));
    }

    /** Returns the times of the key frame at or before a time, and of some behind it. */
    private synchronized List<Long> keysFrom(long time) {
        List<Long> keys = new ArrayList<>();
        OptionalLong key = pictures.keyBefore(time);
        while (key.isPresent() && keys.size() <= KEYS_AHEAD) {
            keys.add(key.getAsLong());
            key = pictures.keyAfter(key.getAsLong());
        }
        return keys;
    }
}
