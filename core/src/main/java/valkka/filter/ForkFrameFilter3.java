package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;

/**
 * Hands every frame to three filters, in the order given. A filter that throws does not keep the
 * frame from the others. {@link ForkFrameFilterN} takes any number of filters, and changes while
 * frames flow. libValkka: {@code ForkFrameFilter3}.
 *
 * <pre>{@code
 * FrameFilter fork = new ForkFrameFilter3("fork",
 *     new CountFrameFilter("count"), new BriefInfoFrameFilter("info"), next);
 * }</pre>
 */
public final class ForkFrameFilter3 implements FrameFilter {
    private final String name;
    private final FrameFilter[] outputs;

    /** Makes a fork without outputs. */
    public ForkFrameFilter3(String name) {
        this(name, FilterOutputs.of());
    }

    /** Makes a fork to three filters. */
    public ForkFrameFilter3(String name, FrameFilter next, FrameFilter next2, FrameFilter next3) {
        this(name, FilterOutputs.of(next, next2, next3));
    }

    private ForkFrameFilter3(String name, FrameFilter[] outputs) {
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
        return "{ForkFrameFilter3:" + name + "}";
    }
}
