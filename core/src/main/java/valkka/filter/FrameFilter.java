package valkka.filter;

import valkka.frame.Frame;

/**
 * A place that frames are put into. A filter works in the caller's thread, and quickly. A lambda is
 * a filter. libValkka: {@code FrameFilter}.
 *
 * <p>Several threads may call a filter, each with one frame at a time.
 */
@FunctionalInterface
public interface FrameFilter {
    /** Takes one frame. The frame is immutable: the filter may keep it. */
    void run(Frame frame);
}
