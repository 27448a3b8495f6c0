package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Passes the frames of one type. Markers always pass. libValkka: {@code TypeFrameFilter}, which
 * takes a number for the type.
 *
 * <pre>{@code
 * FrameFilter setupFramesAlone = new TypeFrameFilter("type", SetupFrame.class, next);
 * }</pre>
 */
public final class TypeFrameFilter extends ChainFilter {
    private final Class<? extends Frame> type;

    /** Makes a filter at the end of a chain. */
    public TypeFrameFilter(String name, Class<? extends Frame> type) {
        super(name);
        this.type = Objects.requireNonNull(type, "type");
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public TypeFrameFilter(String name, Class<? extends Frame> type, FrameFilter next) {
        super(name, next);
        this.type = Objects.requireNonNull(type, "type");
    }

    @Override
    public void run(Frame frame) {
        if (type.isInstance(frame) || frame instanceof MarkerFrame) {
            pass(frame);
        }
    }
}
