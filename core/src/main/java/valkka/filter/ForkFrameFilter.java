package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;

/**
 * Hands every frame to two filters, in the order given. A filter that throws does not keep the
 * frame from the other. {@link ForkFrameFilterN} takes any number of filters, and changes while
 * frames flow. libValkka: {@code ForkFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter fork = new ForkFrameFilter("fork", new CountFrameFilter("count"), next);
 * }</pre>
 */
public final class ForkFrameFilter implements FrameFilter {
    private final String name;
    private final FrameFilter[] outputs;

    /** Makes a fork without outputs. */
    public ForkFrameFilter(String name) {
        this(name, FilterOutputs.of());
    }

    /** Makes a fork to two filters. */
    public ForkFrameFilter(String name, FrameFilter next, FrameFilter next2) {
        this(name, FilterOutputs.of(next, next2));
    }

    private ForkFrameFilter(String name, FrameFilter[] outputs) {
        this.name = Objects.requireNonNull(name, "name");
        this.outputs = outputs;
    }

    /** Returns the name given at construction. */
    public String name() {
        return name;
    }

    @Override
    public void run(Frame frame) {
        FilterOutputs.run(frame, outputs);
    }

    @Override
    public String toString() {
        return "{ForkFrameFilter:" + name + "}";
    }
}
