package valkka.filter;

import valkka.frame.Frame;

/**
 * Prints a short line for each frame, and passes the frame on. libValkka:
 * {@code BriefInfoFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter info = new BriefInfoFrameFilter("info", next);
 * info.run(frame);   // info: <BasicFrame: timestamp=1543314164986 ... / H264: slice_type=7>
 * }</pre>
 */
public final class BriefInfoFrameFilter extends ChainFilter {
    /** Makes a filter at the end of a chain. */
    public BriefInfoFrameFilter(String name) {
        super(name);
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public BriefInfoFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    @Override
    @SuppressWarnings("SystemOut")
    public void run(Frame frame) {
        System.out.println(name() + ": " + frame);
        pass(frame);
    }
}
