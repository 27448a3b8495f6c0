package valkka.filter;

import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;

/**
 * Lets frames through while it is open, which it is at first; setup frames pass a closed gate too, unless {@link #noConfigFrames} was
 * called, and markers always. It may be opened and closed by any thread. libValkka: {@code GateFrameFilter}.
 *
 * <pre>{@code
 * GateFrameFilter gate = new GateFrameFilter("gate", next);
 * gate.unSet();
 * gate.run(frame);   // stays here
 * gate.set();
 * }</pre>
 */
public final class GateFrameFilter extends ChainFilter {
    private volatile boolean open = true;
    private volatile boolean configFrames = true;

    public GateFrameFilter(String name) {
        super(name);
    }

    public GateFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** Opens it. */
    public void set() {
        open = true;
    }

    /** Closes it. A frame that is inside passes. */
    public void unSet() {
        open = false;
    }

    /** Setup frames pass the closed gate: what stands behind is ready when it opens. So it is at first. */
    public void passConfigFrames() {
        configFrames = true;
    }

    /** Setup frames do not pass the closed gate. */
    public void noConfigFrames() {
        configFrames = false;
    }

    @Override
    public void run(Frame frame) {
        if (open || frame instanceof MarkerFrame || (configFrames && frame instanceof SetupFrame)) {
            pass(frame);
        }
    }
}
