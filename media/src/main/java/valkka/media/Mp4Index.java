package valkka.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * How large the index of an mp4 file can be, its {@code moov} box (ISO/IEC 14496-12). It stands in
 * front of the packets, so that a browser plays the file while it loads. The room for it has to be
 * known before the first packet.
 */
final class Mp4Index {
    /** Headers of the file and its tracks take less. */
    private static final int HEADERS = 8 << 10;
    /** stsz 4, stts 8, ctts 8, stss 4, sdtp 1, and a chunk of its own: stco 8, stsc 12. */
    private static final int PICTURE = 45;
    /** stsz 4, stts 8, and a chunk of its own: stco 8, stsc 12. */
    private static final int SOUND = 32;

    private final long headers;
    private long pictures;
    private long packets;

    Mp4Index(List<Track> tracks) {
        this.headers = HEADERS
                + tracks.stream().mapToLong(track -> track.extradata().length).sum();
    }

    /** Counts a packet of the file. */
    void add(boolean isPicture) {
        pictures += isPicture ? 1 : 0;
        packets += isPicture ? 0 : 1;
    }

    /** Returns how many bytes the index of these packets takes at most. */
    long mostBytes() {
        return headers + bytesOf(pictures, packets);
    }

    /** Returns the room for the index of so many packets, whatever the tracks are. */
    static long room(long pictures, long packets) {
        return 2 * HEADERS + bytesOf(pictures, packets);
    }

    private static long bytesOf(long pictures, long packets) {
        return PICTURE * pictures + SOUND * packets;
    }

    /**
     * Marks the room that turned out too small, and lies behind the index now, as free.
     *
     * @throws ValkkaException {@code IO} when that fails
     */
    static void markRoom(Path mp4, int room) {
        try (RandomAccessFile file = new RandomAccessFile(mp4.toFile(), "rw")) {
            long moov = Integer.toUnsignedLong(file.readInt()); // behind ftyp
            file.seek(moov);
            file.seek(moov + Integer.toUnsignedLong(file.readInt()));
            file.writeInt(room);
            file.write("free".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "cannot complete " + mp4 + ": " + e, e);
        }
    }
}
