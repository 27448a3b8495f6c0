package valkka.filter;

import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;

/**
 * Lets frames through while the gate is open. The gate is open at first. Setup frames pass a closed
 * gate too, unless {@link #noConfigFrames} was called. Markers always pass. Any thread may open and
 * close the gate. libValkka: {@code GateFrameFilter}.
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

    /** Makes an open gate at the end of a chain. */
    public GateFrameFilter(String name) {
        super(name);
    }

    /** Makes an open gate that passes frames on to {@code next}. */
    public GateFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** Opens the gate. */
    public void set() {
        open = true;
    }

    /** Closes the gate. A frame that is inside passes. */
    public void unSet() {
        open = false;
    }

    /**
     * Lets setup frames pass the closed gate, so that the next filter is ready when the gate opens.
     * A new gate does so.
     */
    public void passConfigFrames() {
        configFrames = true;
    }

    /** Keeps setup frames from passing the closed gate. */
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
