package valkka.graph;

import java.util.List;

/** A graph that nothing can be put behind. */
final class WholeGraph extends FilterGraph {
    WholeGraph(List<Chain> chains) {
        super(chains);
    }
}
