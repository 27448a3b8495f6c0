package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.graph.Nodes.cacher;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.info;
import static valkka.graph.Nodes.passSlot;
import static valkka.graph.Nodes.reader;
import static valkka.graph.Nodes.writer;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import valkka.filter.FrameFilter;
import valkka.fs.ValkkaSingleFS;

/** What a graph looks like. */
class GraphDrawingTest {
    @TempDir
    Path temp;

    private ValkkaSingleFS fs;

    @BeforeEach
    void makeRecording() {
        fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                .blockSize(4096)
                .blocks(2)
                .create();
    }

    @AfterEach
    void closeRecording() {
        fs.close();
    }

    @Test
    void aChainIsOneLineOfTheLessons() {
        assertDrawn(
                new TestSource(1).named("livethread").to(writer(fs).slotId(1, 7).named("writerthread")),
                "(NumbersThread:livethread) -->> (ValkkaFSWriterThread:writerthread)");
        assertDrawn(
                reader(fs).slotId(1, 925412).to(info().named("out_filter")),
                "(ValkkaFSReaderThread:reader) --> {InfoFrameFilter:out_filter}");
    }

    @Test
    void belowAForkStandItsBranches() {
        assertDrawn(
                FilterGraph.from(new TestSource(1), new TestSource(2).named("second"))
                        .to(fork().connect("disk", passSlot(1).to(writer(fs).slotId(1, 7)))
                                .connect("nested", fork().connect("a", count()).connect("b", info()))
                                .connect("info", info())),
                """
                (NumbersThread:numbers) --+
                (NumbersThread:second)  --+--> {ForkFrameFilterN:fork}
                    |
                    +-- disk --> {PassSlotFrameFilter:passSlot} -->> (ValkkaFSWriterThread:writer)
                    |
                    +-- nested --> {ForkFrameFilterN:fork2}
                    |        |
                    |        +-- a --> {CountFrameFilter:count}
                    |        |
                    |        +-- b --> {InfoFrameFilter:info}
                    |
                    +-- info --> {InfoFrameFilter:info2}""");
    }

    @Test
    void belowANodeStandItsCallbacks() {
        assertDrawn(
                reader(fs)
                        .slotId(1, 7)
                        .to(cacher().onTime(time -> {}).onTimeLimits(range -> {}))
                        .to(fork().connect("shown", info())),
                """
                (ValkkaFSReaderThread:reader) -->> (FileCacheThread:cacher) --> {ForkFrameFilterN:fork}
                                                               |
                                                               $ onTime
                                                               $ onTimeLimits
                    |
                    +-- shown --> {InfoFrameFilter:info}""");
    }

    @Test
    void theLinesToCallbacksPassThoseOfOtherNodes() {
        assertDrawn(
                FilterGraph.from(
                                new TestSource(1).calling("first").named("one"),
                                new TestSource(2).calling("second").named("two"))
                        .to(ownPipe("third"))
                        .to(count()),
                """
                (NumbersThread:one) --+
                         |            |
                         $ first      |
                (NumbersThread:two) --+--> {FrameFilter:own} --> {CountFrameFilter:count}
                         |                         |
                         |                         $ third
                         $ second""");
        assertDrawn(new TestSource(1).calling("left").to(ownPipe("right")), """
                (NumbersThread:numbers) --> {FrameFilter:own}
                           |                        |
                           |                        $ right
                           $ left""");
    }

    private static Pipe ownPipe(String callback) {
        return new Pipe(
                "own",
                null,
                FrameFilter.class,
                NodeTraits.NONE.withCallback(callback, callback),
                (node, next) -> NodeParts.filter(frame -> next.run(frame))) {};
    }

    /** Before it is built, and behind that. */
    private static void assertDrawn(FilterGraph graph, String drawing) {
        assertThat(graph.toString().lines()).isEqualTo(drawing.lines().toList());
        assertThat(graph.nodes()).isNotEmpty();
        assertThat(graph.toString().lines()).isEqualTo(drawing.lines().toList());
        graph.close();
    }

    @Test
    void aPartOfAGraphIsDrawnToo() {
        assertThat(passSlot(1).to(info())).hasToString("{PassSlotFrameFilter:passSlot} --> {InfoFrameFilter:info}");
    }

    @Test
    void theSvgIsWellFormedWhateverTheNamesAre() throws Exception {
        FilterGraph graph = FilterGraph.from(new TestSource(1).calling("told"), new TestSource(2))
                .to(fork().connect("a<b&\"c", info().named("<script>\u0001"))
                        .connect("disk", count().to(writer(fs).slotId(1, 7))));
        String svg = graph.toSvg();

        Document parsed = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(parsed.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(parsed.getDocumentElement().getTextContent())
                .contains("<script>", "a<b&\"c", "ValkkaFSWriterThread", "$ told");
        assertThat(parsed.getElementsByTagName("rect").getLength()).as("boxes").isEqualTo(6);
        graph.close();
    }
}
