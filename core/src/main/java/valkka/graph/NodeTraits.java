package valkka.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The traits of a noun's node, known before the node is made. Checks and drawings of graphs use it.
 *
 * @param slots the slot numbers of a source's frames, where known: two sources with one slot cannot
 *     flow together
 * @param callbacks the names of the node's callbacks, in a word each, as in {@code onTime}: drawn
 *     with a {@code $}
 * @param claim the thing that the node takes for itself alone, as the path of a file: no other node
 *     of the graph may claim an equal one
 */
public record NodeTraits(Set<Integer> slots, List<String> callbacks, Optional<Object> claim) {
    /** Nothing to say. */
    public static final NodeTraits NONE = new NodeTraits(Set.of(), List.of(), Optional.empty());

    /** Makes the traits, with copies of the collections. */
    public NodeTraits {
        slots = Set.copyOf(slots);
        callbacks = List.copyOf(callbacks);
        Objects.requireNonNull(claim, "claim");
    }

    /** Returns these traits with the slots of a source. */
    public NodeTraits withSlots(Set<Integer> sourceSlots) {
        return new NodeTraits(sourceSlots, callbacks, claim);
    }

    /**
     * Returns these traits with another callback, or unchanged when {@code callback} is
     * {@code null}.
     */
    public NodeTraits withCallback(String name, @Nullable Object callback) {
        if (callback == null) {
            return this;
        }
        List<String> more = new ArrayList<>(callbacks);
        more.add(name);
        return new NodeTraits(slots, more, claim);
    }

    /** Returns these traits with the node's claim. */
    public NodeTraits withClaim(Object claimed) {
        return new NodeTraits(slots, callbacks, Optional.of(claimed));
    }
}
