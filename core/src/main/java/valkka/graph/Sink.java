package valkka.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;

/**
 * A noun of a filtergraph where frames end, or several nouns with a sink at the end. A sink is a
 * value: methods that seem to change it return a changed copy. Nouns of your own extend this class.
 */
public class Sink {
    private final Chain chain;

    /**
     * Makes a sink of one node.
     *
     * @param noun the node's name where no other name is given
     * @param name the name given to the node, or {@code null}
     * @param type the type of the thread or filter, for drawings
     * @param maker makes the node; its {@code next} leads nowhere
     */
    protected Sink(String noun, @Nullable String name, Class<?> type, NodeMaker maker) {
        this(noun, name, type, NodeTraits.NONE, maker);
    }

    /** Makes a sink of one node, with traits. */
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

    /** Names the node in front of the dot: the last node. */
    public Sink named(String name) {
        return new Sink(chain.named(name));
    }

    @Override
    public String toString() {
        return GraphText.of(Chain.allNamed(List.of(chain)));
    }
}
