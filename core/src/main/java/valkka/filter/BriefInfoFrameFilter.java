package valkka.filter;

import valkka.frame.Frame;

/**
 * Prints a short line for each frame, and passes it on. libValkka: {@code BriefInfoFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter info = new BriefInfoFrameFilter("info", next);
 * info.run(frame);   // info: <BasicFrame: timestamp=1543314164986 ... / H264: slice_type=7>
 * }</pre>
 */
public final class BriefInfoFrameFilter extends ChainFilter {
    public BriefInfoFrameFilter(String name) {
        super(name);
    }

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
