package valkka.graph;

import java.util.List;

/** A graph that nothing can follow. */
final class WholeGraph extends FilterGraph {
    WholeGraph(List<Chain> chains) {
        super(chains);
    }
}
