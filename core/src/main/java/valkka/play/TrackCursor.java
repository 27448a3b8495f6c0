package valkka.play;

import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;

/**
 * The place up to which a track has been played. The cursor stays right while frames come and go
 * around it.
 */
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

    /** The place of a frame in the cache. */
    record Place(FrameGroup group, int index) {
        BasicFrame frame() {
            return group.get(index);
        }

        long time() {
            return group.time();
        }
    }

    private final CachedTrack track;
    /**
     * The group in which the cursor stands, null before the first seek; the group may have left the
     * cache.
     */
    private @Nullable FrameGroup group;
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
        if (start == null || start.time() <= time()) {
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
        return here().time();
    }

    private FrameGroup here() {
        if (group == null) {
            throw new IllegalStateException("the cursor of slot " + track.slot() + " was sent nowhere yet");
        }
        return group;
    }

    /**
     * Returns whether the cursor stands in the middle of a group, or in front of a group that it
     * was sent to.
     */
    boolean isWithinGroup(Mode mode) {
        return indexFrom(index, mode) < here().size();
    }

    /** Notes that the frame at a place has passed. */
    void pass(Place place) {
        group = place.group();
        index = place.index() + 1;
    }

    /** Returns the place of the next frame to pass, or null. */
    @Nullable
    Place next(Mode mode) {
        FrameGroup here = here();
        int within = indexFrom(index, mode);
        if (within < here.size()) {
            return new Place(here, within);
        }
        return switch (mode) {
            case ALL -> behind(here);
            case KEY_FRAMES -> startOf(track.startAfter(here.time()));
            case KEY_FRAMES_BACK -> startOf(track.startBefore(here.time()));
        };
    }

    /**
     * Returns the next place after this group. The frames behind a gap cannot be shown before the
     * next key frame, since the frames that they build on may lie in the gap.
     */
    private @Nullable Place behind(FrameGroup here) {
        FrameGroup next = track.after(here.time());
        if (next == null) {
            return null;
        }
        if (!track.isStart(next) && track.isGap(here.time(), next.time())) {
            return startOf(track.startAfter(here.time()));
        }
        return new Place(next, 0);
    }

    private static @Nullable Place startOf(@Nullable FrameGroup start) {
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
        FrameGroup here = here();
        int i = from;
        if (mode != Mode.ALL && here.start() >= 0) {
            while (i < here.size() && here.get(i).subsession() != 0) {
                i++;
            }
        }
        return i;
    }
}
