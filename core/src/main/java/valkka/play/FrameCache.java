package valkka.play;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.fs.TimeRange;

/**
 * All cached frames, a track for each slot, within a budget of bytes. Only this class knows the
 * rule of eviction: the frames that play needs last leave first. These are pictures that were
 * played first, then pictures furthest ahead, always with all frames that depend on them. A
 * listener gets the losses. Only one thread at a time may use it.
 */
final class FrameCache {
    /**
     * Frames that were asked for and are not in the cache: they were evicted, or found no room.
     *
     * @param slot the slot of the frames
     * @param times where the cache has no frame of the slot any longer: the times of the frames,
     *     extended on both sides to the next cached frames, or to the play position
     */
    record Loss(int slot, TimeRange times) {}

    private final Map<Integer, CachedTrack> tracks = new TreeMap<>();
    /**
     * Slots that lost a frame in the middle of a pull. No frame of such a slot is taken until one
     * comes that play can start from.
     */
    private final Set<Integer> refusing = new HashSet<>();

    private Consumer<Loss> lossListener = loss -> {};
    private long budget;
    private long duplicates;
    private long evicted;
    private long refused;

    FrameCache(long budget) {
        this.budget = budget;
    }

    /** Sets the listener that gets each loss, at once. */
    void onLoss(Consumer<Loss> listener) {
        lossListener = listener;
    }

    /** Returns the slots' tracks, slots in ascending order. */
    Collection<CachedTrack> tracks() {
        return Collections.unmodifiableCollection(tracks.values());
    }

    /** Returns the track of a slot, or null. */
    @Nullable
    CachedTrack track(int slot) {
        return tracks.get(slot);
    }

    /**
     * Sets the memory for all frames. Where the cached frames need more, the past of play goes
     * first, in the direction of play.
     *
     * @param playTime the play position, now or soon
     * @param forward the direction of play
     */
    void setBudget(long bytes, long playTime, boolean forward) {
        budget = bytes;
        boolean shrinks = true;
        while (shrinks && bytes() > budget) {
            shrinks = forward
                    ? evictFirst(playTime, Long.MAX_VALUE) || evictLast(playTime, Long.MIN_VALUE)
                    : evictLast(playTime, Long.MIN_VALUE) || evictFirst(playTime, Long.MAX_VALUE);
        }
    }

    /** Notes that a pull begins or ends. */
    void endRun() {
        tracks.values().forEach(CachedTrack::endRun);
    }

    /**
     * Takes a frame in, if the frame is new and has room.
     *
     * @param playTime the play position, now or soon
     * @param forward the direction of play
     */
    void add(BasicFrame frame, long playTime, boolean forward) {
        CachedTrack track = tracks.get(frame.slot());
        long needed = frame.size() + CachedTrack.FRAME_OVERHEAD;
        boolean tight = isCutOff(frame) || bytes() + needed > budget;
        boolean known = tight && track != null && track.comesAgain(frame);
        if (tight
                && !known
                && (isCutOff(frame) || !makeRoom(needed, frame.mstimestamp(), playTime, forward) || isCutOff(frame))) {
            refuse(frame, playTime);
            return;
        }
        if (isStart(frame) || (known && frame.subsession() == 0)) {
            refusing.remove(frame.slot()); // the next frames in this pull can be shown
        }
        if (known || !tracks.computeIfAbsent(frame.slot(), CachedTrack::new).add(frame)) {
            duplicates++;
        }
    }

    /** Whether play may start at a frame whose picture has not come yet. */
    private static boolean isStart(BasicFrame frame) {
        return frame.subsession() == 0 && frame.isSeekable();
    }

    /** Returns whether frames were lost that the frame builds on. */
    private boolean isCutOff(BasicFrame frame) {
        return refusing.contains(frame.slot()) && !isStart(frame);
    }

    private void refuse(BasicFrame frame, long playTime) {
        refused++;
        CachedTrack track = tracks.get(frame.slot());
        TimeRange time = new TimeRange(frame.mstimestamp(), frame.mstimestamp());
        if (frame.subsession() == 0 || (track != null && track.hasLeadingStream())) {
            refusing.add(frame.slot());
        }
        tellLoss(frame.slot(), time, track == null ? time : track.emptyAround(time), playTime);
    }

