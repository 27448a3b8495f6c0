package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;

/**
 * Thins each stream out. A picture passes whole when the last picture that passed is at least
 * {@code interval} older. Setup frames and markers always pass. libValkka:
 * {@code TimeIntervalFrameFilter}, which goes by the time of day. This filter goes by the frames'
 * own times, so that it thins a recording out alike at any reading speed.
 *
 * <p>Most pictures of H.264 and H.265 cannot be decoded without the pictures before them. So thin
 * out key frames, or streams that nobody decodes.
 *
 * <pre>{@code
 * FrameFilter onceASecond = new TimeIntervalFrameFilter("interval", 1000, next);
 * }</pre>
 */
public final class TimeIntervalFrameFilter extends ChainFilter {
    private final long interval;

    @GuardedBy("this")
    private final Map<Stream, Long> passed = new HashMap<>(); // the newest times

    private record Stream(int slot, int subsession) {}

    /**
     * Makes a filter at the end of a chain.
     *
     * @param interval in ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code interval} is negative
     */
    public TimeIntervalFrameFilter(String name, long interval) {
        super(name);
        this.interval = checked(interval);
    }

    /**
     * Makes a filter that passes frames on to {@code next}.
     *
     * @param interval in ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code interval} is negative
     */
    public TimeIntervalFrameFilter(String name, long interval, FrameFilter next) {
        super(name, next);
        this.interval = checked(interval);
    }

    /** Makes a filter as {@link #TimeIntervalFrameFilter(String, long, FrameFilter)} does. */
    public TimeIntervalFrameFilter(String name, Duration interval, FrameFilter next) {
        this(name, interval.toMillis(), next);
    }

    private static long checked(long interval) {
        if (interval < 0) {
            throw ValkkaException.badArgument("a time interval of " + interval + " ms: give 0 or more");
        }
        return interval;
    }

    @Override
    public void run(Frame frame) {
        if (!(frame instanceof BasicFrame) || isDue(frame)) {
            pass(frame);
        }
    }

    private synchronized boolean isDue(Frame frame) {
        Stream stream = new Stream(frame.slot(), frame.subsession());
        Long last = passed.get(stream);
        long time = frame.mstimestamp();
        // A time before the last one starts anew: somebody has gone back in a recording.
        boolean due = last == null || time <= last || time - last >= interval;
        if (due) {
            passed.put(stream, time);
        }
        return due;
    }
}
