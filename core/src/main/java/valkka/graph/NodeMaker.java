package valkka.graph;

import valkka.filter.FrameFilter;

/**
 * The maker of a noun's thread or filter. It is called once for each graph that the noun becomes a
 * part of.
 */
@FunctionalInterface
public interface NodeMaker {
    /**
     * Makes the object, and starts nothing.
     *
     * @param name the node's name, the only one of its kind in the graph
     * @param next where the node's frames go; a filter that swallows frames where nothing stands
     *     behind the node
     * @throws valkka.frame.ValkkaException when the object cannot be made; the graph then closes
     *     all objects made so far
     */
    NodeParts make(String name, FrameFilter next);
}
