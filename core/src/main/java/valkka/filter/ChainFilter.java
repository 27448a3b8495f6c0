package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;

/** A filter with a name and, behind it, a next filter; without one, frames end here. */
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

    /** The name given at construction. */
    public final String name() {
        return name;
    }

    final void pass(Frame frame) {
        next.run(frame);
    }

    /** As the lessons' drawings show it: <code>{InfoFrameFilter:name}</code>. */
    @Override
    public String toString() {
        return "{" + getClass().getSimpleName() + ":" + name + "}";
    }
}
