package valkka.player;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.fs.Subscription;
import valkka.graph.FilterGraph;
import valkka.graph.Node;
import valkka.live.LiveStreamStats;
import valkka.live.LiveThread;
import valkka.play.FileCacheThread;
import valkka.play.ValkkaFSManager;

/** The streams that flow through a graph now: its cameras, or else what it plays. */
final class LiveStreams implements AutoCloseable {
    private static final int MOST_STREAMS = 64;

    private final List<Object> sources;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Map<Integer, LiveStream> streams = new ConcurrentSkipListMap<>(); // by slot
    private final AtomicLong leftOut = new AtomicLong(); // frames of further streams
    private volatile boolean hasRun;

    LiveStreams(FilterGraph graph) {
        List<Node> observed = observed(graph.nodes());
        this.sources = observed.stream().map(Node::object).toList();
        for (LiveStreamStats camera : cameras()) {
            streams.put(camera.slot(), new LiveStream(System::nanoTime));
        }
        for (Node node : observed) {
            subscriptions.add(graph.observe(node.name(), this::take));
        }
    }

    private static List<Node> observed(List<Node> nodes) {
        return Stream.of(LiveThread.class, FileCacheThread.class, ValkkaFSManager.class)
                .map(type -> nodes.stream()
                        .filter(node -> type.isInstance(node.object()))
                        .toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseThrow(
                        () -> ValkkaException.badArgument("nothing in the graph sends pictures at their own speed: "
                                + nodes + " has no live(...), cacher() or output(...)"));
    }

    private void take(Frame frame) {
        LiveStream stream = streams.get(frame.slot());
        if (stream == null && frame instanceof BasicFrame basic && basic.nalUnitType() >= 0) {
            if (streams.size() == MOST_STREAMS) {
                leftOut.incrementAndGet();
                return;
            }
            stream = streams.computeIfAbsent(frame.slot(), slot -> new LiveStream(System::nanoTime));
        }
        if (stream != null) {
            stream.take(frame);
        }
    }

    /** Returns the streams by slot. */
    Map<Integer, LiveStream> bySlot() {
        return streams;
    }

    /** Returns the counts of the cameras; none of what is played. */
    List<LiveStreamStats> cameras() {
        return sources.stream()
                .filter(LiveThread.class::isInstance)
                .flatMap(live -> ((LiveThread) live).stats().streams().stream())
                .toList();
    }

    /** Returns the counts of the camera of a slot. */
    Optional<LiveStreamStats> camera(int slot) {
        return cameras().stream().filter(camera -> camera.slot() == slot).findFirst();
    }

    /** Returns whether the graph has run, and runs no longer. */
    boolean hasEnded() {
        boolean runs = sources.stream().anyMatch(LiveStreams::isRunning);
        hasRun |= runs;
        return hasRun && !runs;
    }

    private static boolean isRunning(Object source) {
        return source instanceof ValkkaThread thread
                ? thread.isRunning()
                : source instanceof ValkkaFSManager manager && manager.isRunning();
    }

    /** Returns how many frames were of more streams than are shown. */
    long leftOut() {
        return leftOut.get();
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
