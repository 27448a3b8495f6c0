package valkka.graph;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;

/**
 * Where frames come from: a noun of a filtergraph, or several from the source on. With nothing behind it, it is a graph whose
 * frames end there. A value: what looks like a change returns a changed copy, with threads and filters of its own. Nouns of your
 * own extend it.
 */
public class Source extends FilterGraph {
    private final Chain chain;

    /**
     * A source of one node.
     *
     * @param noun the node's name where it is given no other
     * @param name the name given to it, or {@code null}
     * @param type of the thread or filter that is made, for drawings
     * @param slots the slot numbers that its frames bear, where they are known: two sources with one slot cannot flow
     *     together
     */
    protected Source(
            String noun,
            @Nullable String name,
            Class<? extends ValkkaThread> type,
            Set<Integer> slots,
            NodeMaker maker) {
        this(noun, name, type, NodeTraits.NONE.withSlots(slots), maker);
    }

    /** A source of one node, of which there is more to say. */
    protected Source(
            String noun,
            @Nullable String name,
            Class<? extends ValkkaThread> type,
            NodeTraits traits,
            NodeMaker maker) {
        this(Chain.of(new Stage(noun, name, type, traits, maker, Map.of())));
    }

    Source(Chain chain) {
        super(List.of(chain));
        this.chain = chain;
    }

    final Chain chain() {
        return chain;
    }

    /** Frames go from here into {@code next}, and on from there. */
    public Source to(Pipe next) {
        return new Source(chain.then(next.chain()));
    }

    /**
     * Frames go from here into {@code next}.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when two nodes have one name or one slot
     */
    public FilterGraph to(Sink next) {
        return new WholeGraph(List.of(chain.then(next.chain())));
    }

    /** Frames go from here into a filter of your own; a lambda is one. */
    public FilterGraph to(FrameFilter next) {
        return to(Sink.of(Objects.requireNonNull(next, "next")));
    }

    /** Names the node in front of the dot: the last one. */
    public Source named(String name) {
        return new Source(chain.named(name));
    }
}
