package valkka.graph;

import java.util.List;
import java.util.function.Consumer;

/**
 * A chain as it was built.
 *
 * @param sources runs whose frames all go into the head; empty where the head is a source itself
 * @param head the first part; {@code null} when nothing stands behind sources that flow together
 */
record Run(List<Run> sources, Part head) {
    Run {
        sources = List.copyOf(sources);
    }

    Flow flow() {
        return new Flow(sources.stream().map(Run::flow).toList(), head == null ? List.of() : head.shapes());
    }

    /** Calls {@code visitor} with each part, as frames come to them. */
    void forEach(Consumer<Part> visitor) {
        sources.forEach(source -> source.forEach(visitor));
        if (head != null) {
            head.forEach(visitor);
        }
    }
}
