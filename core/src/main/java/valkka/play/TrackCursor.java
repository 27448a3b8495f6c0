package valkka.play;

import valkka.frame.BasicFrame;

/** How far a track has been played. It stays right while frames come and go around it. */
final class TrackCursor {
    /** What is passed on. */
    enum Mode {
        /** Every frame. */
        ALL,
        /** The pictures of the leading stream that can be shown without others. */
        KEY_FRAMES,
        /** The same, backwards. */
        KEY_FRAMES_BACK
    }

    private record Place(FrameGroup group, int index) {}

    private final CachedTrack track;
    /** The group in which it stands, null before the first seek; it may have left the cache. */
    private FrameGroup group;
    /** The frame to pass on next is at this index; the group's size when it is done with. */
    private int index;

    TrackCursor(CachedTrack track) {
        this.track = track;
    }

    boolean isSet() {
        return group != null;
    }

    void unset() {
        group = null;
        index = 0;
    }

    /** Goes to the start at or before the time, or else to the next one. @return whether there is any */
    boolean seek(long time) {
        FrameGroup start = track.startAtOrBefore(time);
        if (start == null) {
            start = track.startAfter(time);
        }
        if (start == null) {
            return false;
        }
        goTo(start);
        return true;
    }

    /** Leaves out what lies between: goes on with the last start at or before the time, if that is further on. */
    boolean skipTo(long time) {
        FrameGroup start = track.startAtOrBefore(time);
        if (start == null || start.time() <= group.time()) {
            return false;
        }
        goTo(start);
        return true;
    }

    private void goTo(FrameGroup start) {
        group = start;
        index = firstOf(start);
    }

    /** A frame was put into a group at {@code at}. */
    void inserted(FrameGroup into, int at) {
        if (into == group && at < index) {
            index++;
        }
    }

    /** The time of the group it stands in. */
    long time() {
        return group.time();
    }

    /** Whether it stands in the middle of a group, or in front of one that it was sent to. */
    boolean isWithinGroup(Mode mode) {
        return indexFrom(index, mode) < group.size();
    }

    /** The group that the next frame is in, or null. */
    FrameGroup next(Mode mode) {
        Place place = place(mode);
        return place == null ? null : place.group();
    }

    /** The frame that {@link #take} will take. There is one. */
    BasicFrame peek(Mode mode) {
        Place place = place(mode);
        return place.group().get(place.index());
    }

    /** Passes the next frame. There is one. */
    void take(Mode mode) {
        Place place = place(mode);
        group = place.group();
        index = place.index() + 1;
    }

    private Place place(Mode mode) {
        int within = indexFrom(index, mode);
        if (within < group.size()) {
            return new Place(group, within);
        }
        return switch (mode) {
            case ALL -> afterThisGroup();
            case KEY_FRAMES -> startOf(track.startAfter(group.time()));
            case KEY_FRAMES_BACK -> startOf(track.startBefore(group.time()));
        };
    }

    /** What follows a gap cannot be shown before the next key frame: what it builds on may lie in the gap. */
    private Place afterThisGroup() {
        FrameGroup next = track.after(group.time());
        if (next == null) {
            return null;
        }
        if (next.start() < 0 && track.isGap(group.time(), next.time())) {
            return startOf(track.startAfter(group.time()));
        }
        return new Place(next, 0);
    }

    private static Place startOf(FrameGroup start) {
        return start == null ? null : new Place(start, firstOf(start));
    }

    /** Of a track of sound alone that is the first frame. */
    private static int firstOf(FrameGroup start) {
        return Math.max(0, start.start());
    }

    private int indexFrom(int from, Mode mode) {
        int i = from;
        if (mode != Mode.ALL && group.start() >= 0) {
            while (i < group.size() && group.get(i).subsession() != 0) {
                i++;
            }
        }
        return i;
    }
}
