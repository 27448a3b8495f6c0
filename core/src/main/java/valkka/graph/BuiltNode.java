package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import valkka.filter.ForkFrameFilterN;
import valkka.filter.FrameFilter;

/** A node of a built graph, with the ways into it and out of it. */
final class BuiltNode {
    private final Node node;
    private final FrameFilter input;
    private final Object closes;
    private final Outlet outlet;
    /** The outputs of a fork, by tag. */
    private final Map<String, Valve> outputs = new LinkedHashMap<>();

    BuiltNode(Node node, NodeParts parts, Outlet outlet) {
        this.node = node;
        this.outlet = outlet;
        this.input = parts.input();
        this.closes = parts.share() != null ? parts.share() : node.object();
    }

    Node node() {
        return node;
    }

    FrameFilter input() {
        return input;
    }

    /** Returns the object that closes with this node, if it can be closed. */
    Object closes() {
        return closes;
    }

    /** Returns the way out of the node. A fork uses its branches instead. */
    Outlet outlet() {
        return outlet;
    }

    boolean isFork() {
        return node.object() instanceof ForkFrameFilterN;
    }

    /** Connects an output of a fork. */
    void connect(String tag, FrameFilter head) {
        Valve valve = new Valve(head);
        ((ForkFrameFilterN) node.object()).connect(tag, valve);
        outputs.put(tag, valve);
    }

    /**
     * Disconnects an output of a fork. The output is still open for the frame that is on its way.
     */
    Valve disconnect(String tag) {
        ((ForkFrameFilterN) node.object()).disconnect(tag);
        return Objects.requireNonNull(outputs.remove(tag), tag);
    }
}
