package valkka.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a noun says of the node it will make, before it is made: graphs are checked and drawn by it.
 *
 * @param slots the slot numbers that a source's frames bear, where they are known: two sources with one slot cannot flow together
 * @param callbacks what the node calls besides the next one, in a word each, as in {@code onTime}: drawn with a {@code $}
 * @param claim what it takes for itself alone, as the path of a file: no other node of the graph may claim an equal one
 */
public record NodeTraits(Set<Integer> slots, List<String> callbacks, Optional<Object> claim) {
    /** Nothing to say. */
    public static final NodeTraits NONE = new NodeTraits(Set.of(), List.of(), Optional.empty());

    public NodeTraits {
        slots = Set.copyOf(slots);
        callbacks = List.copyOf(callbacks);
        Objects.requireNonNull(claim, "claim");
    }

    /** These, with the slots of a source. */
    public NodeTraits withSlots(Set<Integer> sourceSlots) {
        return new NodeTraits(sourceSlots, callbacks, claim);
    }

    /** These, with another callback; none when {@code callback} is {@code null}. */
    public NodeTraits withCallback(String name, @Nullable Object callback) {
        if (callback == null) {
            return this;
        }
        List<String> more = new ArrayList<>(callbacks);
        more.add(name);
        return new NodeTraits(slots, more, claim);
    }

    /** These, with what the node claims. */
    public NodeTraits withClaim(Object claimed) {
        return new NodeTraits(slots, callbacks, Optional.of(claimed));
    }
}
