package valkka.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is drawn of a graph: shapes one behind the other.
 *
 * @param sources that flow together into the first shape; empty where that is a source itself
 */
record Flow(List<Flow> sources, List<Shape> shapes) {
    Flow {
        sources = List.copyOf(sources);
        shapes = List.copyOf(shapes);
    }

    /**
     * One thread or filter.
     *
     * @param callbacks by name
     * @param branches of a fork, by tag
     */
    record Shape(String type, String name, boolean thread, List<String> callbacks, Map<String, Flow> branches) {
        Shape {
            callbacks = List.copyOf(callbacks);
            branches = Collections.unmodifiableMap(new LinkedHashMap<>(branches));
        }

        /** {@code (thread)}, <code>{filter}</code>. */
        String label() {
            String text = type + ":" + name;
            return thread ? "(" + text + ")" : "{" + text + "}";
        }
    }
}
