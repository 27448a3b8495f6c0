package valkka.player;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * The pictures of one slot as they come, with a queue for each page that watches. It keeps the
 * pictures from the newest key frame on, so that a new page shows a picture at once. Nothing waits
 * for a page.
 */
final class LiveStream {
    static final int MOST_PAGES = 16;
    static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A sender gives all frames of a picture at once. */
    private static final long WHOLE_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int MOST_GROUP_PICTURES = LiveQueue.MOST_PICTURES;
    private static final int PICTURE = 0;

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final AccessUnitAssembler assembler = new AccessUnitAssembler();

    @GuardedBy("this")
    private final Map<String, LiveQueue> queues = new HashMap<>(); // by page

    @GuardedBy("this")
    private final List<AccessUnit> group = new ArrayList<>(); // empty before the first key frame

    @GuardedBy("this")
    private int groupBytes;

    @GuardedBy("this")
    private @Nullable AccessUnit key;

    @GuardedBy("this")
    private final LiveRates rates = new LiveRates();

    @GuardedBy("this")
    private long pictures;

    @GuardedBy("this")
    private long keyNumber; // of the newest key frame, among the pictures

    @GuardedBy("this")
    private long keyDistance; // in pictures; 0 while it is not known

    @GuardedBy("this")
    private long dropped; // by the queues of pages that have gone

    @GuardedBy("this")
    private long cameNanos;

    @GuardedBy("this")
    private boolean open; // whether a picture is being put together

    /**
     * The figures of a stream.
     *
     * @param pictures how many have come
     * @param perSecond pictures a second
     * @param bitRate bits a second
     * @param keyDistance from key frame to key frame, in pictures; 0 while it is not known
     * @param pages how many pages watch
     * @param dropped pictures that pages have not fetched in time, and pictures that were not whole
     */
    record Figures(long pictures, double perSecond, double bitRate, long keyDistance, int pages, long dropped) {}

    LiveStream(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes a frame of the slot; frames of sound are left out. */
    synchronized void take(Frame frame) {
        if (frame instanceof SetupFrame setup && setup.subsession() == PICTURE) {
            assembler.clear(); // perhaps after a seek
            open = false;
        } else if (frame instanceof BasicFrame basic
                && basic.subsession() == PICTURE
                && (basic.codec().equals(Codec.H264) || basic.codec().equals(Codec.H265))) {
            whole(assembler.add(basic));
            cameNanos = nanoTime.getAsLong();
            open = true;
        }
    }

    @GuardedBy("this")
    private void whole(Optional<AccessUnit> picture) {
        if (picture.isPresent()) {
            add(picture.get());
        }
    }

    @GuardedBy("this")
    private void add(AccessUnit picture) {
        long now = nanoTime.getAsLong();
        pictures++;
        rates.add(now, picture.size());
        if (picture.key()) {
            keyDistance = keyNumber == 0 ? 0 : pictures - keyNumber;
            keyNumber = pictures;
            key = picture;
            group.clear();
            groupBytes = 0;
        } else if (group.size() == MOST_GROUP_PICTURES || groupBytes + picture.size() > LiveQueue.MOST_BYTES) {
            group.clear(); // a new page waits for the next key frame
        }
        if (picture.key() || !group.isEmpty()) {
            group.add(picture);
            groupBytes += picture.size();
        }
        forgetSilent(now);
        if (keyNumber > 0) {
            queues.values().forEach(queue -> queue.add(picture));
        }
    }

    @GuardedBy("this")
    private void forgetSilent(long now) {
        for (Iterator<LiveQueue> all = queues.values().iterator(); all.hasNext(); ) {
            LiveQueue queue = all.next();
            if (queue.silentNanos(now) > SILENT_NANOS) {
                dropped += queue.dropped();
                all.remove();
            }
        }
    }

    /** Returns what a page has not fetched yet. A new page gets the pictures from the newest key frame on. */
    synchronized List<AccessUnit> fetch(String page) {
        long now = nanoTime.getAsLong();
        if (open && now - cameNanos > WHOLE_AFTER_NANOS) {
            open = false;
            whole(assembler.finish());
        }
        LiveQueue queue = queues.get(page);
        if (queue == null) {
            if (queues.size() == MOST_PAGES) {
                forgetMostSilent(now);
            }
            queue = new LiveQueue(group);
            queues.put(page, queue);
        }
        return queue.fetch(now);
    }

    @GuardedBy("this")
    private void forgetMostSilent(long now) {
        Map.Entry<String, LiveQueue> silent = Collections.max(
                queues.entrySet(),
                Comparator.comparingLong(entry -> entry.getValue().silentNanos(now)));
        dropped += silent.getValue().dropped();
        queues.remove(silent.getKey());
    }

    /** Returns the newest key frame; empty before the first one. */
    synchronized Optional<AccessUnit> newestKey() {
        return Optional.ofNullable(key);
    }

    synchronized Figures figures() {
        long now = nanoTime.getAsLong();
        long lost = queues.values().stream().mapToLong(LiveQueue::dropped).sum();
        return new Figures(
                pictures,
                rates.pictures(now),
                rates.bits(now),
                keyDistance,
                queues.size(),
                dropped + lost + assembler.dropped());
    }
}
