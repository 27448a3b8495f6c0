package valkka.play;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.GapRule;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/**
 * The cached frames of one slot, by time; frames of one timestamp in file order. Frames may come in
 * any order and several times, since blocks are pulled as somebody wants them. Only one thread at a
 * time may use it.
 */
final class CachedTrack {
    /**
     * The memory that a cached frame takes besides its payload, roughly: the frame itself, its
     * group, the places in the trees.
     */
    static final long FRAME_OVERHEAD = 200;

    private final int slot;
    private final NavigableMap<Long, FrameGroup> groups = new TreeMap<>();
    /** The groups with a parameter set of the leading stream. */
    private final NavigableMap<Long, FrameGroup> seekable = new TreeMap<>();
    /** Those of them where decoding can start. */
    private final NavigableMap<Long, FrameGroup> entries = new TreeMap<>();

    private final TrackCursor cursor = new TrackCursor(this);
    private long leadingFrames;
    private long frames;
    private long bytes;

    /**
     * The group of the frame that came last, within a pull; where the next frame of its time
     * belongs; whether this place is settled.
     */
    private @Nullable FrameGroup run;

    private int place;
    private boolean placeKnown;

    /**
     * The result of a removal.
     *
     * @param frames how many frames were removed
     * @param times the range from the first removed frame to the last
     * @param cutsPull whether the frame that came last in this pull was among them, so that the
     *     next frame lacks its beginning
     */
    record Removed(long frames, TimeRange times, boolean cutsPull) {}

    CachedTrack(int slot) {
        this.slot = slot;
    }

    int slot() {
        return slot;
    }

