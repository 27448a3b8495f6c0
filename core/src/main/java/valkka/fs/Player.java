package valkka.fs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;

/**
 * Decides which frame of a cache passes next, and when. It knows no clock and no thread: each method is told the time, in nanoseconds of
 * some clock. All streams share one time of play; a frame is due when that has come to the frame's own. Not safe for several threads.
 */
final class Player {
    /** A longer wait for the next frame is cut to this: a recording's gaps are crossed in so many ms of its time. */
    static final long LONGEST_WAIT_MILLIS = 2_000;
    /** A stream that is behind by more goes on at its last key frame, if there is one further on. */
    static final long LONGEST_LAG_MILLIS = 2_000;
    /** Where the filters are slower by more, play waits for them. */
    static final long LARGEST_LATENESS_NANOS = 1_000_000_000;
    /** Above this speed key frames alone pass. */
    static final double FASTEST_OF_ALL_FRAMES = 4;

    /** A frame, and where it goes. */
    record Delivery(FrameFilter filter, Frame frame) {}

    private record Stream(int slot, int subsession) {}

    private final FrameCache cache;
    private final Map<Integer, FrameFilter> filters = new HashMap<>();
    /** Gets the slots that have no filter; may be null. */
    private final FrameFilter others;

    private final Map<Stream, Codec> announced = new HashMap<>();
    private final Timeline timeline = new Timeline();

    private boolean timeKnown;
    /** Every frame up to here has passed, or will at once. */
    private long time;

    private boolean playing;
    private boolean waiting;
    private boolean seeking;
    private long target;

    private long passed;
    private long gapsCrossed;
    private long skips;

    Player(FrameCache cache, FrameFilter others) {
        this.cache = cache;
        this.others = others;
    }

    Map<Integer, FrameFilter> filters() {
        return filters;
    }

    /** The stream of a slot begins anew. */
    void resetStream(int slot) {
        CachedTrack track = cache.tracks().get(slot);
        if (track != null) {
            track.cursor().unset();
        }
        announced.keySet().removeIf(stream -> stream.slot() == slot);
    }

    /** Asks for a time, which is kept until it can be had. @return whether it could be at once */
    boolean seek(long now, long millis) {
        seeking = true;
        target = millis;
        return answerSeek(now);
    }

    /** Answers a seek that is kept, when the cache's limits contain its time and there is a key frame. @return whether it did */
    boolean answerSeek(long now) {
        if (!seeking || !cache.limits().contains(target)) {
            return false;
        }
        long earliest = Long.MAX_VALUE;
        for (CachedTrack track : cache.tracks().values()) {
            track.cursor().unset();
            if (track.cursor().seek(target)) {
                earliest = Math.min(earliest, track.cursor().time());
            }
        }
        if (earliest == Long.MAX_VALUE) {
            return false;
        }
        announced.clear();
        seeking = false;
        timeKnown = true;
        moveTo(now, Math.max(target, earliest));
        return true;
    }

    private void moveTo(long now, long millis) {
        time = millis;
        waiting = false;
        timeline.anchor(now, millis);
    }

    void play(long now) {
        if (!playing) {
            playing = true;
            timeline.anchor(now, time);
        }
    }

    void stop(long now) {
        time = current(now);
        playing = false;
        waiting = false;
    }

    void setSpeed(long now, double speed) {
        time = current(now);
        timeline.anchor(now, time);
        timeline.setSpeed(speed);
        waiting = false;
    }

    /** Stands still at the next picture that would pass at this speed, so that it is due. @return false when there is none */
    boolean step(long now) {
        stop(now);
        FrameGroup next = null;
        for (CachedTrack track : played()) {
            FrameGroup group = canMove() ? nextPicture(track) : null;
            if (group != null && !isDue(group.time(), time) && (next == null || isDue(group.time(), next.time()))) {
                next = group;
            }
        }
        if (next == null) {
            return false;
        }
        moveTo(now, next.time());
        return true;
    }

    private FrameGroup nextPicture(CachedTrack track) {
        FrameGroup group = nextGroup(track);
        boolean soundAlone = mode() == TrackCursor.Mode.ALL && group != null && !group.hasPicture();
        return soundAlone ? track.pictureAfter(group.time()) : group;
    }

    /** Stands still at the key frame before. @return false when there is none */
    boolean stepBack(long now) {
        stop(now);
        long previous = Long.MIN_VALUE;
        for (CachedTrack track : played()) {
            FrameGroup group = track.startBefore(time);
            previous = group == null ? previous : Math.max(previous, group.time());
        }
        return canMove() && previous != Long.MIN_VALUE && seek(now, previous);
    }

    private boolean canMove() {
        return timeKnown && !seeking;
    }

    void clear() {
        cache.clear();
        announced.clear();
        waiting = false;
    }

    /** The next frame, if one is due: it counts as passed. */
    Delivery next(long now) {
        if (!canMove()) {
            return null;
        }
        CachedTrack track = nextTrack();
        if (track == null) {
            waiting |= playing && now >= endOfCache();
            return null;
        }
        long due = track.cursor().next(mode()).time();
        if (!isDueAtOnce(track, due)) {
            if (!playing || !isReached(now, due)) {
                return null;
            }
            time = due;
        }
        waiting = false;
        return take(track);
    }

    /** Whether play has come to the time {@code due}. */
    private boolean isReached(long now, long due) {
        long lateness = now - timeline.nanosAt(due);
        if (lateness < 0) {
            waiting = false;
            crossGap(now);
            return false;
        }
        if (waiting || lateness > LARGEST_LATENESS_NANOS) {
            timeline.anchor(now, due);
        }
        return true;
    }

