package valkka.play;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;
import valkka.fs.TimeRange;

/**
 * Plays a recording as {@link FileCacheThread} promises to, slowly and simply: it knows the whole recording, and looks through all of it at each
 * step. What is cached is a set of its frames.
 */
final class ReferencePlayer {
    private final ReferenceCache cached = new ReferenceCache();
    private final Map<Integer, ReferenceCursor> cursors = new HashMap<>();
    private final Set<String> announced = new HashSet<>();
    private final Set<Integer> shown = new TreeSet<>(); // slots, since their last notice of a seek
    private final List<Frame> passed = new ArrayList<>();

    private boolean timeKnown;
    private long time;
    private double here; // where the clock of play is
    private double speed = 1;
    private boolean playing;
    private boolean waiting;
    private Long target;

    void pull(List<Recorded> frames) {
        cached.add(frames);
        answerSeek();
        run(0);
    }

    void seek(long millis, boolean clear) {
        if (clear) {
            clear();
        }
        target = millis;
        answerSeek();
        run(0);
    }

    private void answerSeek() {
        if (target == null || !cached.limits().contains(target)) {
            return;
        }
        Map<Integer, ReferenceCursor> found = new HashMap<>();
        for (int slot : cached.slots()) {
            Recorded start = cached.startFor(slot, target);
            if (start != null) {
                found.put(slot, ReferenceCursor.inFrontOf(start));
            }
        }
        if (found.isEmpty()) {
            return;
        }
        cursors.clear();
        cursors.putAll(found);
        announced.clear();
        moveTo(Math.max(
                target,
                found.values().stream().mapToLong(ReferenceCursor::time).min().orElseThrow()));
        timeKnown = true;
        target = null;
        notice(MarkerFrame.Kind.SEEK);
        shown.clear();
    }

    private void notice(MarkerFrame.Kind kind) {
        shown.forEach(slot -> passed.add(new MarkerFrame(kind, slot, time)));
    }

    void play() {
        if (!playing) {
            playing = true;
            here = time;
        }
        run(0);
    }

    void stop() {
        boolean ran = playing;
        hold();
        if (ran) {
            notice(MarkerFrame.Kind.STOP);
        }
        run(0);
    }

    private void hold() {
        time = current();
        playing = false;
        waiting = false;
    }

    void setSpeed(double newSpeed) {
        moveTo(current());
        speed = newSpeed;
        run(0);
    }

    void clear() {
        moveTo(current());
        cached.clear();
        cursors.clear();
        announced.clear();
        run(0);
    }

    boolean step() {
        stop();
        if (!timeKnown || target != null) {
            return false;
        }
        Recorded next = null;
        for (int slot : cached.slots()) {
            Recorded picture = nextPicture(slot);
            if (picture != null && (next == null || isEarlier(picture, next))) {
                next = picture;
            }
        }
        if (next == null) {
            return false;
        }
        moveTo(next.time());
        run(0);
        return true;
    }

    /** All that was due has passed, so that each stream's next frame lies ahead. */
    private Recorded nextPicture(int slot) {
        Recorded next = next(slot);
        if (next == null || speed < 0 || speed > 4) {
            return next;
        }
        boolean video = cached.has(slot, frame -> frame.frame().subsession() == 0);
        boolean pictureAtOnce =
                cached.has(slot, f -> f.time() == next.time() && f.frame().subsession() == 0);
        return !video || pictureAtOnce
                ? next
                : cached.first(slot, f -> f.time() > next.time() && f.frame().subsession() == 0);
    }

    boolean stepBack() {
        boolean ran = playing;
        hold();
        Recorded previous = timeKnown && target == null ? startBefore() : null;
        if (previous != null) {
            seek(previous.time(), false);
        } else if (ran) {
            notice(MarkerFrame.Kind.STOP);
        }
        return previous != null;
    }

    private Recorded startBefore() {
        Recorded previous = null;
        for (int slot : cached.slots()) {
            Recorded start = cached.last(slot, f -> cached.isStart(f) && f.time() < time);
            if (start != null && (previous == null || start.time() > previous.time())) {
                previous = start;
            }
        }
        return previous;
    }

    /** Lets time pass. */
    void run(double millis) {
        double left = millis;
        while (timeKnown && target == null) {
            int slot = nextSlot();
            Recorded next = slot < 0 ? null : next(slot);
            if (next != null && isDueAtOnce(slot, next)) {
                waiting = false;
                pass(slot, next);
                continue;
            }
            if (!playing) {
                return;
            }
            long goal = next == null ? end() : next.time();
            double wait = (goal - here) / speed;
            if (wait <= 0) {
                if (next == null) {
                    here += left * speed;
                    waiting = true;
                    return;
                }
                here = waiting || wait < -1000 ? goal : here;
                time = goal;
                continue;
            }
            waiting = false;
            long gap = gapBefore(goal);
            if (gap == whole(here)) {
                crossGap();
                continue;
            }
            wait = (gap - here) / speed;
            if (wait > left) {
                here += left * speed;
                return;
            }
            left -= wait;
            here = gap;
        }
    }

