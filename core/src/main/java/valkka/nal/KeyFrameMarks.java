package valkka.nal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import valkka.frame.Codec;

/** The last key frame of each stream while an index is made, until its first slice has been seen. */
public final class KeyFrameMarks {
    private final Map<Long, Stream> streams = new HashMap<>();
    private final byte[] head = new byte[KeyFrameScan.SUPPLEMENT_BYTES];
    private @Nullable Stream latest; // frames of one stream mostly follow each other

    private static final class Stream {
        final long id;
        final KeyFrameScan scan;
        int frame; // place of the last key frame in the index

        Stream(long id, Codec codec) {
            this.id = id;
            this.scan = new KeyFrameScan(codec);
        }
    }

    /**
     * Notes that frame {@code i} is seekable.
     *
     * @return whether it is the first such frame of its picture
     */
    public boolean begin(int i, long id, Codec codec, long mstimestamp) {
        Stream stream = of(id, codec);
        if (stream == null) {
            stream = new Stream(id, codec);
            streams.put(id, stream);
        }
        latest = stream;
        boolean first = stream.scan.begin(mstimestamp);
        stream.frame = first ? i : stream.frame;
        return first;
    }

    private @Nullable Stream of(long id, Codec codec) {
        Stream stream = latest != null && latest.id == id ? latest : streams.get(id);
        return stream != null && stream.scan.codec().equals(codec) ? stream : null;
    }

    /** Returns how many first bytes of another frame are needed: {@link KeyFrameScan#wants}. */
    public int wants(long id, Codec codec, int type, long mstimestamp) {
        Stream stream = of(id, codec);
        latest = stream == null ? latest : stream;
        return stream == null ? 0 : stream.scan.wants(type, mstimestamp);
    }

    /** Where to put those bytes. */
    public byte[] head() {
        return head;
    }

    /** Returns the key frame that the bytes in {@link #head()} show to be none; -1 for none. */
    public int wrongKey(int type, int length) {
        Stream stream = latest;
        return stream == null || stream.scan.canStart(type, head, length) ? -1 : stream.frame;
    }

    /** Forgets all: the index has lost its last frames. */
    public void forget() {
        streams.clear();
        latest = null;
    }
}
