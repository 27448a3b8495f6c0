package valkka.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFSReaderThread;
import valkka.play.FileCacheThread;

/**
 * Stages in a row, as frames flow: a graph, or a part of a graph. Graphs have no other tree. Checks
 * read this tree, threads and filters are made from it, and drawings show it. Immutable.
 *
 * @param sources several chains whose frames all go into the first stage; empty where the first
 *     stage is a source itself, or where the chain is a part that frames come into
 * @param stages in the order in which frames pass the stages
 */
record Chain(List<Chain> sources, List<Stage> stages) {
    Chain {
        sources = List.copyOf(sources);
        stages = List.copyOf(stages);
    }

    static Chain of(Stage stage) {
        return new Chain(List.of(), List.of(stage));
    }

    Chain then(Chain behind) {
        List<Stage> all = new ArrayList<>(stages);
        all.addAll(behind.stages);
        return new Chain(sources, all);
    }

    /** Returns the same chain, with its last stage named. */
    Chain named(String name) {
        if (stages.isEmpty()) {
            throw ValkkaException.badArgument(
                    "several sources together have no name: name each of them, or what follows");
        }
        List<Stage> all = new ArrayList<>(stages);
        all.set(all.size() - 1, all.get(all.size() - 1).named(name));
        return new Chain(sources, all);
    }

    /** Returns the chains of one graph, with a name for every stage. */
    static List<Chain> allNamed(List<Chain> chains) {
        Set<String> names = new HashSet<>();
        chains.forEach(chain -> names.addAll(chain.givenNames()));
        return chains.stream().map(chain -> chain.allNamed(names)).toList();
    }

    /**
     * Returns the same chain with a name for every stage: the stage's own name, or else its noun,
     * or else its noun with the first free number.
     *
     * @param taken the names in use; this method adds the new names
     */
    Chain allNamed(Set<String> taken) {
        List<Chain> namedSources =
                sources.stream().map(source -> source.allNamed(taken)).toList();
        List<Stage> namedStages = new ArrayList<>();
        for (Stage stage : stages) {
            String name = stage.name();
            for (int i = 1; name == null; i++) {
                String candidate = i == 1 ? stage.noun() : stage.noun() + i;
                name = taken.add(candidate) ? candidate : null;
            }
            Map<String, Chain> branches = new LinkedHashMap<>();
            stage.branches().forEach((tag, branch) -> branches.put(tag, branch.allNamed(taken)));
            namedStages.add(stage.named(name).withBranches(branches));
        }
        return new Chain(namedSources, namedStages);
    }

    /** Returns the same chain, with a change at the stage of that name. */
    Chain changed(String name, UnaryOperator<Stage> change) {
        return new Chain(
                sources.stream().map(source -> source.changed(name, change)).toList(),
                stages.stream().map(stage -> changed(stage, name, change)).toList());
    }

    private static Stage changed(Stage stage, String name, UnaryOperator<Stage> change) {
        if (name.equals(stage.name())) {
            return change.apply(stage);
        }
        Map<String, Chain> branches = new LinkedHashMap<>();
        stage.branches().forEach((tag, branch) -> branches.put(tag, branch.changed(name, change)));
        return stage.withBranches(branches);
    }

    /** Returns the names that users gave. */
    Set<String> givenNames() {
        Set<String> names = new HashSet<>();
        forEach(stage -> {
            if (stage.name() != null) {
                names.add(stage.name());
            }
        });
        return names;
    }

    /** Calls {@code visitor} with each stage, in the order in which frames reach the stages. */
    void forEach(Consumer<Stage> visitor) {
        sources.forEach(source -> source.forEach(visitor));
        for (Stage stage : stages) {
            visitor.accept(stage);
            stage.branches().values().forEach(branch -> branch.forEach(visitor));
        }
    }

    /** Refuses all mistakes that can be known before anything is made. */
    static void check(List<Chain> chains) {
        Map<String, Stage> names = new LinkedHashMap<>();
        Map<Object, Stage> claims = new LinkedHashMap<>();
        for (Chain chain : chains) {
            chain.forEach(stage -> {
                Stage other = stage.name() == null ? null : names.put(stage.name(), stage);
                if (other != null) {
                    throw ValkkaException.badArgument("two nodes of the graph have one name, " + other + " and " + stage
                            + ": give one of them another, by named(...)");
                }
                stage.traits().claim().ifPresent(claim -> refuseSecond(claim, claims.put(claim, stage), stage));
            });
            chain.checkSlots();
            SetupFrameCheck.check(chain, null);
        }
    }

    private static void refuseSecond(Object claim, Stage other, Stage stage) {
        if (other != null) {
            throw ValkkaException.badArgument("two nodes of the graph want " + claim + " for themselves, " + other
                    + " and " + stage + ": give one of them another, or let their frames flow together");
        }
    }

    /**
     * Refuses a cacher that no reader feeds: it would wait for the bounds of a pull for ever.
     *
     * @param fed whether frames of a reader come into this chain
     */
    void checkCachers(boolean fed) {
        boolean read = fed;
        for (Chain source : sources) {
            source.checkCachers(fed);
            read |= source.has(ValkkaFSReaderThread.class);
        }
        for (Stage stage : stages) {
            read |= stage.type() == ValkkaFSReaderThread.class;
            if (stage.type() == FileCacheThread.class && !read) {
                throw ValkkaException.badArgument(stage + " has no reader before it, but " + beginning()
                        + ": let it follow one, as in reader(fs).slotId(1, id).to(cacher())");
            }
            for (Chain branch : stage.branches().values()) {
                branch.checkCachers(read);
            }
        }
    }

    private String beginning() {
        return sources.isEmpty()
                ? stages.get(0).toString()
                : sources.stream().map(Chain::beginning).collect(Collectors.joining(" and "));
    }

    /** Returns whether a stage of that type stands anywhere in this chain. */
    boolean has(Class<?> type) {
        boolean[] found = {false};
        forEach(stage -> found[0] |= stage.type() == type);
        return found[0];
    }

    private void checkSlots() {
        Map<Integer, Stage> bySlot = new TreeMap<>();
        for (Chain source : sources) {
            source.checkSlots();
            source.forEach(stage -> stage.traits().slots().forEach(slot -> {
                Stage other = bySlot.put(slot, stage);
                if (other != null) {
                    throw ValkkaException.badArgument("slot " + slot + " is that of two sources, " + other + " and "
                            + stage + ", whose frames flow together: give one of them another, by slot(...)");
                }
            }));
        }
    }
}
