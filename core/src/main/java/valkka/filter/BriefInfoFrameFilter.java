package valkka.filter;

import valkka.frame.Frame;

/** Prints a short line for each frame, and passes it on. libValkka: {@code BriefInfoFrameFilter}. */
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
