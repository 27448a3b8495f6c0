package valkka.play;

import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.GapRule;

/**
 * Decides which frame of a cache passes next, and when. It knows no clock and no thread: each
 * method gets the time, in nanoseconds of some clock. All streams share one time of play. A frame
 * is due when the time of play has come to the frame's own time. Only one thread at a time may use
 * it.
 */
final class Player {
    /** When the filters are later than this, play waits for them. */
    static final long LARGEST_LATENESS_NANOS = 1_000_000_000;

    private final FrameCache cache;
    private final PlayOrder order;
    private final Timeline timeline = new Timeline();

    private boolean timeKnown;
    /** Every frame up to this time has passed, or will at once. */
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

    /**
     * Requests a time, and keeps the request until the time is in the cache.
     *
     * @return whether the time was in the cache at once
     */
    boolean seek(long now, long millis) {
        seeking = true;
        pulling = false;
        target = millis;
        return answerSeek(now);
    }

    /**
     * Answers a pending seek, when the cache's limits contain its time and there is a key frame.
     *
     * @return whether a seek was answered
     */
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

    /**
     * Lets the time stand still, and tells the streams.
     *
     * @return whether the time ran
     */
    boolean stop(long now) {
        if (!hold(now)) {
            return false;
        }
        order.noticeStop(time);
        return true;
    }

    /**
     * Lets the time stand still for a moment, without telling the streams.
     *
     * @return whether the time ran
     */
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

    /**
     * Stands still at the next picture that would pass at this speed, so that the picture is due.
     *
     * @return false when there is no such picture
     */
    boolean step(long now) {
        stop(now);
        FrameGroup next = canMove() ? order.nextPicture(time) : null;
        if (next == null) {
            return false;
        }
        moveTo(now, next.time());
        return true;
    }

    /**
     * Stands still at the key frame before.
     *
     * @return false when there is no earlier key frame
     */
    boolean stepBack(long now) {
        stop(now);
        FrameGroup previous = canMove() ? order.startBefore(time) : null;
        return previous != null && seek(now, previous.time());
    }

    private boolean canMove() {
        return timeKnown && !seeking;
    }

    /**
     * Notes that a pull begins, or ends. A pull brings the oldest frames first: backwards, half a
     * pull would look like a gap.
     */
    void pulling(boolean now) {
        cache.endRun();
        pulling = now;
    }

    private boolean waitsForPull() {
        return pulling && !order.isForward();
    }

    /** Forgets all frames, but neither the time nor a pending seek. */
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

    /**
     * Returns the next frame, if one is due: the frame counts as passed. Notices of a seek or a
     * stop go first.
     */
    PlayOrder.@Nullable Delivery next(long now) {
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

    /**
     * Returns whether the clock of play has come to a time. In front of a long time without frames,
     * the clock jumps.
     */
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

    /**
     * Lets the time go on from the frame that is to pass now, after a wait for frames, and where
     * the filters are slow.
     */
    private void catchUp(long due, long now) {
        if (waiting || now - timeline.nanosAt(due) > LARGEST_LATENESS_NANOS) {
            timeline.anchor(now, due);
        }
    }

    /** Returns when to ask for the {@link #next} frame again if nothing comes in between. */
    long wakeAt(long now) {
        if (!canMove() || !playing || waiting || waitsForPull()) {
            return Long.MAX_VALUE;
        }
        PlayOrder.Turn turn = order.next(time);
        long due = turn == null ? order.end(time) : turn.time();
        return timeline.nanosAt(order.lastBeforeGap(timeline.millisAt(now), due, GapRule.LONGEST_WAIT_MILLIS));
    }

    /**
     * Returns the play position, in Unix ms, or 0 before the first answered seek. All frames before
     * the position have passed, and the cache has frames up to the position.
     */
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

    /** Takes a frame into the cache. */
    void take(BasicFrame frame) {
        cache.add(frame, cacheTime(), order.isForward());
    }

    void setMemoryBudget(long bytes) {
        cache.setBudget(bytes, cacheTime(), order.isForward());
    }

    /** Returns the time around which the cache is needed. */
    private long cacheTime() {
        if (seeking) {
            return target;
        }
        return timeKnown ? time : Long.MIN_VALUE;
    }

    /**
     * Returns all counters.
     *
     * @param refusedWhenEnded the frames that came after the end, which the cache has not seen
     */
    FileCacheStats stats(long now, long refusedWhenEnded, long filterErrors) {
        return new FileCacheStats(
                state(),
                current(now),
                seeking ? target : 0,
                timeline.speed(),
                cache.limits(),
                cache.frames(),
                cache.bytes(),
                cache.budget(),
                order.passed(),
                cache.duplicates(),
                cache.evicted(),
                cache.refused() + refusedWhenEnded,
                gapsCrossed,
                order.skips(),
                filterErrors);
    }

    private PlayState state() {
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

    /**
     * The run of a recording's time against a clock: a straight line through a point, with the speed as
     * its slope.
     */
    private static final class Timeline {
        private static final double NANOS_PER_MILLI = 1e6;

        private long anchorNanos;
        private long anchorMillis;
        private double speed = 1;

        double speed() {
            return speed;
        }

        /** Leads the line through this point from now on. */
        void anchor(long nanos, long millis) {
            anchorNanos = nanos;
            anchorMillis = millis;
        }

        /** Changes the slope, but not the point of {@link #anchor}. */
        void setSpeed(double newSpeed) {
            speed = newSpeed;
        }

        /** Returns the recording's time at a time of the clock, in whole ms that have begun. */
        long millisAt(long nanos) {
            double millis = (nanos - anchorNanos) * speed / NANOS_PER_MILLI;
            return anchorMillis + (long) (speed > 0 ? Math.floor(millis) : Math.ceil(millis));
        }

        /** Returns the clock's time at a time of the recording; the inverse of {@link #millisAt}. */
        long nanosAt(long millis) {
            return anchorNanos + (long) Math.ceil((millis - anchorMillis) * NANOS_PER_MILLI / speed);
        }
    }
}