    TrackCursor cursor() {
        return cursor;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Returns the range from the first frame to the last. */
    TimeRange limits() {
        return isEmpty() ? TimeRange.EMPTY : new TimeRange(first().time(), last().time());
    }

    long frames() {
        return frames;
    }

    /** Returns the memory that the frames take. */
    long bytes() {
        return bytes;
    }

    /** Notes that a pull begins or ends: the next frame does not follow the last one. */
    void endRun() {
        run = null;
    }

    /**
     * Returns whether a frame that comes now is in the cache already. Such a frame only shows how
     * far the pull has come.
     */
    boolean comesAgain(BasicFrame frame) {
        if (!groups.containsKey(frame.mstimestamp())) {
            return false;
        }
        return comesAgain(frame, groupOf(frame));
    }

    private boolean comesAgain(BasicFrame frame, FrameGroup group) {
        int same = group.indexOf(frame, place);
        if (same < 0) {
            return false;
        }
        place = same + 1;
        placeKnown = true;
        return true;
    }

    /**
     * Takes a frame in.
     *
     * @return false when the frame is in the cache already
     */
    boolean add(BasicFrame frame) {
        FrameGroup group = groupOf(frame);
        if (comesAgain(frame, group)) {
            return false;
        }
        int index = placeKnown ? place : indexOfFirst(frame, group);
        group.add(index, frame);
        place = index + 1;
        placeKnown = true;
        cursor.inserted(group, index);
        if (group.start() >= 0) {
            seekable.put(group.time(), group);
            if (group.isEntry()) {
                entries.put(group.time(), group);
            } else {
                entries.remove(group.time()); // its picture has come, and refers to earlier ones
            }
        }
        leadingFrames += frame.subsession() == 0 ? 1 : 0;
        frames++;
        bytes += frame.size() + FRAME_OVERHEAD;
        return true;
    }

    /**
     * Returns the place of a frame that no other frame leads to: behind the present frames, but a
     * key frame's beginning in front of the rest.
     */
    private static int indexOfFirst(BasicFrame frame, FrameGroup group) {
        boolean begins = frame.subsession() == 0 && frame.isSeekable() && group.start() < 0;
        return begins ? 0 : group.size();
    }

    /**
     * Returns the group of a frame. A block may end in the middle of a picture, and the blocks on
     * both sides may come in any order. A pull that reaches a group from earlier frames brings the
     * frames in front of the present ones. A pull that begins in a group, or passes over blocks and
     * goes on there, brings the frames behind.
     */
    private FrameGroup groupOf(BasicFrame frame) {
        long time = frame.mstimestamp();
        if (frame.isAfterGap()) {
            endRun();
        }
        if (run != null && run.time() == time) {
            return run;
        }
        FrameGroup before = run;
        FrameGroup group = groups.get(time);
        place = 0;
        if (group == null) {
            group = new FrameGroup(time);
            groups.put(time, group);
            placeKnown = true;
        } else {
            placeKnown = before != null && before.time() < time && after(before.time()) == group;
        }
        run = group;
        return group;
    }

    /** Returns the first group after a time, or null. */
    @Nullable
    FrameGroup after(long time) {
        return valueOf(groups.higherEntry(time));
    }

    /** Returns the last group before a time, or null. */
    @Nullable
    FrameGroup before(long time) {
        return valueOf(groups.lowerEntry(time));
    }

    FrameGroup first() {
        return groups.firstEntry().getValue();
    }

    FrameGroup last() {
        return groups.lastEntry().getValue();
    }

    /**
     * Returns the last group at or before a time that play can start from, or null. Where decoding
     * can start at none of them, a parameter set is enough, as it is for libValkka: the ring may
     * have overwritten the rest.
     */
    @Nullable
    FrameGroup startAtOrBefore(long time) {
        FrameGroup start = valueOf(starts().floorEntry(time));
        return start == null && hasLeadingStream() ? valueOf(seekable.floorEntry(time)) : start;
    }

    /** Returns the first group after a time that play can start from, or null. */
    @Nullable
    FrameGroup startAfter(long time) {
        return valueOf(starts().higherEntry(time));
    }

    /** Returns the last group before a time that play can start from, or null. */
    @Nullable
    FrameGroup startBefore(long time) {
        return valueOf(starts().lowerEntry(time));
    }

    /**
     * Returns the groups that play can start from: where decoding can start, and before any such
     * group is known, those with a parameter set. Without a leading stream, for instance with audio
     * alone, these are all groups.
     */
    private NavigableMap<Long, FrameGroup> starts() {
        if (!hasLeadingStream()) {
            return groups;
        }
        return entries.isEmpty() ? seekable : entries;
    }

    /** Returns whether play can start from a group of the leading stream. */
    boolean isStart(FrameGroup group) {
        return entries.isEmpty() ? group.start() >= 0 : group.isEntry();
    }

    /**
     * Returns whether there are frames of the leading stream, a camera's picture, on which the
     * other streams depend.
     */
    boolean hasLeadingStream() {
        return leadingFrames > 0;
    }

    private static @Nullable FrameGroup valueOf(Map.@Nullable Entry<Long, FrameGroup> entry) {
        return entry == null ? null : entry.getValue();
    }

    /**
     * Returns the first group after a time with a picture in it, or null. Without a leading stream
     * any group will do.
     */
    @Nullable
    FrameGroup pictureAfter(long time) {
        FrameGroup next = after(time);
        while (next != null && hasLeadingStream() && !next.hasPicture()) {
            next = after(next.time());
        }
        return next;
    }

    /**
     * Returns whether frames are missing between two neighbours, as far as their distance tells:
     * {@link GapRule}.
     */
    boolean isGap(long from, long to) {
        return GapRule.isGap(to - from, averageInterval());
    }

    /** Returns whether the group before a time is so near that no frame is missing between. */
    boolean isFollowing(long time) {
        FrameGroup front = before(time);
        return front != null && GapRule.areNeighbours(time - front.time(), averageInterval());
    }

    private long averageInterval() {
        return (last().time() - first().time()) / Math.max(1, groups.size() - 1);
    }

    /** Removes all groups from one time to before another. There is at least one group. */
    Removed remove(long from, long to) {
        NavigableMap<Long, FrameGroup> leaving = groups.subMap(from, true, to, false);
        TimeRange times = new TimeRange(leaving.firstKey(), leaving.lastKey());
        boolean cutsPull = hasLeadingStream() && run != null && leaving.containsKey(run.time());
        long removed = 0;
        for (FrameGroup group : leaving.values()) {
            removed += group.size();
            for (int i = 0; i < group.size(); i++) {
                bytes -= group.get(i).size() + FRAME_OVERHEAD;
                leadingFrames -= group.get(i).subsession() == 0 ? 1 : 0;
            }
        }
        leaving.clear();
        seekable.subMap(from, true, to, false).clear();
        entries.subMap(from, true, to, false).clear();
        run = run != null && groups.containsKey(run.time()) ? run : null;
        frames -= removed;
        return new Removed(removed, times, cutsPull);
    }

    /**
     * Returns these times, which have no cached frame, extended on both sides to the next cached
     * frames.
     */
    TimeRange emptyAround(TimeRange times) {
        FrameGroup front = before(times.from());
        FrameGroup behind = after(times.to());
        return new TimeRange(
                front == null ? times.from() : front.time() + 1, behind == null ? times.to() : behind.time() - 1);
    }

    @Override
    public String toString() {
        return isEmpty()
                ? "nothing"
                : limits() + ", " + frames + " frames, " + starts().size() + " to start from, " + Bytes.text(bytes);
    }
}
