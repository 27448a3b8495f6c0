package valkka.filter;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;

/**
 * Brings timestamps to this machine's time: a stream whose frames are off by more than a bound is moved as a whole, so that its
 * spacing stays. Setup frames and markers pass as they are. libValkka: {@code TimestampFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter corrected = new TimestampFrameFilter("time", next, 5000);
 * }</pre>
 */
public final class TimestampFrameFilter extends ChainFilter {
    private static final long USUAL_BOUND = 30_000;

    private final long bound;
    private final InstantSource clock;
    private final Map<Integer, Long> corrections = new HashMap<>(); // by slot, in ms

    public TimestampFrameFilter(String name) {
        super(name);
        this.bound = USUAL_BOUND;
        this.clock = InstantSource.system();
    }

    /** Moves streams that are off by more than 30 s. */
    public TimestampFrameFilter(String name, FrameFilter next) {
        this(name, next, USUAL_BOUND);
    }

    /** @param bound how far off a stream may be before it is moved, in ms */
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
