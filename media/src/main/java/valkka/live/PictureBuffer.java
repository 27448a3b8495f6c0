package valkka.live;

import java.util.Arrays;

/**
 * The pieces of one picture, put together as they come: RTP cuts a large NAL unit into fragments,
 * and a picture has several units. A picture has at most {@link #MAX_BYTES}, so a broken sender
 * cannot use up memory.
 */
final class PictureBuffer {
    /** Many times the largest key frame of an 8K camera. */
    static final int MAX_BYTES = 16 << 20;

    private static final int USUAL_BYTES = 64 << 10;
    /** A buffer that one huge picture made large is let go after this many pictures. */
    private static final int PATIENCE = 1000;

    private byte[] data = new byte[USUAL_BYTES];
    private int length;
    private int since;

    /** Returns the bytes, valid up to {@link #length()} and until the next change. */
    byte[] data() {
        return data;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /**
     * Makes room for {@code count} more bytes at {@link #length()}: write these bytes into
     * {@link #data()}.
     *
     * @return where to write them, or -1 when the picture would be larger than {@link #MAX_BYTES}
     */
    int extend(int count) {
        if (count < 0 || count > MAX_BYTES - length) {
            return -1;
        }
        int at = length;
        length += count;
        if (length > data.length) {
            data = Arrays.copyOf(data, Math.min(MAX_BYTES, Math.max(length, 2 * data.length)));
            since = 0;
        }
        return at;
    }

    /** Begins the next picture. */
    void clear() {
        since = length > data.length / 4 ? 0 : since + 1;
        length = 0;
        if (since > PATIENCE && data.length > USUAL_BYTES) {
            data = new byte[USUAL_BYTES];
            since = 0;
        }
    }
}
