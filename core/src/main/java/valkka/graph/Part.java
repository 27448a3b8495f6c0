package valkka.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import valkka.filter.ForkFrameFilterN;
import valkka.filter.FrameFilter;

/** A node of an assembly, and what it is connected to. Guarded by the assembly's lock. */
final class Part {
    private final Node node;
    private final FrameFilter input;
    private final Object closes;
    private final NodeTraits traits;
    /** The one behind it in its chain, or null at the chain's end. */
    private final Part next;
    /** Of a fork, by tag. */
    private final Map<String, Branch> branches = new LinkedHashMap<>();

    record Branch(Part head, Valve valve) {}

    Part(Node node, NodeParts parts, NodeTraits traits, Part next) {
        this.node = node;
        this.input = parts.input();
        this.closes = parts.share() != null ? parts.share() : node.object();
        this.traits = traits;
        this.next = next;
    }

    Node node() {
        return node;
    }

    FrameFilter input() {
        return input;
    }

    /** What is closed with this node, if it can be. */
    Object closes() {
        return closes;
    }

    /** What its noun said of it. */
    NodeTraits traits() {
        return traits;
    }

    Part next() {
        return next;
    }

    Map<String, Branch> branches() {
        return branches;
    }

    boolean isFork() {
        return node.object() instanceof ForkFrameFilterN;
    }

    void connect(String tag, Part head) {
        Valve valve = new Valve(head.input());
        ((ForkFrameFilterN) node.object()).connect(tag, valve);
        branches.put(tag, new Branch(head, valve));
    }

    Branch disconnect(String tag) {
        ((ForkFrameFilterN) node.object()).disconnect(tag);
        return branches.remove(tag);
    }

    /** This part and those behind it in its chain, to be drawn. */
    List<Flow.Shape> shapes() {
        List<Flow.Shape> shapes = new ArrayList<>();
        for (Part part = this; part != null; part = part.next) {
            Map<String, Flow> outputs = new LinkedHashMap<>();
            part.branches.forEach((tag, branch) ->
                    outputs.put(tag, new Flow(List.of(), branch.head().shapes())));
            shapes.add(new Flow.Shape(
                    part.node.type(), part.node.name(), part.node.isThread(), part.traits.callbacks(), outputs));
        }
        return shapes;
    }

    /** Calls {@code visitor} with this part and all that follow, as frames come to them. */
    void forEach(Consumer<Part> visitor) {
        for (Part part = this; part != null; part = part.next) {
            visitor.accept(part);
            part.branches.values().forEach(branch -> branch.head().forEach(visitor));
        }
    }
}
