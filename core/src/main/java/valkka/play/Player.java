package valkka.play;

import valkka.fs.GapRule;

/**
 * Decides which frame of a cache passes next, and when. It knows no clock and no thread: each method is told the time, in nanoseconds of
 * some clock. All streams share one time of play; a frame is due when that has come to the frame's own. Not safe for several threads.
 */
final class Player {
    /** Where the filters are slower by more, play waits for them. */
    static final long LARGEST_LATENESS_NANOS = 1_000_000_000;

    private final FrameCache cache;
    private final PlayOrder order;
    private final Timeline timeline = new Timeline();

    private boolean timeKnown;
    /** Every frame up to here has passed, or will at once. */
    private long time;

    private boolean playing;
    private boolean pulling;
    private boolean waiting;
    private boolean seeking;
    private long target;
    private long gapsCrossed;

    Player(FrameCache cache, PlayOrder order) {
        this.cache = cache;
        this.order = order;
    }

    /** Asks for a time, which is kept until it can be had. @return whether it could be at once */
    boolean seek(long now, long millis) {
        seeking = true;
        pulling = false;
        target = millis;
        return answerSeek(now);
    }

    /** Answers a seek that is kept, when the cache's limits contain its time and there is a key frame. @return whether it did */
    boolean answerSeek(long now) {
        if (!seeking || !cache.limits().contains(target)) {
            return false;
        }
        long earliest = order.seek(target);
        if (earliest == Long.MAX_VALUE) {
            return false;
        }
        seeking = false;
        timeKnown = true;
        moveTo(now, Math.max(target, earliest));
        order.noticeSeek(time);
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

    /** Lets the time stand still, and tells the streams. @return whether it ran */
    boolean stop(long now) {
        if (!hold(now)) {
            return false;
        }
        order.noticeStop(time);
        return true;
    }

    /** Lets the time stand still for a moment, of which the streams need not know. @return whether it ran */
    boolean hold(long now) {
        boolean ran = playing;
        time = current(now);
        playing = false;
        waiting = false;
        return ran;
    }

    void setSpeed(long now, double speed) {
        moveTo(now, current(now));
        timeline.setSpeed(speed);
        order.setSpeed(speed);
    }

    /** Stands still at the next picture that would pass at this speed, so that it is due. @return false when there is none */
    boolean step(long now) {
        stop(now);
        FrameGroup next = canMove() ? order.nextPicture(time) : null;
        if (next == null) {
            return false;
        }
        moveTo(now, next.time());
        return true;
    }

    /** Stands still at the key frame before. @return false when there is none */
    boolean stepBack(long now) {
        stop(now);
        FrameGroup previous = canMove() ? order.startBefore(time) : null;
        return previous != null && seek(now, previous.time());
    }

    private boolean canMove() {
        return timeKnown && !seeking;
    }

    /** A pull begins, or ends. It brings what is oldest first: backwards, half of it would look like a gap. */
    void pulling(boolean now) {
        pulling = now;
    }

    private boolean waitsForPull() {
        return pulling && !order.isForward();
    }

    /** Forgets all frames, and neither the time nor a seek that is kept. */
    void clear(long now) {
        moveTo(now, current(now));
        cache.clear();
        order.restart();
    }

    /** Forgets the frames of a slot. */
    void forget(int slot) {
        order.restart(slot);
        cache.clear(slot);
    }

    /** The next frame, if one is due: it counts as passed. Notices of a seek or a stop go first. */
    PlayOrder.Delivery next(long now) {
        PlayOrder.Delivery notice = order.nextNotice();
        if (notice != null) {
            return notice;
        }
        if (!canMove() || waitsForPull()) {
            return null;
        }
        PlayOrder.Turn turn = order.next(time);
        if (turn == null || !order.isDue(time, turn)) {
            long due = turn == null ? order.end(time) : turn.time();
            boolean come = playing && comesTo(due, now);
            if (turn == null || !come) {
                waiting |= come;
                return null;
            }
            catchUp(due, now);
            time = due;
        }
        waiting = false;
        return order.take(turn);
    }

    /** Whether the clock of play has come to a time. Where there is nothing for long in front of that, it jumps. */
    private boolean comesTo(long due, long now) {
        if (now >= timeline.nanosAt(due)) {
            return true;
        }
        waiting = false;
        long here = timeline.millisAt(now);
        if (order.lastBeforeGap(here, due, GapRule.LONGEST_WAIT_MILLIS) == here) {
            long jump = order.distanceToNext(here) - GapRule.LONGEST_WAIT_MILLIS;
            moveTo(now, order.isForward() ? here + jump : here - jump);
            gapsCrossed++;
        }
        return false;
    }

    /** After a wait for frames, and where the filters are slow, the time goes on from the frame that is to pass now. */
    private void catchUp(long due, long now) {
        if (waiting || now - timeline.nanosAt(due) > LARGEST_LATENESS_NANOS) {
            timeline.anchor(now, due);
        }
    }

    /** When to ask for the {@link #next} frame again if nothing comes in between. */
    long wakeAt(long now) {
        if (!canMove() || !playing || waiting || waitsForPull()) {
            return Long.MAX_VALUE;
        }
        PlayOrder.Turn turn = order.next(time);
        long due = turn == null ? order.end(time) : turn.time();
        return timeline.nanosAt(order.lastBeforeGap(timeline.millisAt(now), due, GapRule.LONGEST_WAIT_MILLIS));
    }

    /** Where it is, in Unix ms: what lies before has passed, and there are frames up to here. 0 before the first seek was answered. */
    long current(long now) {
        if (!playing || !canMove()) {
            return time;
        }
        long here = timeline.millisAt(now);
        PlayOrder.Turn turn = order.next(time);
        long limit = turn == null ? order.end(time) : turn.time() - (order.isForward() ? 1 : -1);
        return order.isForward() ? Math.max(time, Math.min(here, limit)) : Math.min(time, Math.max(here, limit));
    }

    boolean isPlaying() {
        return playing;
    }

    double speed() {
        return timeline.speed();
    }

    /** The time of a seek that is kept. */
    long target() {
        return target;
    }

    /** Where the cache is needed. */
    long cacheTime() {
        if (seeking) {
            return target;
        }
        return timeKnown ? time : Long.MIN_VALUE;
    }

    PlayState state() {
        if (seeking) {
            return PlayState.SEEKING;
        }
        if (!timeKnown) {
            return PlayState.NO_TIME;
        }
        if (!playing) {
            return PlayState.STOPPED;
        }
        return waiting ? PlayState.WAITING : PlayState.PLAYING;
    }

    long gapsCrossed() {
        return gapsCrossed;
    }
}
