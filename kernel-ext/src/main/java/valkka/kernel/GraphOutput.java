package valkka.kernel;

import valkka.graph.FilterGraph;

/** Shows filter graphs. */
final class GraphOutput {
    private GraphOutput() {}

    /**
     * As a part of the page the drawing has the colour of the page's letters. As a file of its own,
     * which is what JupyterLab makes of SVG, it would be black in dark themes, too.
     */
    static Output of(FilterGraph graph) {
        String svg = graph.toSvg();
        String html = "<div style=\"overflow-x:auto\">" + svg + "</div>";
        return Output.html(graph.toString(), html).with(Output.svg(graph.toString(), svg));
    }
}
