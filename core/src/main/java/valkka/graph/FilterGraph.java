package valkka.graph;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Subscription;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSWriterThread;
import valkka.play.FileCacheThread;

/**
 * Threads and filters, connected as frames flow. A graph is written from left to right: each
 * {@code .to(} is an arrow of the drawing. The graph makes the same objects as a program that makes
 * them one by one. libValkka has no such class.
 *
 * <pre>{@code
 * FilterGraph g = reader(fs).slotId(1, 925412).to(passSlot(1)).to(info());
 * System.out.println(g);   // (ValkkaFSReaderThread:reader) --> {PassSlotFrameFilter:passSlot} --> {InfoFrameFilter:info}
 * g.start();
 * g.reader().pullBlocks(0, 1).get();
 * g.close();
 * }</pre>
 *
 * <p>The graph makes its threads and filters when somebody first asks for one of them, or starts
 * the graph. A graph runs once. Any thread may call its methods, callbacks included.
 */
public abstract class FilterGraph implements AutoCloseable {
    private final List<Chain> chains;

    @GuardedBy("this")
    private @Nullable Assembly assembly; // null until somebody needs the objects

    FilterGraph(List<Chain> chains) {
        Chain.check(chains);
        chains.forEach(chain -> chain.checkCachers(false));
        this.chains = List.copyOf(chains);
    }

    /**
     * Returns several graphs as one graph, which starts and closes together.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when two nodes have one name
     */
    public static FilterGraph of(FilterGraph... graphs) {
        List<Chain> all = new ArrayList<>();
        for (FilterGraph graph : graphs) {
            all.addAll(graph.chains);
        }
        return new WholeGraph(all);
    }

    /**
     * Returns several sources as one source, whose frames flow together.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no source, or when two nodes have
     *     one name or one slot
     */
    public static Source from(Source... sources) {
        if (sources.length == 0) {
            throw ValkkaException.badArgument("from() with no source: give at least one");
        }
        List<Chain> all = new ArrayList<>();
        for (Source source : sources) {
            all.add(source.chain());
        }
        return all.size() == 1 ? new Source(all.get(0)) : new Source(new Chain(all, List.of()));
    }

    /**
     * Starts the threads, from the end backwards, so that each finds the next thread running. When
     * a thread cannot start, closes all threads and throws that thread's exception.
     *
     * @return this graph
     * @throws ValkkaException {@code BUSY} when the graph runs already, or two writers would write
     *     one recording; {@code CLOSED} when the graph was closed; any error of a thread that
     *     cannot start
     */
    public FilterGraph start() {
        assembly().start();
        return this;
    }

    /**
     * Ends the threads and closes the filters, from the beginning forwards, so that frames on their
     * way arrive. A second call does nothing.
     *
     * @throws ValkkaException the exception of the first thread or filter that could not end well;
     *     the others end all the same
     */
    @Override
    public void close() {
        assembly().close();
    }

    /** Returns the nodes, in the order in which frames reach them. */
    public List<Node> nodes() {
        return assembly().nodes();
    }

    /**
     * Returns the thread or filter of a node.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such node, {@code BAD_ARGUMENT}
     *     when the node is of another type
     */
    public <T> T node(String name, Class<T> type) {
        Node node = assembly().find(name);
        if (!type.isInstance(node.object())) {
            throw ValkkaException.badArgument(
                    "the node '" + name + "' is " + node + ", and no " + type.getSimpleName());
        }
        return type.cast(node.object());
    }

    /**
     * Returns the graph's only reader thread.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is none, {@code BAD_ARGUMENT} when there
     *     are several
     */
    public ValkkaFSReaderThread reader() {
        return only(ValkkaFSReaderThread.class);
    }

    /**
     * Returns the graph's only writer thread.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is none, {@code BAD_ARGUMENT} when there
     *     are several
     */
    public ValkkaFSWriterThread writer() {
        return only(ValkkaFSWriterThread.class);
    }

    /**
     * Returns the graph's only thread that caches and plays frames.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is none, {@code BAD_ARGUMENT} when there
     *     are several
     */
    public FileCacheThread cacher() {
        return only(FileCacheThread.class);
    }

    private <T> T only(Class<T> type) {
        List<Node> found =
                nodes().stream().filter(node -> type.isInstance(node.object())).toList();
        if (found.isEmpty()) {
            throw new ValkkaException(Kind.NOT_FOUND, "the graph has no " + type.getSimpleName() + ", only " + nodes());
        }
        if (found.size() > 1) {
            throw ValkkaException.badArgument("the graph has several, " + found + ": say which, by node(name, "
                    + type.getSimpleName() + ".class)");
        }
        return type.cast(found.get(0).object());
    }

    /**
     * Adds an output to a fork, while frames flow or before. The new branch gets whole frames from
     * now on. The other branches lose no frame and get none twice.
     *
     * @param fork the fork's name
     * @param tag the name by which {@link #disconnect} finds the branch
     * @throws ValkkaException {@code NOT_FOUND} when there is no such fork; {@code EXISTS} when the
     *     tag or the name of a node is in use; {@code CLOSED} when the graph was closed
     */
    public void connect(String fork, String tag, Sink branch) {
        assembly().connect(fork, tag, branch.chain());
    }

    /**
     * Removes an output from a fork, waits until the frame on its way has passed, and ends the
     * branch's threads.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such fork, or nothing is connected
     *     under the tag; {@code TIMEOUT} when the branch holds a frame for more than 5 s. The
     *     branch is then disconnected and closed all the same.
     */
    public void disconnect(String fork, String tag) {
        assembly().disconnect(fork, tag);
    }

    /**
     * Gives the frames that leave a node also to a filter of your own, while frames flow or before.
     * The filter gets each frame after the next node, in the same thread. A slow filter holds the
     * next frame back.
     *
     * @param node the node's name, such as {@code "live"}
     * @return closing it ends this
     * @throws ValkkaException {@code NOT_FOUND} when there is no such node; {@code BAD_ARGUMENT}
     *     when the node is a fork; {@code CLOSED} when the graph was closed
     */
    public Subscription observe(String node, FrameFilter observer) {
        return assembly().observe(node, Objects.requireNonNull(observer, "observer"));
    }

    /**
     * Returns the chains to draw: the present ones, or the planned ones, since a drawing makes no
     * objects.
     */
    private synchronized List<Chain> drawn() {
        return assembly != null ? assembly.chains() : Chain.allNamed(chains);
    }

    private synchronized Assembly assembly() {
        if (assembly == null) {
            assembly = Assembly.of(chains);
        }
        return assembly;
    }

    /**
     * Returns the graph in the lessons' notation, with a fork's branches below the fork.
     * {@code ( )} is a thread, <code>{ }</code> a filter and {@code $} a callback. {@code -->} is a
     * call in the same thread, {@code -->>} a hand-over to another thread.
     */
    @Override
    public String toString() {
        return GraphText.of(drawn());
    }

    /**
     * Returns the graph as a picture: a whole SVG document, which takes its colours from the page,
     * light or dark.
     */
    public String toSvg() {
        return GraphSvg.of(drawn());
    }
}
