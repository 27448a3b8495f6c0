package valkka.graph;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;

/**
 * A noun of a filtergraph that frames pass through, or several such nouns. Frames end in a pipe
 * that nothing follows, so a pipe is a sink too. A pipe is a value: methods that seem to change it
 * return a changed copy. Nouns of your own extend this class, or come from {@link Nodes#pipe}.
 */
public class Pipe extends Sink {
    /**
     * Makes a pipe of one node.
     *
     * @param noun the node's name where no other name is given
     * @param name the name given to the node, or {@code null}
     * @param type the type of the thread or filter, for drawings
     * @param maker makes the node
     */
    protected Pipe(String noun, @Nullable String name, Class<?> type, NodeMaker maker) {
        super(noun, name, type, maker);
    }

    /** Makes a pipe of one node, with traits. */
    protected Pipe(String noun, @Nullable String name, Class<?> type, NodeTraits traits, NodeMaker maker) {
        super(noun, name, type, traits, maker);
    }

    Pipe(Chain chain) {
        super(chain);
    }

    /** Connects this pipe to {@code next}; frames go on from there. */
    public Pipe to(Pipe next) {
        return new Pipe(chain().then(next.chain()));
    }

    /** Connects this pipe to {@code next}, where frames end. */
    public Sink to(Sink next) {
        return new Sink(chain().then(next.chain()));
    }

    /** Connects this pipe to a filter of your own. A lambda is a filter. */
    public Sink to(FrameFilter next) {
        return to(Sink.of(Objects.requireNonNull(next, "next")));
    }

    @Override
    public Pipe named(String name) {
        return new Pipe(chain().named(name));
    }
}
