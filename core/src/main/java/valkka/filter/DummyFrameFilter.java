package valkka.filter;

import valkka.frame.Frame;

/**
 * Passes every frame on, or swallows it when there is no next filter. libValkka: {@code DummyFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter end = new DummyFrameFilter("end");
 * }</pre>
 */
public final class DummyFrameFilter extends ChainFilter {
    public DummyFrameFilter(String name) {
        super(name);
    }

    public DummyFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    @Override
    public void run(Frame frame) {
        pass(frame);
    }
}