    private boolean isDueAtOnce(CachedTrack track, long due) {
        return isDue(due, time) || (!isForward() && track.cursor().isWithinGroup(mode()));
    }

    /** Whether a frame's time is not behind another time, in the direction of play. */
    private boolean isDue(long frameTime, long at) {
        return isForward() ? frameTime <= at : frameTime >= at;
    }

    private Delivery take(CachedTrack track) {
        BasicFrame frame = track.cursor().peek(mode());
        FrameFilter filter = filterOf(frame.slot());
        Stream stream = new Stream(frame.slot(), frame.subsession());
        if (!frame.codec().equals(announced.put(stream, frame.codec()))) {
            return new Delivery(
                    filter, new SetupFrame(frame.slot(), frame.subsession(), frame.mstimestamp(), frame.codec()));
        }
        track.cursor().take(mode());
        passed++;
        return new Delivery(filter, frame);
    }

    /** The track whose turn it is, by its next frame's time, ties by slot. */
    private CachedTrack nextTrack() {
        CachedTrack next = null;
        long nextTime = 0;
        for (CachedTrack track : played()) {
            FrameGroup group = nextGroup(track);
            if (group != null && (next == null || (isForward() ? group.time() < nextTime : group.time() > nextTime))) {
                next = track;
                nextTime = group.time();
            }
        }
        return next;
    }

    private FrameGroup nextGroup(CachedTrack track) {
        TrackCursor cursor = track.cursor();
        if (!cursor.isSet() && !cursor.seek(time)) {
            return null;
        }
        FrameGroup group = cursor.next(mode());
        if (group != null && isForward() && group.time() < time - LONGEST_LAG_MILLIS && cursor.skipTo(time)) {
            skips++;
            group = cursor.next(mode());
        }
        return group;
    }

    /** Whether there is nothing for long: then the time jumps. */
    private void crossGap(long now) {
        long here = timeline.millisAt(now);
        long wait = Long.MAX_VALUE;
        for (CachedTrack track : played()) {
            FrameGroup group = isForward() ? track.after(Math.max(here, time)) : track.before(Math.min(here, time));
            wait = group == null ? wait : Math.min(wait, Math.abs(group.time() - here));
        }
        if (wait != Long.MAX_VALUE && wait > LONGEST_WAIT_MILLIS) {
            long jump = wait - LONGEST_WAIT_MILLIS;
            timeline.anchor(now, isForward() ? here + jump : here - jump);
            gapsCrossed++;
        }
    }

    /** When to ask for the {@link #next} frame again if nothing comes in between. */
    long wakeAt() {
        if (!canMove() || !playing || waiting) {
            return Long.MAX_VALUE;
        }
        CachedTrack track = nextTrack();
        return track == null
                ? endOfCache()
                : timeline.nanosAt(track.cursor().next(mode()).time());
    }

    /** When play will be at the last frame of all, by the clock. */
    private long endOfCache() {
        return timeline.nanosAt(lastTime());
    }

    private long lastTime() {
        TimeRange limits = FrameCache.limits(played());
        if (limits.isEmpty()) {
            return time;
        }
        return isForward() ? Math.max(time, limits.to()) : Math.min(time, limits.from());
    }

    private List<CachedTrack> played() {
        List<CachedTrack> played = new ArrayList<>(cache.tracks().size());
        cache.tracks().forEach((slot, track) -> {
            if (filterOf(slot) != null) {
                played.add(track);
            }
        });
        return played;
    }

    private FrameFilter filterOf(int slot) {
        return filters.getOrDefault(slot, others);
    }

    private TrackCursor.Mode mode() {
        if (timeline.speed() < 0) {
            return TrackCursor.Mode.KEY_FRAMES_BACK;
        }
        return timeline.speed() > FASTEST_OF_ALL_FRAMES ? TrackCursor.Mode.KEY_FRAMES : TrackCursor.Mode.ALL;
    }

    boolean isForward() {
        return timeline.speed() > 0;
    }

    boolean isPlaying() {
        return playing;
    }

    double speed() {
        return timeline.speed();
    }

    long target() {
        return target;
    }

    /** Where it is, in Unix ms: what lies before has passed, and there are frames up to here. 0 before the first seek was answered. */
    long current(long now) {
        if (!playing || !canMove()) {
            return time;
        }
        long here = timeline.millisAt(now);
        CachedTrack track = nextTrack();
        long next = track == null ? lastTime() : track.cursor().next(mode()).time();
        if (isForward()) {
            return Math.max(time, Math.min(here, track == null ? next : next - 1));
        }
        return Math.min(time, Math.max(here, track == null ? next : next + 1));
    }

    /** Whether it would go on with any frame that comes. */
    boolean isHungry() {
        return playing && canMove() && nextTrack() == null;
    }

    /** Where the cache is needed. */
    long cacheTime() {
        return seeking ? target : timeKnown ? time : Long.MIN_VALUE;
    }

    PlayState state() {
        if (seeking) {
            return PlayState.SEEKING;
        }
        if (!timeKnown) {
            return PlayState.NO_TIME;
        }
        return !playing ? PlayState.STOPPED : waiting ? PlayState.WAITING : PlayState.PLAYING;
    }

    long passed() {
        return passed;
    }

    long gapsCrossed() {
        return gapsCrossed;
    }

    long skips() {
        return skips;
    }
}
