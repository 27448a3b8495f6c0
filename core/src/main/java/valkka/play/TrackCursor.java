package valkka.play;

import valkka.frame.BasicFrame;

/** How far a track has been played. The cursor stays right while frames come and go around it. */
final class TrackCursor {
    /** Which frames are passed on. */
    enum Mode {
        /** Every frame. */
        ALL,
        /** The pictures of the leading stream that can be shown without others. */
        KEY_FRAMES,
        /** The same pictures, backwards. */
        KEY_FRAMES_BACK
    }

    private record Place(FrameGroup group, int index) {}

    private final CachedTrack track;
    /**
     * The group in which the cursor stands, null before the first seek; the group may have left the
     * cache.
     */
    private FrameGroup group;
    /** The index of the next frame to pass on; the group's size when all its frames have passed. */
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

    /**
     * Goes to the start at or before the time, or else to the next start.
     *
     * @return whether there is any start
     */
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

    /**
     * Goes on with the last start at or before the time, if that start is further on, and leaves
     * out the frames between.
     */
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

    /** Notes that a frame was put into a group at {@code at}. */
    void inserted(FrameGroup into, int at) {
        if (into == group && at < index) {
            index++;
        }
    }

    /** Returns the time of the group in which the cursor stands. */
    long time() {
        return group.time();
    }

    /**
     * Returns whether the cursor stands in the middle of a group, or in front of a group that it
     * was sent to.
     */
    boolean isWithinGroup(Mode mode) {
        return indexFrom(index, mode) < group.size();
    }

    /** Returns the group that the next frame is in, or null. */
    FrameGroup next(Mode mode) {
        Place place = place(mode);
        return place == null ? null : place.group();
    }

    /** Returns the frame that {@link #take} will take. There is one. */
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

    /**
     * Returns the next place after this group. The frames behind a gap cannot be shown before the
     * next key frame, since the frames that they build on may lie in the gap.
     */
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

    /**
     * Returns the first index to play in a group. In a track of audio alone this is the first
     * frame.
     */
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
