package valkka.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.filter.ForkFrameFilterN;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The noun {@link Nodes#fork}. Every frame goes to every branch, in the order of the branches'
 * connection.
 */
public final class ForkSink extends Sink {
    private final @Nullable String name;
    private final Map<String, Chain> branches;

    ForkSink(@Nullable String name, Map<String, Chain> branches) {
        super(new Chain(
                List.of(),
                List.of(new Stage(
                        "fork",
                        name,
                        ForkFrameFilterN.class,
                        NodeTraits.NONE,
                        (node, next) -> NodeParts.filter(new ForkFrameFilterN(node)),
                        branches))));
        this.name = name;
        this.branches = branches;
    }

    /**
     * Adds a branch.
     *
     * @param tag the name by which {@link FilterGraph#disconnect} finds the branch
     * @throws ValkkaException {@code EXISTS} when the tag is in use
     */
    public ForkSink connect(String tag, Sink branch) {
        Objects.requireNonNull(tag, "tag");
        if (branches.containsKey(tag)) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    "the fork has a branch '" + tag + "' already: take another tag, it has " + branches.keySet());
        }
        Map<String, Chain> more = new LinkedHashMap<>(branches);
        more.put(tag, branch.chain());
        return new ForkSink(name, more);
    }

    /** Adds a filter of your own as a branch. A lambda is a filter. */
    public ForkSink connect(String tag, FrameFilter branch) {
        return connect(tag, Sink.of(Objects.requireNonNull(branch, "branch")));
    }

    @Override
    public ForkSink named(String newName) {
        return new ForkSink(Objects.requireNonNull(newName, "name"), branches);
    }
}
