package valkka.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSWriterThread;
import valkka.play.ValkkaFSManager;

/**
 * The threads and filters of one graph. They are made from the end backwards, because each wants to know the next; they are started in
 * that order, and closed in the opposite one. Whatever waits does so outside the lock, so that callbacks may ask for anything.
 */
final class Assembly {
    private static final FrameFilter NOWHERE = frame -> {};
    /** How long a branch that is taken away may keep its last frame; its threads are closed then all the same. */
    private static final long LAST_FRAME_MILLIS = 5_000;

    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    private final List<Run> runs = new ArrayList<>();
    /** In the order in which they were made. */
    private final List<Part> parts = new ArrayList<>();
    /** Those that this graph has started. */
    private final List<ValkkaFSManager> managers = new ArrayList<>();

    private State state = State.NEW;

    private Assembly() {}

    /** Makes everything. What was made is closed again when something cannot be made. */
    static Assembly of(List<Chain> chains) {
        Assembly assembly = new Assembly();
        Set<String> names = new HashSet<>();
        chains.forEach(chain -> names.addAll(chain.givenNames()));
        boolean made = false;
        try {
            for (Chain chain : chains) {
                assembly.runs.add(build(chain.allNamed(names), NOWHERE, assembly.parts));
            }
            made = true;
        } finally {
            if (!made) {
                assembly.close();
            }
        }
        return assembly;
    }

    /** @param behind where the frames of the chain's last part go */
    private static Run build(Chain chain, FrameFilter behind, List<Part> made) {
        Part next = null;
        FrameFilter output = behind;
        for (int i = chain.stages().size() - 1; i >= 0; i--) {
            next = build(chain.stages().get(i), output, next, made);
            output = next.input();
        }
        List<Run> sources = new ArrayList<>();
        for (Chain source : chain.sources()) {
            sources.add(build(source, output, made));
        }
        return new Run(sources, next);
    }

    private static Part build(Stage stage, FrameFilter output, Part next, List<Part> made) {
        List<Map.Entry<String, Part>> branches = new ArrayList<>();
        stage.branches()
                .forEach((tag, branch) ->
                        branches.add(Map.entry(tag, build(branch, NOWHERE, made).head())));
        NodeParts parts = stage.maker().make(stage.name(), output);
        Part part = new Part(new Node(stage.name(), parts.object()), parts, stage.traits(), next);
        made.add(part);
        branches.forEach(branch -> part.connect(branch.getKey(), branch.getValue()));
        return part;
    }

    void start() {
        RuntimeException failure;
        synchronized (this) {
            if (state == State.RUNNING) {
                throw new ValkkaException(Kind.BUSY, "the graph is running already: " + nodes());
            }
            checkOpen();
            refuseTwoWriters(parts);
            state = State.RUNNING;
            failure = startAll(parts);
        }
        if (failure != null) {
            close();
            throw failure;
        }
    }

    /** Starts what is a thread, each once. Returns what kept one from starting, or null. */
    private RuntimeException startAll(List<Part> parts) {
        Set<Object> started = Collections.newSetFromMap(new IdentityHashMap<>());
        try {
            for (Part part : parts) {
                if (part.node().object() instanceof ValkkaThread thread && started.add(thread)) {
                    thread.start();
                } else if (part.node().object() instanceof ValkkaFSManager manager && !manager.isRunning()) {
                    managers.add(manager);
                    manager.start();
                }
            }
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static void refuseTwoWriters(List<Part> parts) {
        IdentityHashMap<ValkkaFS, Node> writers = new IdentityHashMap<>();
        for (Part part : parts) {
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

    private static List<Part> backwards(List<Part> parts) {
        List<Part> backwards = new ArrayList<>(parts);
        Collections.reverse(backwards);
        return backwards;
    }

    private static List<AutoCloseable> closeables(List<Part> parts) {
        List<AutoCloseable> closeables = new ArrayList<>();
        for (Part part : parts) {
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

    synchronized List<Flow> flows() {
        return runs.stream().map(Run::flow).toList();
    }

    synchronized List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        runs.forEach(run -> run.forEach(part -> nodes.add(part.node())));
        return nodes;
    }

    Node find(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing(name));
    }

    private ValkkaException missing(String name) {
        return new ValkkaException(Kind.NOT_FOUND, "the graph has no node '" + name + "', only " + nodes());
    }

    void connect(String fork, String tag, Chain branch) {
        List<Part> made = new ArrayList<>();
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

    private synchronized void connect(String fork, String tag, Chain branch, List<Part> made) {
        checkOpen();
        Part part = findFork(fork);
        if (part.branches().containsKey(tag)) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    part.node() + " has an output '" + tag + "' already: disconnect it first, or take another tag");
        }
        // A stream is announced once: while frames flow, that may be over.
        SetupFrames.check(
                branch,
                state == State.RUNNING ? part.node() + ", which runs already" : SetupFrames.missingAt(runs, part));
        branch.checkCachers(parts.stream().anyMatch(other -> other.node().object() instanceof ValkkaFSReaderThread));
        Part head = build(branch.allNamed(namesWith(branch)), NOWHERE, made).head();
        if (state == State.RUNNING) {
            List<Part> all = new ArrayList<>(parts);
            all.addAll(made);
            refuseTwoWriters(all);
            RuntimeException failure = startAll(made);
            if (failure != null) {
                throw failure;
            }
        }
        part.connect(tag, head);
        // In front of its fork, as if it had been made with it: it is closed behind the fork.
        parts.addAll(parts.indexOf(part), made);
    }

    /** All names of the graph, and those that the branch brings. */
    private Set<String> namesWith(Chain branch) {
        Chain.check(List.of(branch));
        branch.forEach(this::refuseClaimed);
        Set<String> names = new HashSet<>();
        nodes().forEach(node -> names.add(node.name()));
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

    private void refuseClaimed(Stage stage) {
        for (Part part : parts) {
            if (stage.traits().claim().isPresent()
                    && part.traits().claim().equals(stage.traits().claim())) {
                throw ValkkaException.badArgument(part.node() + " of the graph has "
                        + stage.traits().claim().get() + " for itself, and " + stage
                        + " wants it too: give the new one another");
            }
        }
    }

    void disconnect(String fork, String tag) {
        Part.Branch branch;
        List<Part> leaving = new ArrayList<>();
        synchronized (this) {
            Part part = findFork(fork);
            if (!part.branches().containsKey(tag)) {
                throw new ValkkaException(
                        Kind.NOT_FOUND,
                        part.node() + " has no output '" + tag + "', only "
                                + part.branches().keySet());
            }
            branch = part.disconnect(tag);
            branch.head().forEach(leaving::add);
            parts.removeAll(leaving);
        }
        List<Exception> failures = new ArrayList<>();
        try {
            branch.valve().shut(LAST_FRAME_MILLIS);
        } catch (ValkkaException e) {
            failures.add(e);
        }
        closeAll(closeables(leaving), failures);
        rethrow(failures);
    }

    private Part findFork(String name) {
        List<Part> found = new ArrayList<>();
        runs.forEach(run -> run.forEach(part -> {
            if (part.node().name().equals(name)) {
                found.add(part);
            }
        }));
        if (found.isEmpty()) {
            throw missing(name);
        }
        if (!found.get(0).isFork()) {
            throw ValkkaException.badArgument(
                    found.get(0).node() + " is no fork: only what fork() makes has outputs to connect");
        }
        return found.get(0);
    }

    private void checkOpen() {
        if (state == State.CLOSED) {
            throw new ValkkaException(Kind.CLOSED, "the graph was closed: build it again");
        }
    }
}
