package valkka.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.play.ValkkaFSManager;

/**
 * The threads and filters of a graph, or of one branch, in the order of their making. They are made
 * from the end backwards, because each needs to know the next. They start in this order, and close
 * in the opposite order. The owner guards the parts against other threads.
 */
final class BuiltParts {
    private static final FrameFilter NOWHERE = frame -> {};

    private final List<BuiltNode> parts;

    BuiltParts() {
        this(List.of());
    }

    private BuiltParts(List<BuiltNode> parts) {
        this.parts = new ArrayList<>(parts);
    }

    /**
     * Makes the parts of a chain. When one cannot be made, the parts made so far stay here, to be
     * closed.
     *
     * @return the chain, with the objects made for it
     */
    Chain make(Chain chain) {
        return make(chain, NOWHERE);
    }

    private Chain make(Chain chain, FrameFilter behind) {
        FrameFilter output = behind;
        List<Stage> stages = new ArrayList<>();
        for (int i = chain.stages().size() - 1; i >= 0; i--) {
            stages.add(0, make(chain.stages().get(i), output));
            output = input();
        }
        List<Chain> sources = new ArrayList<>();
        for (Chain source : chain.sources()) {
            sources.add(make(source, output));
        }
        return new Chain(sources, stages);
    }

    /** Makes the part of a stage, after the parts of its branches. */
    private Stage make(Stage stage, FrameFilter output) {
        Map<String, Chain> branches = new LinkedHashMap<>();
        Map<String, FrameFilter> heads = new LinkedHashMap<>();
        stage.branches().forEach((tag, branch) -> {
            branches.put(tag, make(branch));
            heads.put(tag, input());
        });
        Outlet outlet = new Outlet(output);
        NodeParts made = stage.maker().make(stage.givenName(), outlet);
        BuiltNode part = new BuiltNode(new Node(stage.givenName(), made.object()), made, outlet);
        parts.add(part);
        heads.forEach(part::connect);
        return stage.made(made.object(), branches);
    }

    /** Returns the way into the part that was made last, which is the first stage's. */
    FrameFilter input() {
        return parts.get(parts.size() - 1).input();
    }

    BuiltParts copy() {
        return new BuiltParts(parts);
    }

    /**
     * Starts each thread and each manager once.
     *
     * @param starting is told of each manager before its start; a manager that runs already is left
     *     alone
     */
    void start(Consumer<ValkkaFSManager> starting) {
        Set<Object> started = Collections.newSetFromMap(new IdentityHashMap<>());
        for (BuiltNode part : parts) {
            if (part.node().object() instanceof ValkkaThread thread && started.add(thread)) {
                thread.start();
            } else if (part.node().object() instanceof ValkkaFSManager manager && !manager.isRunning()) {
                starting.accept(manager);
                manager.start();
            }
        }
    }

    /** Refuses two writers of one recording, be it here or together with the others. */
    void refuseTwoWriters(BuiltParts others) {
        IdentityHashMap<ValkkaFS, Node> writers = new IdentityHashMap<>();
        Stream.concat(parts.stream(), others.parts.stream()).forEach(part -> {
            if (part.node().object() instanceof ValkkaFSWriterThread writer) {
                Node other = writers.put(writer.fs(), part.node());
                if (other != null) {
                    throw new ValkkaException(
                            Kind.BUSY,
                            part.node() + " and " + other + " would both write " + writer.fs()
                                    + ": one recording has one writer, let their sources flow together by from(...)");
                }
            }
        });
    }

    @Nullable
    BuiltNode find(String name) {
        return parts.stream()
                .filter(part -> part.node().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Adds the parts of a new branch in front of their fork, as if made with it: they close after
     * the fork.
     */
    void addBranch(BuiltNode fork, BuiltParts branch) {
        parts.addAll(parts.indexOf(fork), branch.parts);
    }

    void removeAll(List<BuiltNode> leaving) {
        parts.removeAll(leaving);
    }

    /** Returns the parts in the order of their closing. */
    List<BuiltNode> backwards() {
        List<BuiltNode> backwards = new ArrayList<>(parts);
        Collections.reverse(backwards);
        return backwards;
    }
}
