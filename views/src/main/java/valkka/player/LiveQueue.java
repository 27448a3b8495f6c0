package valkka.player;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import valkka.nal.AccessUnit;

/**
 * The pictures of a stream that one page has not fetched yet. A page that fetches too slowly loses
 * what is queued, and goes on at the next key frame.
 */
final class LiveQueue {
    static final int MOST_PICTURES = 300;
    static final int MOST_BYTES = 8 << 20;

    private final Deque<AccessUnit> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean needsKey;
    private long dropped;
    private long askedNanos;

    /** @param group the pictures from the newest key frame on; empty while none is known */
    LiveQueue(List<AccessUnit> group) {
        needsKey = group.isEmpty();
        group.forEach(this::add);
    }

    void add(AccessUnit picture) {
        if (waiting.size() == MOST_PICTURES || (bytes + picture.size() > MOST_BYTES && !waiting.isEmpty())) {
            dropped += waiting.size();
            waiting.clear();
            bytes = 0;
            needsKey = true;
        }
        if (needsKey && !picture.key()) {
            dropped++;
            return;
        }
        needsKey = false;
        waiting.add(picture);
        bytes += picture.size();
    }

    /** Returns the pictures that wait, and forgets them. */
    List<AccessUnit> fetch(long nanos) {
        askedNanos = nanos;
        List<AccessUnit> fetched = List.copyOf(waiting);
        waiting.clear();
        bytes = 0;
        return fetched;
    }

    /** Returns how long the page has asked for nothing. */
    long silentNanos(long nanos) {
        return nanos - askedNanos;
    }

    /** Returns how many pictures the page has lost. */
    long dropped() {
        return dropped;
    }
}
