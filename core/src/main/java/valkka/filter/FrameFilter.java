package valkka.filter;

import valkka.frame.Frame;

/**
 * A place that frames are put into. What it does with a frame it does in the caller's thread, and quickly; a lambda is a
 * filter. libValkka: {@code FrameFilter}.
 *
 * <p>A filter may be called by several threads, one frame at a time each.
 */
@FunctionalInterface
public interface FrameFilter {
    /** Takes one frame. The frame is immutable and may be kept. */
    void run(Frame frame);
}
