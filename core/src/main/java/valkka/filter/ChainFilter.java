package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;

/** A filter with a name and a next filter. Frames end in a filter that has no next one. */
abstract class ChainFilter implements FrameFilter {
    private static final FrameFilter NOTHING = frame -> {};

    private final String name;
    private final FrameFilter next;

    ChainFilter(String name) {
        this(name, NOTHING);
    }

    ChainFilter(String name, FrameFilter next) {
        this.name = Objects.requireNonNull(name, "name");
        this.next = Objects.requireNonNull(next, "next");
    }

    /** Returns the name given at construction. */
    public final String name() {
        return name;
    }

    final void pass(Frame frame) {
        next.run(frame);
    }

    /** Returns the filter as the lessons' drawings show it: <code>{InfoFrameFilter:name}</code>. */
    @Override
    public String toString() {
        return "{" + getClass().getSimpleName() + ":" + name + "}";
    }
}
