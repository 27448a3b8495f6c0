package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Hands every frame to any number of filters, in the order of their connection. Filters may be
 * connected and disconnected while frames flow. A filter that throws does not keep the frame from
 * the others. libValkka: {@code ForkFrameFilterN}.
 *
 * <pre>{@code
 * ForkFrameFilterN fork = new ForkFrameFilterN("fork");
 * fork.connect("count", new CountFrameFilter("count"));
 * fork.connect("next", next);
 * fork.disconnect("count");
 * }</pre>
 */
public final class ForkFrameFilterN implements FrameFilter {
    private final String name;

    @GuardedBy("this")
    private final Map<String, FrameFilter> byTag = new LinkedHashMap<>();

    private volatile FrameFilter[] outputs = {};

    /** Makes a fork without outputs. */
    public ForkFrameFilterN(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** Returns the name given at construction. */
    public String name() {
        return name;
    }

    /**
     * Adds an output.
     *
     * @param tag the name by which {@link #disconnect} finds the output
     * @throws ValkkaException {@code EXISTS} when the tag is in use
     */
    public synchronized void connect(String tag, FrameFilter filter) {
        Objects.requireNonNull(filter, "filter");
        if (byTag.putIfAbsent(Objects.requireNonNull(tag, "tag"), filter) != null) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    this + " has an output '" + tag + "' already: disconnect it first, or take another tag");
        }
        outputs = byTag.values().toArray(new FrameFilter[0]);
    }

    /**
     * Removes an output. A frame that is on its way to the output still arrives.
     *
     * @throws ValkkaException {@code NOT_FOUND} when nothing is connected under the tag
     */
    public synchronized void disconnect(String tag) {
        if (byTag.remove(tag) == null) {
            throw new ValkkaException(Kind.NOT_FOUND, this + " has no output '" + tag + "', only " + byTag.keySet());
        }
        outputs = byTag.values().toArray(new FrameFilter[0]);
    }

    @Override
    public void run(Frame frame) {
        FilterOutputs.run(frame, outputs);
    }

    @Override
    public String toString() {
        return "{ForkFrameFilterN:" + name + "}";
    }
}
