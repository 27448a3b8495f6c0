package valkka.graph;

import java.util.Objects;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;

/**
 * What a noun is made of once its graph is built. A {@link ValkkaThread} is started and closed with the graph; a filter that is
 * {@link AutoCloseable} is closed with it.
 *
 * @param object the thread or the filter, as {@link FilterGraph#node} gives it
 * @param input where frames come in; that of a source is never called
 */
public record NodeParts(Object object, FrameFilter input) {
    private static final FrameFilter NO_INPUT = frame -> {
        throw new IllegalStateException("nothing flows into a source");
    };

    public NodeParts {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(input, "input");
    }

    /** A source: a thread that frames come from. */
    public static NodeParts source(ValkkaThread thread) {
        return new NodeParts(thread, NO_INPUT);
    }

    /** A thread that frames are handed to. */
    public static NodeParts thread(ValkkaThread thread, FrameFilter input) {
        return new NodeParts(thread, input);
    }

    /** A filter, which works in the thread that calls it. */
    public static NodeParts filter(FrameFilter filter) {
        return new NodeParts(filter, filter);
    }
}
