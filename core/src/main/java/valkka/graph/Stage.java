package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A noun as it stands in a {@link Chain}, before anything is made of it and after. Immutable: it may stand in many chains.
 *
 * @param noun what the user called to get it, as in {@code info}
 * @param name what the user named it, or {@code null}; every stage has one once the graph is made
 * @param type of the object, as far as it is known before that is made
 * @param traits what the noun says of it
 * @param branches of a fork, by their tags in the order in which they were connected; empty elsewhere
 */
record Stage(
        String noun,
        @Nullable String name,
        Class<?> type,
        NodeTraits traits,
        NodeMaker maker,
        Map<String, Chain> branches) {
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

    Stage withBranches(Map<String, Chain> newBranches) {
        return new Stage(noun, name, type, traits, maker, newBranches);
    }

    /** The same, once its object is made: what that is, is known now. */
    Stage made(Object object, Map<String, Chain> madeBranches) {
        return new Stage(noun, name, object.getClass(), traits, maker, madeBranches);
    }

    /** The name that it has once it stands in a graph: {@link Chain#allNamed(java.util.List)}. */
    String givenName() {
        return Objects.requireNonNull(name, noun);
    }

    /** Whether it has a thread of its own. */
    boolean isThread() {
        return Node.isThread(type);
    }

    /** What its class is called in drawings. */
    String typeName() {
        return Node.typeName(type);
    }

    /** As the lessons draw it: {@code (thread)}, <code>{filter}</code>. */
    String label() {
        return Node.label(type, givenName());
    }

    /** As messages name it: {@code info()} or {@code info() 'cam1'}. */
    @Override
    public String toString() {
        return noun + "()" + (name == null ? "" : " '" + name + "'");
    }
}
