package valkka.filter;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;

/**
 * Thins each stream out: a frame passes when the one that passed before is at least so much older, and with it all frames of its
 * timestamp, the whole access unit. Setup frames and markers pass always. libValkka: {@code TimeIntervalFrameFilter}, which goes by the
 * time of day; here the frames' own times count, so that a recording that is read fast is thinned out alike.
 *
 * <p>Of H.264 and H.265 most pictures cannot be decoded without those before them: thin out key frames, or what needs no decoding.
 *
 * <pre>{@code
 * FrameFilter onceASecond = new TimeIntervalFrameFilter("interval", 1000, next);
 * }</pre>
 */
public final class TimeIntervalFrameFilter extends ChainFilter {
    private final long interval;
    private final Map<Stream, Long> passed = new HashMap<>(); // the newest times

    private record Stream(int slot, int subsession) {}

    /**
     * A filter at the end of a chain.
     *
     * @param interval in ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is negative
     */
    public TimeIntervalFrameFilter(String name, long interval) {
        super(name);
        this.interval = checked(interval);
    }

    /**
     * A filter with another one behind it.
     *
     * @param interval in ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is negative
     */
    public TimeIntervalFrameFilter(String name, long interval, FrameFilter next) {
        super(name, next);
        this.interval = checked(interval);
    }

    /** {@link #TimeIntervalFrameFilter(String, long, FrameFilter)}. */
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
        // A time before the last one begins anew: somebody has gone back in a recording.
        boolean due = last == null || time <= last || time - last >= interval;
        if (due) {
            passed.put(stream, time);
        }
        return due;
    }
}
