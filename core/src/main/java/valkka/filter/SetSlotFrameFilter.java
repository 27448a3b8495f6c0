package valkka.filter;

import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Gives every frame one slot number, 0 until {@link #setSlot}; the markers of a pull stay as they are. libValkka: {@code SetSlotFrameFilter}.
 *
 * <pre>{@code
 * SetSlotFrameFilter filter = new SetSlotFrameFilter("slot", next);
 * filter.setSlot(3);
 * }</pre>
 */
public final class SetSlotFrameFilter extends ChainFilter {
    private volatile int slot;

    public SetSlotFrameFilter(String name) {
        super(name);
    }

    public SetSlotFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** The number that frames get from now on. May be called by any thread. */
    public void setSlot(int slot) {
        this.slot = slot;
    }

    @Override
    public void run(Frame frame) {
        pass(frame instanceof MarkerFrame marker && marker.isOfPull() ? frame : frame.withSlot(slot));
    }
}
