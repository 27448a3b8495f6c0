package valkka.play;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.GapRule;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;
import valkka.fs.TimeRange;

/**
 * The order in which the frames of all streams pass: by time, ties by slot. It announces each
 * stream by setup frames at its beginning, and tells the streams of seeks and stops. The
 * {@link Player} knows the play position and decides whether a frame is due. Only one thread at a
 * time may use it.
 */
final class PlayOrder {
    /** Above this speed only key frames pass. */
    static final double FASTEST_OF_ALL_FRAMES = 4;

    /** A frame, and the filter that it goes to. */
    record Delivery(FrameFilter filter, Frame frame) {}

    /** The frame whose turn it is: the next frame of that track. */
    record Turn(CachedTrack track, TrackCursor.Place place) {
        long time() {
            return place.time();
        }
    }

    /** Stands for no filter: its slots are not played. */
    private static final FrameFilter NOBODY = frame -> {};

    private record Stream(int slot, int subsession) {}

    private final FrameCache cache;
    private final Map<Integer, FrameFilter> filters = new HashMap<>();
    /** Gets the frames of slots without a filter. */
    private final FrameFilter others;

    private final Map<Stream, Codec> announced = new HashMap<>();
    /** Slots whose frames have passed since their last notice of a seek. */
    private final Set<Integer> shown = new TreeSet<>();

    /** By slot, the notice for its stream before its next frame. */
    private final NavigableMap<Integer, MarkerFrame> notices = new TreeMap<>();

    private TrackCursor.Mode mode = TrackCursor.Mode.ALL;
    private long passed;
    private long skips;

    PlayOrder(FrameCache cache, @Nullable FrameFilter others) {
        this.cache = cache;
        this.others = others == null ? NOBODY : others;
    }

    /**
     * Gives a slot a filter; the stream begins anew.
     *
     * @return false when the slot has a filter already
     */
    boolean connect(int slot, FrameFilter filter) {
        if (filters.putIfAbsent(slot, filter) != null) {
            return false;
        }
        forgetStream(slot);
        return true;
    }

    /**
     * Removes the filter of a slot.
     *
     * @return false when the slot has no filter
     */
    boolean disconnect(int slot) {
        if (filters.remove(slot) == null) {
            return false;
        }
        forgetStream(slot);
        return true;
    }

    private void forgetStream(int slot) {
        restart(slot);
        shown.remove(slot);
        notices.remove(slot);
    }

    void setSpeed(double speed) {
        if (speed < 0) {
            mode = TrackCursor.Mode.KEY_FRAMES_BACK;
        } else {
            mode = speed > FASTEST_OF_ALL_FRAMES ? TrackCursor.Mode.KEY_FRAMES : TrackCursor.Mode.ALL;
        }
    }

    boolean isForward() {
        return mode != TrackCursor.Mode.KEY_FRAMES_BACK;
    }

    /**
     * Returns whether play that is {@code at} a time has come to a frame's time, in its direction.
     */
    boolean hasCome(long at, long frameTime) {
        return isForward() ? frameTime <= at : frameTime >= at;
    }

    /** Lets the stream of a slot begin anew. */
    void restart(int slot) {
        CachedTrack track = cache.track(slot);
        if (track != null) {
            track.cursor().unset();
        }
        announced.keySet().removeIf(stream -> stream.slot() == slot);
    }

    /** Lets all streams begin anew. */
    void restart() {
        cache.tracks().forEach(track -> track.cursor().unset());
        announced.clear();
    }

    /**
     * Sends each stream to its start at or before the time, or else to its next start.
     *
     * @return where the earliest stream begins; {@code Long.MAX_VALUE} when no stream can begin
     */
    long seek(long time) {
        restart();
        long earliest = Long.MAX_VALUE;
        for (CachedTrack track : cache.tracks()) {
            if (track.cursor().seek(time)) {
                earliest = Math.min(earliest, track.cursor().time());
            }
        }
        return earliest;
    }

    /**
     * Tells of a seek to the streams that have shown frames: the next frames do not follow the
     * shown frames.
     */
    void noticeSeek(long time) {
        if (!notices.isEmpty()) {
            shown.addAll(notices.keySet());
        }
        for (int slot : shown) {
            notices.put(slot, new MarkerFrame(MarkerFrame.Kind.SEEK, slot, time));
        }
        shown.clear();
    }

    /** Tells the streams that have shown frames that play stands still. */
    void noticeStop(long time) {
        shown.forEach(slot -> notices.put(slot, new MarkerFrame(MarkerFrame.Kind.STOP, slot, time)));
    }

    /** Returns the next notice, which goes before all frames; null when there is none. */
    @Nullable
    Delivery nextNotice() {
        Map.Entry<Integer, MarkerFrame> notice = notices.pollFirstEntry();
        return notice == null ? null : new Delivery(filterOf(notice.getKey()), notice.getValue());
    }

    /**
     * Returns whose turn it is when play is {@code at} a time; null when no track has a further
     * frame.
     */
    @Nullable
    Turn next(long at) {
        Turn next = null;
        for (CachedTrack track : played()) {
            TrackCursor.Place place = nextPlace(track, at);
            if (place != null && (next == null || !hasCome(place.time(), next.time()))) {
                next = new Turn(track, place);
            }
        }
        return next;
    }

