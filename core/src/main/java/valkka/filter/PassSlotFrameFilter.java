package valkka.filter;

import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Passes the frames of one slot, and the markers of a pull. libValkka: {@code PassSlotFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter firstCamera = new PassSlotFrameFilter("slot", 1, next);
 * }</pre>
 */
public final class PassSlotFrameFilter extends ChainFilter {
    private final int slot;

    /** Makes a filter at the end of a chain. */
    public PassSlotFrameFilter(String name, int slot) {
        super(name);
        this.slot = slot;
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public PassSlotFrameFilter(String name, int slot, FrameFilter next) {
        super(name, next);
        this.slot = slot;
    }

    @Override
    public void run(Frame frame) {
        if (frame.slot() == slot || (frame instanceof MarkerFrame marker && marker.isOfPull())) {
            pass(frame);
        }
    }
}
