package valkka.play;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import valkka.fs.TimeRange;

/**
 * The callbacks for the time and for the limits of the cache, and when each is due. The time
 * callback is due every 500 ms of play, and once when a command has changed the time. Like
 * {@link Player} it knows no clock. Any thread may set a callback; only one thread at a time may
 * call the other methods.
 */
final class PlayCallbacks {
    private static final long PERIOD_NANOS = 500_000_000;

    /** A call of a callback, and its name for messages. */
    record Call(String name, Runnable callback) {}

    private volatile LongConsumer timeCallback = time -> {};
    private volatile Consumer<TimeRange> limitsCallback = limits -> {};

    private boolean limitsAreNew;
    private boolean timeIsNew;
    private long newSince;
    private long newTime;
    private long nextPeriod;

    void setTimeCallback(@Nullable LongConsumer callback) {
        timeCallback = callback == null ? time -> {} : callback;
    }

    void setLimitsCallback(@Nullable Consumer<TimeRange> callback) {
        limitsCallback = callback == null ? limits -> {} : callback;
    }

    void noteLimits() {
        limitsAreNew = true;
    }

    /**
     * Notes whether the time has changed by other means than play.
     *
     * @param time the new one, which is told though play goes on before the callback's turn
     */
    void noteTime(boolean changed, long now, long time) {
        if (!changed) {
            return;
        }
        newTime = time;
        if (!timeIsNew) {
            timeIsNew = true;
            newSince = now;
        }
    }

    /** Notes that play begins. */
    void notePlay(long now) {
        nextPeriod = now + PERIOD_NANOS;
    }

    /** Returns the call of the limits callback if the limits are new. */
    @Nullable
    Call limits(FrameCache cache) {
        if (!limitsAreNew) {
            return null;
        }
        limitsAreNew = false;
        TimeRange limits = cache.limits();
        return new Call("limits callback", () -> limitsCallback.accept(limits));
    }

    /**
     * Returns whether the time callback must not wait for frames any longer. Frames that are due at
     * the same moment pass first, the frames of a seek too. But filters that are always late do not
     * keep the callback waiting.
     */
    boolean timeIsLate(long now, boolean playing) {
        return (timeIsNew && now - newSince > PERIOD_NANOS) || (playing && now - nextPeriod > PERIOD_NANOS);
    }

    /** Returns the call of the time callback if it is due. */
    @Nullable
    Call time(long now, Player player) {
        boolean periodIsOver = player.isPlaying() && now >= nextPeriod;
        if (!timeIsNew && !periodIsOver) {
            return null;
        }
        boolean first = timeIsNew;
        timeIsNew = false;
        if (periodIsOver) {
            nextPeriod = Math.max(nextPeriod + PERIOD_NANOS, now);
        }
        long time = first ? newTime : player.current(now);
        return new Call("time callback", () -> timeCallback.accept(time));
    }

    /** Returns when the time callback is due next while play goes on. */
    long nextPeriod() {
        return nextPeriod;
    }
}
