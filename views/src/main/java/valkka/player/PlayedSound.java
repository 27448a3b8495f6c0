package valkka.player;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import valkka.frame.Codec;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.media.StoredSound;
import valkka.media.StoredSound.Packet;
import valkka.media.StoredSound.Piece;

/**
 * The sound of one stream in a player. It gives the page packets as they are stored. Several threads
 * may use it, and no picture waits for it.
 */
final class PlayedSound {
    private static final int HEAD = Long.BYTES + Integer.BYTES;
    private static final long FIRST_MILLIS = 1000;

    private final StoredSound sound;
    private volatile boolean found;

    PlayedSound(ValkkaFS fs, long id) {
        this.sound = new StoredSound(fs, id);
    }

    /** Returns whether a block that was looked into has sound of the stream. */
    boolean isFound() {
        return found;
    }

    void setFound() {
        found = true;
    }

    /** Returns the codec of the sound in a range that has no place in an mp4; empty when there is none. */
    synchronized Optional<Codec> leftOutOfMp4(TimeRange range) {
        if (!found) {
            return Optional.empty();
        }
        return sound.read(range.from() - 1, Math.min(range.to(), range.from() + FIRST_MILLIS))
                .format()
                .map(StoredSound.Format::codec)
                .filter(codec -> !codec.equals(Codec.AAC) && !codec.equals(Codec.OPUS));
    }

    /**
     * Returns the packets that are later than a time, up to {@code ahead} ms after the time. Each
     * packet is its time (8 bytes), its length (4 bytes), and the bytes.
     */
    synchronized Answer after(long time, long ahead) {
        Piece piece = sound.read(time, time + ahead);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("last", piece.isLast());
        piece.format().ifPresent(format -> {
            json.put("codec", format.codec().label());
            json.put("sampleRate", format.sampleRate());
            json.put("channels", format.channels());
            json.put("description", Base64.getEncoder().encodeToString(format.description()));
        });
        ByteBuffer bytes = ByteBuffer.allocate(piece.packets().stream()
                .mapToInt(packet -> HEAD + packet.data().length)
                .sum());
        for (Packet packet : piece.packets()) {
            bytes.putLong(packet.mstimestamp()).putInt(packet.data().length).put(packet.data());
        }
        return new Answer(Json.text(json), bytes.array());
    }
}
