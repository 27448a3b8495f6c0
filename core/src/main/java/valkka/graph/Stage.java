package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A noun as it stands in a plan, before anything is made of it. Immutable: it may stand in many plans.
 *
 * @param noun what the user called to get it, as in {@code info}
 * @param name what the user named it, or {@code null}
 * @param type of the object that will be made, as far as it is known
 * @param traits what the noun says of it
 * @param branches of a fork, by their tags in the order in which they were connected; empty elsewhere
 */
record Stage(String noun, String name, Class<?> type, NodeTraits traits, NodeMaker maker, Map<String, Chain> branches) {
    Stage {
        Objects.requireNonNull(noun, "noun");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(maker, "maker");
        Objects.requireNonNull(traits, "traits");
        branches = new LinkedHashMap<>(branches); // keeps the order, and nobody changes it
    }

    Stage named(String newName) {
        Objects.requireNonNull(newName, "name");
        return new Stage(noun, newName, type, traits, maker, branches);
    }

    /** As messages name it: {@code info()} or {@code info() 'cam1'}. */
    @Override
    public String toString() {
        return noun + "()" + (name == null ? "" : " '" + name + "'");
    }
}
