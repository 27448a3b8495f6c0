package valkka.filter;

import java.util.concurrent.atomic.LongAdder;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Counts frames and passes them on. Markers pass uncounted. libValkka: {@code CountFrameFilter}.
 *
 * <pre>{@code
 * CountFrameFilter frames = new CountFrameFilter("frames", next);
 * frames.run(frame);
 * System.out.println(frames.count());   // 1
 * }</pre>
 */
public final class CountFrameFilter extends ChainFilter {
    private final LongAdder count = new LongAdder();

    /** Makes a filter at the end of a chain. */
    public CountFrameFilter(String name) {
        super(name);
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public CountFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** Returns how many frames have come so far. */
    public long count() {
        return count.sum();
    }

    @Override
    public void run(Frame frame) {
        if (!(frame instanceof MarkerFrame)) {
            count.increment();
        }
        pass(frame);
    }
}
