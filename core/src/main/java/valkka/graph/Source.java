package valkka.graph;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;

/**
 * A noun of a filtergraph where frames come from, or several nouns that begin with a source. A
 * source that nothing follows is a graph whose frames end there. A source is a value: methods that
 * seem to change it return a changed copy, with threads and filters of its own. Nouns of your own
 * extend this class.
 */
public class Source extends FilterGraph {
    private final Chain chain;

    /**
     * Makes a source of one node.
     *
     * @param noun the node's name where no other name is given
     * @param name the name given to the node, or {@code null}
     * @param type the type of the thread or filter, for drawings
     * @param slots the slot numbers of the source's frames, where known: two sources with one slot
     *     cannot flow together
     */
    protected Source(
            String noun,
            @Nullable String name,
            Class<? extends ValkkaThread> type,
            Set<Integer> slots,
            NodeMaker maker) {
        this(noun, name, type, NodeTraits.NONE.withSlots(slots), maker);
    }

    /** Makes a source of one node, with traits. */
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

    /** Connects this source to {@code next}; frames go on from there. */
    public Source to(Pipe next) {
        return new Source(chain.then(next.chain()));
    }

    /**
     * Connects this source to {@code next}, where frames end.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when two nodes have one name or one
     *     slot
     */
    public FilterGraph to(Sink next) {
        return new WholeGraph(List.of(chain.then(next.chain())));
    }

    /** Connects this source to a filter of your own. A lambda is a filter. */
    public FilterGraph to(FrameFilter next) {
        return to(Sink.of(Objects.requireNonNull(next, "next")));
    }

    /** Names the node in front of the dot: the last node. */
    public Source named(String name) {
        return new Source(chain.named(name));
    }
}
