package valkka.filter;

import java.util.concurrent.atomic.LongAdder;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Counts frames and passes them on; markers pass uncounted. libValkka: {@code CountFrameFilter}.
 *
 * <pre>{@code
 * CountFrameFilter frames = new CountFrameFilter("frames", next);
 * frames.run(frame);
 * System.out.println(frames.count());   // 1
 * }</pre>
 */
public final class CountFrameFilter extends ChainFilter {
    private final LongAdder count = new LongAdder();

    public CountFrameFilter(String name) {
        super(name);
    }

    public CountFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** How many frames have come so far. */
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
