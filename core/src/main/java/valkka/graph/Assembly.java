package valkka.graph;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSWriterThread;
import valkka.play.ValkkaFSManager;

/**
 * The threads and filters of one graph. They are made from the end backwards, because each needs to
 * know the next. They start in the order of their making, and close in the opposite order. Every
 * wait happens outside the lock, so that callbacks may ask the graph anything.
 */
final class Assembly {
    private static final FrameFilter NOWHERE = frame -> {};
    /**
     * How long a removed branch may keep its last frame. After this time its threads close all the
     * same.
     */
    private static final long LAST_FRAME_MILLIS = 5_000;

    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    /**
     * The chains with their objects; {@link #connect} and {@link #disconnect} change this list.
     * Every stage has a name of its own.
     */
    @GuardedBy("this")
    private List<Chain> chains;

    /** The parts in the order of their making. */
    @GuardedBy("this")
    private final List<BuiltNode> parts;

    /** The managers that this graph has started. */
    @GuardedBy("this")
    private final List<ValkkaFSManager> managers = new ArrayList<>();

    @GuardedBy("this")
    private State state = State.NEW;

    private Assembly(List<Chain> chains, List<BuiltNode> parts) {
        this.chains = chains;
        this.parts = parts;
    }

    /** Makes all threads and filters. When one cannot be made, closes the others made so far. */
    static Assembly of(List<Chain> planned) {
        List<BuiltNode> parts = new ArrayList<>();
        boolean made = false;
        try {
            List<Chain> chains = Chain.allNamed(planned).stream()
                    .map(chain -> make(chain, parts))
                    .toList();
            made = true;
            return new Assembly(chains, parts);
        } finally {
            if (!made) {
                new Assembly(List.of(), parts).close();
            }
        }
    }

    /** Makes the parts of a chain, from its end backwards, and adds the parts to {@code made}. */
    private static Chain make(Chain chain, List<BuiltNode> made) {
        return make(chain, NOWHERE, made);
    }

    private static Chain make(Chain chain, FrameFilter behind, List<BuiltNode> made) {
        FrameFilter output = behind;
        List<Stage> stages = new ArrayList<>();
        for (int i = chain.stages().size() - 1; i >= 0; i--) {
            stages.add(0, make(chain.stages().get(i), output, made));
            output = newest(made).input();
        }
        List<Chain> sources = new ArrayList<>();
        for (Chain source : chain.sources()) {
            sources.add(make(source, output, made));
        }
        return new Chain(sources, stages);
    }

    /** Makes the part of a stage, after the parts of its branches. */
    private static Stage make(Stage stage, FrameFilter output, List<BuiltNode> made) {
        Map<String, Chain> branches = new LinkedHashMap<>();
        Map<String, FrameFilter> heads = new LinkedHashMap<>();
        stage.branches().forEach((tag, branch) -> {
            branches.put(tag, make(branch, made));
            heads.put(tag, newest(made).input());
        });
        NodeParts parts = stage.maker().make(stage.givenName(), output);
        BuiltNode part = new BuiltNode(new Node(stage.givenName(), parts.object()), parts);
        made.add(part);
        heads.forEach(part::connect);
        return stage.made(parts.object(), branches);
    }

    /** Returns the part that was made last, which is the first stage's. */
    private static BuiltNode newest(List<BuiltNode> made) {
        return made.get(made.size() - 1);
    }

    void start() {
        List<BuiltNode> starting;
        synchronized (this) {
            if (state == State.RUNNING) {
                throw new ValkkaException(Kind.BUSY, "the graph is running already: " + nodes());
            }
            checkOpen();
            refuseTwoWriters(parts);
            state = State.RUNNING;
            starting = List.copyOf(parts);
        }
        RuntimeException failure = startAll(starting);
        if (failure != null) {
            close();
            throw failure;
        }
    }

