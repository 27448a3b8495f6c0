package valkka.graph;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;

/**
 * What frames pass through: a noun of a filtergraph, or several. With nothing behind it frames end there, so a pipe is a sink
 * too. A value: what looks like a change returns a changed copy. Nouns of your own extend it, or are made by
 * {@link Nodes#pipe}.
 */
public class Pipe extends Sink {
    /**
     * A pipe of one node.
     *
     * @param noun the node's name where it is given no other
     * @param name the name given to it, or {@code null}
     * @param type of the thread or filter that is made, for drawings
     */
    protected Pipe(String noun, @Nullable String name, Class<?> type, NodeMaker maker) {
        super(noun, name, type, maker);
    }

    /** A pipe of one node, of which there is more to say. */
    protected Pipe(String noun, @Nullable String name, Class<?> type, NodeTraits traits, NodeMaker maker) {
        super(noun, name, type, traits, maker);
    }

    Pipe(Chain chain) {
        super(chain);
    }

    /** Frames go from here into {@code next}, and on from there. */
    public Pipe to(Pipe next) {
        return new Pipe(chain().then(next.chain()));
    }

    /** Frames go from here into {@code next}. */
    public Sink to(Sink next) {
        return new Sink(chain().then(next.chain()));
    }

    /** Frames go from here into a filter of your own; a lambda is one. */
    public Sink to(FrameFilter next) {
        return to(Sink.of(Objects.requireNonNull(next, "next")));
    }

    @Override
    public Pipe named(String name) {
        return new Pipe(chain().named(name));
    }
}