    private TrackCursor.@Nullable Place nextPlace(CachedTrack track, long at) {
        TrackCursor cursor = track.cursor();
        if (!cursor.isSet() && !cursor.seek(at)) {
            return null;
        }
        TrackCursor.Place place = cursor.next(mode);
        if (place != null && isForward() && place.time() < at - GapRule.LONGEST_LAG_MILLIS && cursor.skipTo(at)) {
            skips++;
            place = cursor.next(mode);
        }
        return place;
    }

    /**
     * Returns whether a turn's frame may pass when play is {@code at} a time. Backwards, the frame
     * that a stream was sent to passes at once.
     */
    boolean isDue(long at, Turn turn) {
        return hasCome(at, turn.time())
                || (!isForward() && turn.track().cursor().isWithinGroup(mode));
    }

    /**
     * Returns the next frame of a turn's track, which counts as passed, or the setup frame that
     * goes before it.
     */
    Delivery take(Turn turn) {
        BasicFrame frame = turn.place().frame();
        FrameFilter filter = filterOf(frame.slot());
        Stream stream = new Stream(frame.slot(), frame.subsession());
        if (!frame.codec().equals(announced.put(stream, frame.codec()))) {
            return new Delivery(
                    filter, new SetupFrame(frame.slot(), frame.subsession(), frame.mstimestamp(), frame.codec()));
        }
        turn.track().cursor().pass(turn.place());
        shown.add(frame.slot());
        passed++;
        // A gap that the reader marked may be filled by now: blocks are pulled in any order.
        return new Delivery(filter, turn.track().isFollowing(frame.mstimestamp()) ? frame.withoutGapBefore() : frame);
    }

    /** Returns the next picture that play has not come to; null when there is none. */
    @Nullable
    FrameGroup nextPicture(long at) {
        FrameGroup next = null;
        for (CachedTrack track : played()) {
            FrameGroup group = nextPicture(track, at);
            if (group != null && !hasCome(at, group.time()) && (next == null || hasCome(next.time(), group.time()))) {
                next = group;
            }
        }
        return next;
    }

    private @Nullable FrameGroup nextPicture(CachedTrack track, long at) {
        TrackCursor.Place place = nextPlace(track, at);
        if (place == null) {
            return null;
        }
        FrameGroup group = place.group();
        boolean come = hasCome(at, group.time());
        return switch (mode) {
            case ALL -> come || !group.hasPicture() ? track.pictureAfter(Math.max(at, group.time())) : group;
            case KEY_FRAMES -> come ? track.startAfter(at) : group;
            case KEY_FRAMES_BACK ->
                come || track.cursor().isWithinGroup(mode) ? track.startBefore(Math.min(at, group.time())) : group;
        };
    }

    /** Returns the last start of any stream before a time; null when there is none. */
    @Nullable
    FrameGroup startBefore(long time) {
        FrameGroup last = null;
        for (CachedTrack track : played()) {
            FrameGroup group = track.startBefore(time);
            if (group != null && (last == null || group.time() > last.time())) {
                last = group;
            }
        }
        return last;
    }

    /**
     * Returns the first stop of play on its way from one time to another. The stop is {@code to},
     * or the last frame before a gap in between, in which no stream has a frame for more than
     * {@code longest} ms. It is {@code from} when the gap begins there.
     */
    long lastBeforeGap(long from, long to, long longest) {
        long at = from;
        while (Math.abs(to - at) > longest) {
            long furthest = at;
            for (CachedTrack track : played()) {
                FrameGroup group = isForward() ? track.before(at + longest + 1) : track.after(at - longest - 1);
                if (group != null && !hasCome(furthest, group.time())) {
                    furthest = group.time();
                }
            }
            if (furthest == at) {
                return at;
            }
            at = furthest;
        }
        return to;
    }

    /**
     * Returns the distance from a time to the next frame of any stream, whether the frame will pass
     * or not. There is one.
     */
    long distanceToNext(long time) {
        long distance = Long.MAX_VALUE;
        for (CachedTrack track : played()) {
            FrameGroup group = isForward() ? track.after(time) : track.before(time);
            distance = group == null ? distance : Math.min(distance, Math.abs(group.time() - time));
        }
        return distance;
    }

    /**
     * Returns the time of the last frame in the direction of play; {@code at} when play is further.
     */
    long end(long at) {
        TimeRange limits = FrameCache.limits(played());
        if (limits.isEmpty()) {
            return at;
        }
        return isForward() ? Math.max(at, limits.to()) : Math.min(at, limits.from());
    }

    private List<CachedTrack> played() {
        List<CachedTrack> played = new ArrayList<>();
        for (CachedTrack track : cache.tracks()) {
            if (filterOf(track.slot()) != NOBODY) {
                played.add(track);
            }
        }
        return played;
    }

    private FrameFilter filterOf(int slot) {
        return filters.getOrDefault(slot, others);
    }

    /** Returns the number of frames that have passed, setup frames not counted. */
    long passed() {
        return passed;
    }

    /** Returns how often a stream left frames out because it was far behind. */
    long skips() {
        return skips;
    }
}
