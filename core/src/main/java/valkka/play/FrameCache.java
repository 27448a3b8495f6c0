package valkka.play;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import valkka.frame.BasicFrame;
import valkka.fs.TimeRange;

/**
 * All cached frames, a track a slot, within a budget of bytes. What is over is what play needs last: pictures that were played first,
 * then those furthest ahead, always with all that depend on them. Not safe for several threads.
 */
final class FrameCache {
    private final Map<Integer, CachedTrack> tracks = new TreeMap<>();
    /** Slots of which a frame had no room: none of theirs is taken until one comes that play can start from. */
    private final Set<Integer> refusing = new HashSet<>();

    private long budget;
    private long duplicates;
    private long evicted;
    private long refused;

    FrameCache(long budget) {
        this.budget = budget;
    }

    /** Each slot's frames; slots in ascending order. */
    Map<Integer, CachedTrack> tracks() {
        return tracks;
    }

    /** @param playTime where play is, or will be */
    void setBudget(long bytes, long playTime) {
        budget = bytes;
        boolean shrinks = true;
        while (shrinks && bytes() > budget) {
            shrinks = evictFirst(playTime, Long.MAX_VALUE) || evictLast(playTime, Long.MIN_VALUE);
        }
    }

    /** A pull begins or ends. */
    void endRun() {
        tracks.values().forEach(CachedTrack::endRun);
    }

    /**
     * Takes a frame in, if it is new and has room.
     *
     * @param playTime where play is, or will be
     * @param forward which way it goes from there
     */
    boolean add(BasicFrame frame, long playTime, boolean forward) {
        int slot = frame.slot();
        boolean start = frame.subsession() == 0 && frame.isSeekable();
        if (refusing.contains(slot) && !start) {
            refused++;
            return false;
        }
        if (!makeRoom(frame.size() + CachedTrack.FRAME_OVERHEAD, frame.mstimestamp(), playTime, forward)) {
            refusing.add(slot);
            refused++;
            return false;
        }
        refusing.remove(slot);
        boolean added = tracks.computeIfAbsent(slot, s -> new CachedTrack()).add(frame);
        duplicates += added ? 0 : 1;
        return added;
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

    /** Takes out the oldest pictures that end before play, if they are older than the frame that needs their room. */
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
        evicted += oldest.remove(oldest.first().time(), endOfFirst(oldest));
        return true;
    }

    private static long endOfFirst(CachedTrack track) {
        FrameGroup next = track.startAfter(track.first().time());
        return next == null ? Long.MAX_VALUE : next.time();
    }

    /** Takes out the newest pictures behind play, if they are newer than the frame that needs their room. */
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
        evicted += newest.remove(newestStart, Long.MAX_VALUE);
        return true;
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

    /** What is in memory, payloads and what goes with them. */
    long bytes() {
        long bytes = 0;
        for (CachedTrack track : tracks.values()) {
            bytes += track.bytes();
        }
        return bytes;
    }

    /** From the oldest to the newest frame of all slots. */
    TimeRange limits() {
        return limits(tracks.values());
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

    long budget() {
        return budget;
    }

    /** Frames that came and were there already. */
    long duplicates() {
        return duplicates;
    }

    /** Frames that had to go for others. */
    long evicted() {
        return evicted;
    }

    /** Frames that had no room. */
    long refused() {
        return refused;
    }
}