    /** The goal, or where a gap of more than 2 s begins before it: here, or at a frame. */
    private long gapBefore(long goal) {
        long at = whole(here);
        while (Math.abs(goal - at) > 2000) {
            long from = at;
            Long next = cached.all().stream()
                    .map(Recorded::time)
                    .filter(t -> forward() ? t > from : t < from)
                    .min(forward() ? Comparator.naturalOrder() : Comparator.reverseOrder())
                    .orElseThrow();
            if (Math.abs(next - at) > 2000) {
                return at;
            }
            at = next;
        }
        return goal;
    }

    private void crossGap() {
        long now = whole(here);
        long nearest = cached.all().stream()
                .mapToLong(f -> forward() ? f.time() - now : now - f.time())
                .filter(distance -> distance > 0)
                .min()
                .orElseThrow();
        moveTo(forward() ? now + nearest - 2000 : now - nearest + 2000);
    }

    private boolean isDueAtOnce(int slot, Recorded next) {
        if (forward()) {
            return next.time() <= time;
        }
        return next.time() >= time || next.time() == cursors.get(slot).time();
    }

    private void pass(int slot, Recorded next) {
        BasicFrame frame = next.frame();
        if (announced.add(slot + "/" + frame.subsession())) {
            passed.add(new SetupFrame(slot, frame.subsession(), frame.mstimestamp(), frame.codec()));
        }
        passed.add(frame);
        shown.add(slot);
        cursors.put(slot, ReferenceCursor.behind(next));
    }

    private int nextSlot() {
        int best = -1;
        Recorded earliest = null;
        for (int slot : cached.slots()) {
            Recorded next = next(slot);
            if (next != null && (earliest == null || isEarlier(next, earliest))) {
                best = slot;
                earliest = next;
            }
        }
        return best;
    }

    private boolean isEarlier(Recorded a, Recorded b) {
        return forward() ? a.time() < b.time() : a.time() > b.time();
    }

    private Recorded next(int slot) {
        if (!cursors.containsKey(slot)) {
            Recorded start = cached.startFor(slot, time);
            if (start == null) {
                return null;
            }
            cursors.put(slot, ReferenceCursor.inFrontOf(start));
        }
        Recorded next = following(slot);
        if (next != null && forward() && next.time() < time - 2000) {
            Recorded start = cached.startAtOrBefore(slot, time);
            if (start != null && start.time() > cursors.get(slot).time()) {
                cursors.put(slot, ReferenceCursor.inFrontOf(start));
                return following(slot);
            }
        }
        return next;
    }

    private Recorded following(int slot) {
        ReferenceCursor cursor = cursors.get(slot);
        boolean keysOnly = speed < 0 || speed > 4;
        boolean keyGroup = cached.has(slot, f -> f.isKey() && f.time() == cursor.time());
        Recorded within = cached.first(
                slot,
                f -> f.time() == cursor.time()
                        && cursor.isBefore(f)
                        && (!keysOnly || !keyGroup || f.frame().subsession() == 0));
        if (within != null) {
            return within;
        }
        if (speed < 0) {
            Recorded start = cached.last(slot, f -> cached.isStart(f) && f.time() < cursor.time());
            return start == null ? null : cached.firstStartAt(slot, start.time());
        }
        Recorded start = cached.first(slot, f -> cached.isStart(f) && f.time() > cursor.time());
        if (keysOnly) {
            return start;
        }
        Recorded next = cached.first(slot, f -> f.time() > cursor.time());
        boolean startsThere = next != null && cached.has(slot, f -> f.isKey() && f.time() == next.time());
        return next != null && !startsThere && cached.isGap(slot, cursor.time(), next.time()) ? start : next;
    }

    private void moveTo(long millis) {
        time = millis;
        here = millis;
        waiting = false;
    }

    long current() {
        if (!playing || !timeKnown || target != null) {
            return time;
        }
        int slot = nextSlot();
        long limit = slot < 0 ? end() : next(slot).time() - (forward() ? 1 : -1);
        return forward() ? Math.max(time, Math.min(whole(here), limit)) : Math.min(time, Math.max(whole(here), limit));
    }

    private long whole(double millis) {
        return (long) (forward() ? Math.floor(millis) : Math.ceil(millis));
    }

    private long end() {
        TimeRange limits = cached.limits();
        if (limits.isEmpty()) {
            return time;
        }
        return forward() ? Math.max(time, limits.to()) : Math.min(time, limits.from());
    }

    PlayState state() {
        if (target != null) {
            return PlayState.SEEKING;
        }
        if (!timeKnown) {
            return PlayState.NO_TIME;
        }
        return !playing ? PlayState.STOPPED : waiting ? PlayState.WAITING : PlayState.PLAYING;
    }

    /** What has passed since the last call. */
    List<Frame> passed() {
        List<Frame> all = List.copyOf(passed);
        passed.clear();
        return all;
    }

    private boolean forward() {
        return speed > 0;
    }
}
