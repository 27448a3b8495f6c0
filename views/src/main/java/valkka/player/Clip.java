package valkka.player;

import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/**
 * A clip that was exported in a player's page: one stream of pictures, with its sound. As the value
 * of a notebook's cell it plays.
 */
public final class Clip {
    private final String recording;
    private final long id;
    private final TimeRange range;
    private final byte[] mp4;

    Clip(String recording, long id, TimeRange range, byte[] mp4) {
        this.recording = recording;
        this.id = id;
        this.range = range;
        this.mp4 = mp4;
    }

    /** Returns the name of the recording's directory. */
    public String recording() {
        return recording;
    }

    /** Returns the id of the stream. */
    public long id() {
        return id;
    }

    /** Returns the range between the marks of the page. */
    public TimeRange range() {
        return range;
    }

    /** Returns the bytes of an mp4 file. */
    public byte[] mp4() {
        return mp4.clone();
    }

    /** Returns how many bytes the mp4 has. */
    public int size() {
        return mp4.length;
    }

    /** Without a copy. */
    byte[] bytes() {
        return mp4;
    }

    /** Returns one line: the stream, the range and the size. */
    @Override
    public String toString() {
        return "clip of " + recording + " " + id + ", " + range + ", " + Bytes.text(mp4.length);
    }
}
