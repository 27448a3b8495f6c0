package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;

/**
 * Brings timestamps to this machine's time. A stream whose frames are off by more than a bound
 * moves as a whole, so that the spacing of its frames stays. Setup frames and markers pass
 * unchanged. libValkka: {@code TimestampFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter corrected = new TimestampFrameFilter("time", next, 5000);
 * }</pre>
 */
public final class TimestampFrameFilter extends ChainFilter {
    private static final long USUAL_BOUND = 30_000;

    private final long bound;
    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<Integer, Long> corrections = new HashMap<>(); // by slot, in ms

    /** Makes a filter at the end of a chain that moves streams which are off by more than 30 s. */
    public TimestampFrameFilter(String name) {
        super(name);
        this.bound = USUAL_BOUND;
        this.clock = InstantSource.system();
    }

    /** Makes a filter that moves streams which are off by more than 30 s. */
    public TimestampFrameFilter(String name, FrameFilter next) {
        this(name, next, USUAL_BOUND);
    }

    /**
     * Makes a filter with a bound of its own.
     *
     * @param bound how far off a stream may be before the filter moves it, in ms
     */
    public TimestampFrameFilter(String name, FrameFilter next, long bound) {
        this(name, next, bound, InstantSource.system());
    }

    TimestampFrameFilter(String name, FrameFilter next, long bound, InstantSource clock) {
        super(name, next);
        this.bound = bound;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void run(Frame frame) {
        pass(frame instanceof BasicFrame basic ? corrected(basic) : frame);
    }

    private synchronized BasicFrame corrected(BasicFrame frame) {
        long now = clock.millis();
        long correction = corrections.getOrDefault(frame.slot(), 0L);
        if (Math.abs(frame.mstimestamp() + correction - now) > bound) {
            correction = now - frame.mstimestamp();
            corrections.put(frame.slot(), correction);
        }
        return correction == 0 ? frame : frame.withMstimestamp(frame.mstimestamp() + correction);
    }
}
