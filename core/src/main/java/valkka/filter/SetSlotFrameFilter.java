package valkka.filter;

import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Gives every frame one slot number, which is 0 until {@link #setSlot}. The markers of a pull stay
 * unchanged. libValkka: {@code SetSlotFrameFilter}.
 *
 * <pre>{@code
 * SetSlotFrameFilter filter = new SetSlotFrameFilter("slot", next);
 * filter.setSlot(3);
 * }</pre>
 */
public final class SetSlotFrameFilter extends ChainFilter {
    private volatile int slot;

    /** Makes a filter at the end of a chain. */
    public SetSlotFrameFilter(String name) {
        super(name);
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public SetSlotFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** Sets the slot number of all further frames. Any thread may call it. */
    public void setSlot(int slot) {
        this.slot = slot;
    }

    @Override
    public void run(Frame frame) {
        pass(frame instanceof MarkerFrame marker && marker.isOfPull() ? frame : frame.withSlot(slot));
    }
}