    /**
     * Starts each thread and each manager once. Returns the exception that kept one from starting,
     * or null.
     */
    private @Nullable RuntimeException startAll(List<BuiltNode> parts) {
        Set<Object> started = Collections.newSetFromMap(new IdentityHashMap<>());
        try {
            for (BuiltNode part : parts) {
                if (part.node().object() instanceof ValkkaThread thread && started.add(thread)) {
                    thread.start();
                } else if (part.node().object() instanceof ValkkaFSManager manager && !manager.isRunning()) {
                    willStart(manager);
                    manager.start();
                }
            }
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private synchronized void willStart(ValkkaFSManager manager) {
        checkOpen();
        managers.add(manager);
    }

    private static void refuseTwoWriters(List<BuiltNode> parts) {
        IdentityHashMap<ValkkaFS, Node> writers = new IdentityHashMap<>();
        for (BuiltNode part : parts) {
            if (part.node().object() instanceof ValkkaFSWriterThread writer) {
                Node other = writers.put(writer.fs(), part.node());
                if (other != null) {
                    throw new ValkkaException(
                            Kind.BUSY,
                            part.node() + " and " + other + " would both write " + writer.fs()
                                    + ": one recording has one writer, let their sources flow together by from(...)");
                }
            }
        }
    }

    void close() {
        List<AutoCloseable> toClose;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
            toClose = closeables(backwards(parts));
            toClose.addAll(managers);
        }
        List<Exception> failures = new ArrayList<>();
        closeAll(toClose, failures);
        rethrow(failures);
    }

    private static List<BuiltNode> backwards(List<BuiltNode> parts) {
        List<BuiltNode> backwards = new ArrayList<>(parts);
        Collections.reverse(backwards);
        return backwards;
    }

    private static List<AutoCloseable> closeables(List<BuiltNode> parts) {
        List<AutoCloseable> closeables = new ArrayList<>();
        for (BuiltNode part : parts) {
            if (part.closes() instanceof AutoCloseable closeable) {
                closeables.add(closeable);
            }
        }
        return closeables;
    }

    private static void closeAll(List<AutoCloseable> forwards, List<Exception> failures) {
        for (AutoCloseable closeable : forwards) {
            try {
                closeable.close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
    }

    private static void rethrow(List<Exception> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Exception first = failures.get(0);
        ValkkaException thrown = first instanceof ValkkaException known
                ? known
                : new ValkkaException(Kind.IO, "closing the graph: " + first, first);
        failures.stream().skip(1).filter(other -> other != thrown).forEach(thrown::addSuppressed);
        throw thrown;
    }

    synchronized List<Chain> chains() {
        return chains;
    }

    /** Returns the nodes, in the order in which frames reach them. */
    synchronized List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (Stage stage : stages()) {
            nodes.add(part(stage.givenName()).node());
        }
        return List.copyOf(nodes);
    }

    @GuardedBy("this")
    private List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        chains.forEach(chain -> chain.forEach(stages::add));
        return stages;
    }

    private static List<Stage> stagesOf(Chain chain) {
        List<Stage> stages = new ArrayList<>();
        chain.forEach(stages::add);
        return stages;
    }

    synchronized Node find(String name) {
        return part(name).node();
    }

    @GuardedBy("this")
    private BuiltNode part(String name) {
        for (BuiltNode part : parts) {
            if (part.node().name().equals(name)) {
                return part;
            }
        }
        throw new ValkkaException(
                Kind.NOT_FOUND,
                "the graph has no node '" + name + "', only "
                        + stages().stream().map(Stage::label).toList());
    }

    void connect(String fork, String tag, Chain branch) {
        List<BuiltNode> made = new ArrayList<>();
        boolean done = false;
        try {
            connect(fork, tag, branch, made);
            done = true;
        } finally {
            if (!done) {
                closeAll(closeables(backwards(made)), new ArrayList<>());
            }
        }
    }

    private void connect(String fork, String tag, Chain branch, List<BuiltNode> made) {
        Chain added;
        synchronized (this) {
            refuseTakenOutput(fork, tag);
            // A stream is announced once. While frames flow, its announcement may be over.
            SetupFrameCheck.check(
                    branch,
                    state == State.RUNNING
                            ? find(fork) + ", which runs already"
                            : SetupFrameCheck.missingBehind(chains, fork));
            branch.checkCachers(chains.stream().anyMatch(chain -> chain.has(ValkkaFSReaderThread.class)));
            added = make(branch.allNamed(namesWith(branch)), made);
            if (state != State.RUNNING) {
                add(fork, tag, added, made);
                return;
            }
            refuseSecondWriter(made);
        }
        // A thread may take long to start, so it starts under no lock. Another branch may take the
        // output meanwhile.
        RuntimeException failure = startAll(made);
        if (failure != null) {
            throw failure;
        }
        synchronized (this) {
            refuseTakenOutput(fork, tag);
            namesWith(added);
            refuseSecondWriter(made);
            add(fork, tag, added, made);
        }
    }

    @GuardedBy("this")
    private void refuseTakenOutput(String fork, String tag) {
        checkOpen();
        BuiltNode part = fork(fork);
        if (branches(fork).containsKey(tag)) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    part.node() + " has an output '" + tag + "' already: disconnect it first, or take another tag");
        }
    }

    @GuardedBy("this")
    private void refuseSecondWriter(List<BuiltNode> made) {
        List<BuiltNode> all = new ArrayList<>(parts);
        all.addAll(made);
        refuseTwoWriters(all);
    }

    @GuardedBy("this")
    private void add(String fork, String tag, Chain added, List<BuiltNode> made) {
        BuiltNode part = fork(fork);
        part.connect(tag, newest(made).input());
        changeBranches(fork, branches -> branches.put(tag, added));
        // The new parts stand in front of their fork, as if made with it: they close after the
        // fork.
        parts.addAll(parts.indexOf(part), made);
    }

    /** Returns all names of the graph, with the names that the branch brings. */
    @GuardedBy("this")
    private Set<String> namesWith(Chain branch) {
        Chain.check(List.of(branch));
        for (Stage stage : stagesOf(branch)) {
            refuseClaimed(stage);
        }
        Set<String> names = new HashSet<>();
        stages().forEach(stage -> names.add(stage.givenName()));
        for (String given : branch.givenNames()) {
            if (!names.add(given)) {
                throw new ValkkaException(
                        Kind.EXISTS,
                        "the graph has a node '" + given + "' already, " + find(given)
                                + ": give the new one another name, by named(...)");
            }
        }
        return names;
    }

    @GuardedBy("this")
    private void refuseClaimed(Stage stage) {
        for (Stage other : stages()) {
            if (stage.traits().claim().isPresent()
                    && other.traits().claim().equals(stage.traits().claim())) {
                throw ValkkaException.badArgument(other.label() + " of the graph has "
                        + stage.traits().claim().get() + " for itself, and " + stage
                        + " wants it too: give the new one another");
            }
        }
    }

    void disconnect(String fork, String tag) {
        BuiltNode part;
        Valve valve;
        List<BuiltNode> leaving = new ArrayList<>();
        synchronized (this) {
            part = fork(fork);
            Map<String, Chain> branches = branches(fork);
            Chain leavingBranch = branches.get(tag);
            if (leavingBranch == null) {
                throw new ValkkaException(
                        Kind.NOT_FOUND, part.node() + " has no output '" + tag + "', only " + branches.keySet());
            }
            for (Stage stage : stagesOf(leavingBranch)) {
                leaving.add(part(stage.givenName()));
            }
            valve = part.disconnect(tag);
            changeBranches(fork, remaining -> remaining.remove(tag));
            parts.removeAll(leaving);
        }
        List<Exception> failures = new ArrayList<>();
        try {
            if (!valve.shut(LAST_FRAME_MILLIS)) {
                failures.add(new ValkkaException(
                        Kind.TIMEOUT,
                        "the output '" + tag + "' of " + part.node() + " has held a frame for more than "
                                + LAST_FRAME_MILLIS / 1000 + " s: it is disconnected, and its nodes "
                                + leaving.stream().map(BuiltNode::node).toList() + " were closed around that frame"));
            }
        } catch (ValkkaException e) {
            failures.add(e);
        }
        closeAll(closeables(leaving), failures);
        rethrow(failures);
    }

    @GuardedBy("this")
    private BuiltNode fork(String name) {
        BuiltNode found = part(name);
        if (!found.isFork()) {
            throw ValkkaException.badArgument(found.node() + " is no fork: only a fork() has outputs to connect");
        }
        return found;
    }

    @GuardedBy("this")
    private Map<String, Chain> branches(String fork) {
        return stages().stream()
                .filter(stage -> fork.equals(stage.givenName()))
                .findFirst()
                .map(Stage::branches)
                .orElse(Map.of());
    }

    @GuardedBy("this")
    private void changeBranches(String fork, Consumer<Map<String, Chain>> change) {
        chains = chains.stream()
                .map(chain -> chain.changed(fork, stage -> {
                    Map<String, Chain> branches = new LinkedHashMap<>(stage.branches());
                    change.accept(branches);
                    return stage.withBranches(branches);
                }))
                .toList();
    }

    @GuardedBy("this")
    private void checkOpen() {
        if (state == State.CLOSED) {
            throw new ValkkaException(Kind.CLOSED, "the graph was closed: build it again");
        }
    }
}
