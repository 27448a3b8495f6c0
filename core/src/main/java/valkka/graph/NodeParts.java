package valkka.graph;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.play.ValkkaFSManager;

/**
 * What a noun is made of once its graph is built. A {@link ValkkaThread} is started and closed with the graph; a filter that is
 * {@link AutoCloseable} is closed with it.
 *
 * @param object the thread or the filter, as {@link FilterGraph#node} gives it
 * @param input where frames come in; that of a source is never called
 * @param share what is closed in place of an object that other nodes use too; {@code null} where the object is the node's own
 */
public record NodeParts(
        Object object, FrameFilter input, @Nullable AutoCloseable share) {
    static final FrameFilter NO_INPUT = frame -> {
        throw new IllegalStateException("nothing flows into a source");
    };

    public NodeParts {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(input, "input");
    }

    /** An object of the node's own. */
    public NodeParts(Object object, FrameFilter input) {
        this(object, input, null);
    }

    /** A part of what a manager does. The graph starts the manager, unless it runs already, and closes it again behind all nodes. */
    static NodeParts managed(ValkkaFSManager manager, FrameFilter input, @Nullable AutoCloseable share) {
        return new NodeParts(manager, input, share);
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
