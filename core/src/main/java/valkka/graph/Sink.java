package valkka.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;

/**
 * Where frames end: a noun of a filtergraph, or several with a sink at the end. A value: what looks like a change returns a
 * changed copy. Nouns of your own extend it.
 */
public class Sink {
    private final Chain chain;

    /**
     * A sink of one node.
     *
     * @param noun the node's name where it is given no other
     * @param name the name given to it, or {@code null}
     * @param type of the thread or filter that is made, for drawings
     * @param maker makes the node; its {@code next} leads nowhere
     */
    protected Sink(String noun, @Nullable String name, Class<?> type, NodeMaker maker) {
        this(noun, name, type, NodeTraits.NONE, maker);
    }

    /** A sink of one node, of which there is more to say. */
    protected Sink(String noun, @Nullable String name, Class<?> type, NodeTraits traits, NodeMaker maker) {
        this(Chain.of(new Stage(noun, name, type, traits, maker, Map.of())));
    }

    Sink(Chain chain) {
        this.chain = chain;
    }

    static Sink of(FrameFilter filter) {
        return new Sink("filter", null, FrameFilter.class, (name, next) -> NodeParts.filter(filter));
    }

    final Chain chain() {
        return chain;
    }

    /** Names the node in front of the dot: the last one. */
    public Sink named(String name) {
        return new Sink(chain.named(name));
    }

    @Override
    public String toString() {
        return GraphText.of(Chain.allNamed(List.of(chain)));
    }
}
