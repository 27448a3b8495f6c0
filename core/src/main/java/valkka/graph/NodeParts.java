package valkka.graph;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.play.ValkkaFSManager;

/**
 * The objects of a noun once its graph is built. A {@link ValkkaThread} starts and closes with the
 * graph. A filter that is {@link AutoCloseable} closes with the graph.
 *
 * @param object the thread or the filter, as {@link FilterGraph#node} gives it
 * @param input where frames come in; the input of a source is never called
 * @param share what is closed in place of an object that other nodes use too; {@code null} where
 *     the object is the node's own
 */
public record NodeParts(
        Object object, FrameFilter input, @Nullable AutoCloseable share) {
    static final FrameFilter NO_INPUT = frame -> {
        throw new IllegalStateException("nothing flows into a source");
    };

    /** Makes the parts; {@code object} and {@code input} must not be null. */
    public NodeParts {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(input, "input");
    }

    /** Makes the parts of a node that owns its object. */
    public NodeParts(Object object, FrameFilter input) {
        this(object, input, null);
    }

    /**
     * Returns the parts of a node that uses a manager. The graph starts the manager, unless the
     * manager runs already, and closes it after all nodes.
     */
    static NodeParts managed(ValkkaFSManager manager, FrameFilter input, @Nullable AutoCloseable share) {
        return new NodeParts(manager, input, share);
    }

    /** Returns a source: a thread that frames come from. */
    public static NodeParts source(ValkkaThread thread) {
        return new NodeParts(thread, NO_INPUT);
    }

    /** Returns a thread that frames are handed to. */
    public static NodeParts thread(ValkkaThread thread, FrameFilter input) {
        return new NodeParts(thread, input);
    }

    /** Returns a filter, which works in the thread that calls it. */
    public static NodeParts filter(FrameFilter filter) {
        return new NodeParts(filter, filter);
    }
}
