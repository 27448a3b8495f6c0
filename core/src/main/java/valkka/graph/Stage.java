package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A noun as it stands in a {@link Chain}, before and after its object is made. Immutable: a stage
 * may stand in many chains.
 *
 * @param noun the method that the user called for it, as in {@code info}
 * @param name the user's name for it, or {@code null}; every stage has a name once the graph is
 *     made
 * @param type the type of the object, as far as it is known before the object is made
 * @param traits what the noun says about the node
 * @param maker makes the node
 * @param branches the branches of a fork, by their tags in the order of their connection; empty
 *     elsewhere
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
        branches = new LinkedHashMap<>(branches); // keeps the order, and nobody changes the copy
    }

    Stage named(String newName) {
        Objects.requireNonNull(newName, "name");
        return new Stage(noun, newName, type, traits, maker, branches);
    }

    Stage withBranches(Map<String, Chain> newBranches) {
        return new Stage(noun, name, type, traits, maker, newBranches);
    }

    /** Returns the same stage, once its object is made and the object's type is known. */
    Stage made(Object object, Map<String, Chain> madeBranches) {
        return new Stage(noun, name, object.getClass(), traits, maker, madeBranches);
    }

    /** Returns the stage's name in a graph, which {@link Chain#allNamed(java.util.List)} gave. */
    String givenName() {
        return Objects.requireNonNull(name, noun);
    }

    /** Returns whether the stage has a thread of its own. */
    boolean isThread() {
        return Node.isThread(type);
    }

    /** Returns the name of the object's class in drawings. */
    String typeName() {
        return Node.typeName(type);
    }

    /** Returns the stage as the lessons draw it: {@code (thread)}, <code>{filter}</code>. */
    String label() {
        return Node.label(type, givenName());
    }

    /** Returns the stage as messages name it: {@code info()} or {@code info() 'cam1'}. */
    @Override
    public String toString() {
        return noun + "()" + (name == null ? "" : " '" + name + "'");
    }
}
