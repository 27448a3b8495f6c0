package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Passes the frames of one type; markers pass always. libValkka: {@code TypeFrameFilter}, which takes a number for the type.
 *
 * <pre>{@code
 * FrameFilter setupFramesAlone = new TypeFrameFilter("type", SetupFrame.class, next);
 * }</pre>
 */
public final class TypeFrameFilter extends ChainFilter {
    private final Class<? extends Frame> type;

    public TypeFrameFilter(String name, Class<? extends Frame> type) {
        super(name);
        this.type = Objects.requireNonNull(type, "type");
    }

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
