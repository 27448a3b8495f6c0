package valkka.filter;

import valkka.frame.Frame;

/**
 * Passes every frame on, or swallows the frame when there is no next filter. libValkka:
 * {@code DummyFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter end = new DummyFrameFilter("end");
 * }</pre>
 */
public final class DummyFrameFilter extends ChainFilter {
    /** Makes a filter that swallows every frame. */
    public DummyFrameFilter(String name) {
        super(name);
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public DummyFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    @Override
    public void run(Frame frame) {
        pass(frame);
    }
}