    /**
     * Reports a loss, on one side of the play position. An empty range on the other side is a gap
     * that play is in, and no reason to read.
     */
    private void tellLoss(int slot, TimeRange lost, TimeRange empty, long playTime) {
        TimeRange times = empty;
        if (lost.from() > playTime) {
            times = new TimeRange(Math.max(empty.from(), playTime + 1), empty.to());
        } else if (lost.to() < playTime) {
            times = new TimeRange(empty.from(), Math.min(empty.to(), playTime - 1));
        }
        lossListener.accept(new Loss(slot, times));
    }

    private boolean makeRoom(long needed, long frameTime, long playTime, boolean forward) {
        while (bytes() + needed > budget) {
            boolean made = forward
                    ? evictFirst(playTime, frameTime) || (frameTime >= playTime && evictLast(playTime, frameTime))
                    : evictLast(playTime, frameTime) || (frameTime <= playTime && evictFirst(playTime, frameTime));
            if (!made) {
                return false;
            }
        }
        return true;
    }

    /**
     * Evicts the oldest pictures that end before the play position, if they are older than the
     * frame that needs their room.
     */
    private boolean evictFirst(long playTime, long frameTime) {
        CachedTrack oldest = null;
        for (CachedTrack track : tracks.values()) {
            if (!track.isEmpty()
                    && endOfFirst(track) <= playTime
                    && (oldest == null || track.first().time() < oldest.first().time())) {
                oldest = track;
            }
        }
        if (oldest == null || oldest.first().time() >= frameTime) {
            return false;
        }
        evict(oldest, oldest.first().time(), endOfFirst(oldest), playTime);
        return true;
    }

    private static long endOfFirst(CachedTrack track) {
        FrameGroup next = track.startAfter(track.first().time());
        return next == null ? Long.MAX_VALUE : next.time();
    }

    /**
     * Evicts the newest pictures after the play position, if they are newer than the frame that
     * needs their room.
     */
    private boolean evictLast(long playTime, long frameTime) {
        CachedTrack newest = null;
        long newestStart = Math.max(playTime, frameTime);
        for (CachedTrack track : tracks.values()) {
            FrameGroup start = track.startAtOrBefore(Long.MAX_VALUE);
            if (start != null && start.time() > newestStart) {
                newest = track;
                newestStart = start.time();
            }
        }
        if (newest == null) {
            return false;
        }
        evict(newest, newestStart, Long.MAX_VALUE, playTime);
        return true;
    }

    private void evict(CachedTrack track, long from, long to, long playTime) {
        CachedTrack.Removed removed = track.remove(from, to);
        evicted += removed.frames();
        if (removed.cutsPull()) {
            refusing.add(track.slot());
        }
        tellLoss(track.slot(), removed.times(), track.emptyAround(removed.times()), playTime);
    }

    void clear() {
        tracks.clear();
        refusing.clear();
    }

    void clear(int slot) {
        tracks.remove(slot);
        refusing.remove(slot);
    }

    long frames() {
        return tracks.values().stream().mapToLong(CachedTrack::frames).sum();
    }

    /** Returns the memory of all frames: their payloads and the overhead. */
    long bytes() {
        long bytes = 0;
        for (CachedTrack track : tracks.values()) {
            bytes += track.bytes();
        }
        return bytes;
    }

    /** Returns the range from the oldest to the newest frame of all slots. */
    TimeRange limits() {
        return limits(tracks.values());
    }

    /** Returns {@link #limits()} of one slot. */
    TimeRange limits(int slot) {
        CachedTrack track = tracks.get(slot);
        return track == null ? TimeRange.EMPTY : track.limits();
    }

    static TimeRange limits(Collection<CachedTrack> tracks) {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (CachedTrack track : tracks) {
            if (!track.isEmpty()) {
                from = Math.min(from, track.first().time());
                to = Math.max(to, track.last().time());
            }
        }
        return from > to ? TimeRange.EMPTY : new TimeRange(from, to);
    }

    /** Returns a line for each slot, each with a line break in front. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (CachedTrack track : tracks()) {
            text.append(System.lineSeparator())
                    .append("slot ")
                    .append(track.slot())
                    .append(": ")
                    .append(track);
        }
        return text.toString();
    }

    long budget() {
        return budget;
    }

    /** Returns the number of frames that came although the cache had them already. */
    long duplicates() {
        return duplicates;
    }

    /** Returns the number of frames that had to leave for others. */
    long evicted() {
        return evicted;
    }

    /** Returns the number of frames that had no room. */
    long refused() {
        return refused;
    }
}
