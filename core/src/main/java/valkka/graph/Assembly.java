package valkka.graph;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Subscription;
import valkka.fs.ValkkaFSReaderThread;
import valkka.play.ValkkaFSManager;

/**
 * One graph as it runs: its chains, the {@link BuiltParts parts} made for them, and its changes.
 * Every wait happens outside the lock, so that callbacks may ask the graph anything.
 */
final class Assembly {
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

    @GuardedBy("this")
    private final BuiltParts parts;

    /** The managers that this graph has started. */
    @GuardedBy("this")
    private final List<ValkkaFSManager> managers = new ArrayList<>();

    @GuardedBy("this")
    private State state = State.NEW;

    private Assembly(List<Chain> chains, BuiltParts parts) {
        this.chains = chains;
        this.parts = parts;
    }

    /** Makes all threads and filters. When one cannot be made, closes the others made so far. */
    static Assembly of(List<Chain> planned) {
        BuiltParts parts = new BuiltParts();
        boolean made = false;
        try {
            List<Chain> chains =
                    Chain.allNamed(planned).stream().map(parts::make).toList();
            made = true;
            return new Assembly(chains, parts);
        } finally {
            if (!made) {
                new Assembly(List.of(), parts).close();
            }
        }
    }

    void start() {
        BuiltParts starting;
        synchronized (this) {
            if (state == State.RUNNING) {
                throw new ValkkaException(Kind.BUSY, "the graph is running already: " + nodes());
            }
            checkOpen();
            parts.refuseTwoWriters(new BuiltParts());
            state = State.RUNNING;
            starting = parts.copy();
        }
        try {
            starting.start(this::willStart);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private synchronized void willStart(ValkkaFSManager manager) {
        checkOpen();
        managers.add(manager);
    }

    void close() {
        List<BuiltNode> closing;
        List<ValkkaFSManager> closingManagers;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
            closing = parts.backwards();
            closingManagers = List.copyOf(managers);
        }
        Closing failures = new Closing();
        failures.closeParts(closing);
        closingManagers.forEach(failures::close);
        failures.end();
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

    synchronized Subscription observe(String name, FrameFilter observer) {
        checkOpen();
        BuiltNode observed = part(name);
        if (observed.isFork()) {
            throw ValkkaException.badArgument(
                    observed.node() + " is a fork: connect a branch to it, or observe the node in front of it");
        }
        return observed.outlet().observe(observer);
    }

    @GuardedBy("this")
    private BuiltNode part(String name) {
        BuiltNode found = parts.find(name);
        if (found != null) {
            return found;
        }
        throw new ValkkaException(
                Kind.NOT_FOUND,
                "the graph has no node '" + name + "', only "
                        + stages().stream().map(Stage::label).toList());
    }

    void connect(String fork, String tag, Chain branch) {
        BuiltParts made = new BuiltParts();
        boolean done = false;
        try {
            connect(fork, tag, branch, made);
            done = true;
        } finally {
            if (!done) {
                new Closing().closeParts(made.backwards()); // the error that is on its way says more
            }
        }
    }

    private void connect(String fork, String tag, Chain branch, BuiltParts made) {
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
            added = made.make(branch.allNamed(namesWith(branch)));
            if (state != State.RUNNING) {
                add(fork, tag, added, made);
                return;
            }
            parts.refuseTwoWriters(made);
        }
        // A thread may take long to start, so it starts under no lock. Another branch may take the
        // output meanwhile.
        made.start(this::willStart);
        synchronized (this) {
            refuseTakenOutput(fork, tag);
            namesWith(added);
            parts.refuseTwoWriters(made);
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
    private void add(String fork, String tag, Chain added, BuiltParts made) {
        BuiltNode part = fork(fork);
        part.connect(tag, made.input());
        changeBranches(fork, branches -> branches.put(tag, added));
        parts.addBranch(part, made);
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
        Closing closing = new Closing();
        try {
            if (!valve.shut(LAST_FRAME_MILLIS)) {
                closing.failed(new ValkkaException(
                        Kind.TIMEOUT,
                        "the output '" + tag + "' of " + part.node() + " has held a frame for more than "
                                + LAST_FRAME_MILLIS / 1000 + " s: it is disconnected, and its nodes "
                                + leaving.stream().map(BuiltNode::node).toList() + " were closed around that frame"));
            }
        } catch (ValkkaException e) {
            closing.failed(e);
        }
        closing.closeParts(leaving);
        closing.end();
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
