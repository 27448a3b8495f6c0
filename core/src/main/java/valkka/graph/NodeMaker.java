package valkka.graph;

import valkka.filter.FrameFilter;

/** How a noun makes its thread or filter. It is called once for each graph that the noun is built into. */
@FunctionalInterface
public interface NodeMaker {
    /**
     * Makes the object, and starts nothing.
     *
     * @param name the node's, the only one of its kind in the graph
     * @param next where its frames go; where nothing stands behind the node they vanish there
     * @throws valkka.frame.ValkkaException when it cannot be; what the graph has made so far is closed then
     */
    NodeParts make(String name, FrameFilter next);
}
