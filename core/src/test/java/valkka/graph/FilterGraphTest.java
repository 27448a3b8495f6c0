package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.fs.Bytes.MiB;
import static valkka.graph.Nodes.cacher;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.info;
import static valkka.graph.Nodes.passSlot;
import static valkka.graph.Nodes.pipe;
import static valkka.graph.Nodes.reader;
import static valkka.graph.Nodes.tap;
import static valkka.graph.Nodes.where;
import static valkka.graph.Nodes.writer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.CountFrameFilter;
import valkka.filter.DummyFrameFilter;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Await;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** A graph from its nouns to its end. */
@Timeout(60)
class FilterGraphTest {
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final long T0 = 1_700_000_000_000L;

    @TempDir
    Path temp;

    @Test
    void aRecordingFlowsIntoAnotherOne() throws Exception {
        try (ValkkaSingleFS from = recording("from");
                ValkkaSingleFS to = recording("to")) {
            record(from, 500);
            FilterGraph graph = reader(from)
                    .slotId(1, 7)
                    .to(count())
                    .to(writer(to).slotId(1, 8).blocking())
                    .start();
            graph.reader().pullBlocks(from.getInd(from.getTimeRange())).get(30, TimeUnit.SECONDS);
            assertThat(graph.node("count", CountFrameFilter.class).count()).isEqualTo(500);
            graph.close();

            assertThat(times(to)).isEqualTo(times(from)).hasSize(500);
        }
    }

    @Test
    void aFilterOfOnesOwnStandsAnywhere() throws Exception {
        List<Frame> seen = new ArrayList<>();
        List<Frame> selected = new ArrayList<>();
        try (ValkkaSingleFS fs = recording("own")) {
            record(fs, 10);
            try (FilterGraph graph = reader(fs)
                    .slotId(1, 7)
                    .to(tap(seen::add))
                    .to(where(frame -> frame.mstimestamp() % 2 == 0))
                    .to(pipe(next -> new DummyFrameFilter("mine", next)))
                    .to(selected::add)
                    .start()) {
                graph.reader().pullBlocks(0).get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(seen)
                .hasSize(12)
                .filteredOn(frame -> frame instanceof MarkerFrame)
                .hasSize(2);
        assertThat(selected).as("five, and the markers").hasSize(7);
    }

    @Test
    void theSameNounInTwoGraphsHasAnObjectInEach() throws Exception {
        Pipe counter = count();
        try (ValkkaSingleFS fs = recording("values")) {
            ReaderSource source = reader(fs).slotId(1, 7);
            FilterGraph one = source.to(counter).to(counter);
            FilterGraph other = source.to(counter);

            assertThat(one.nodes()).extracting(Node::name).containsExactly("reader", "count", "count2");
            assertThat(one.node("count", CountFrameFilter.class))
                    .isNotSameAs(one.node("count2", CountFrameFilter.class))
                    .isNotSameAs(other.node("count", CountFrameFilter.class));
            assertThat(one.reader())
                    .isNotSameAs(other.reader())
                    .isSameAs(one.node("reader", ValkkaFSReaderThread.class));
        }
    }

    @Test
    void threadsStartFromTheEndBackwardsAndEndFromTheBeginningForwards() {
        List<String> diary = new CopyOnWriteArrayList<>();
        FilterGraph graph = new TestSource(1)
                .named("source")
                .to(RecordingNode.pipe("a", diary))
                .to(fork().connect("left", RecordingNode.pipe("b", diary))
                        .connect("right", RecordingNode.pipe("c", diary).to(RecordingNode.pipe("d", diary))));
        graph.start();
        assertThat(diary).containsExactlyInAnyOrder("start d", "start c", "start b", "start a");
        assertThat(diary)
                .containsSubsequence("start d", "start c", "start a")
                .containsSubsequence("start b", "start a");
        diary.clear();
        graph.close();
        graph.close();
        assertThat(diary)
                .hasSize(4)
                .containsSubsequence("end a", "end c", "end d")
                .containsSubsequence("end a", "end b");
        assertThatThrownBy(graph::start).hasMessageContaining("build it again");
    }

    @Test
    void whenOneThreadCannotStartTheOthersEnd() {
        List<String> diary = new CopyOnWriteArrayList<>();
        FilterGraph graph = new TestSource(1)
                .to(RecordingNode.pipe("a", diary))
                .to(fork().connect("good", RecordingNode.pipe("b", diary))
                        .connect("bad", RecordingNode.broken("broken", diary)));

        assertThatThrownBy(graph::start).hasMessage("broken cannot start");

        assertThat(diary).filteredOn(line -> line.startsWith("start")).containsExactly("start b");
        assertThat(diary).contains("end b");
    }

    @Test
    void aFilterThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        List<String> diary = new CopyOnWriteArrayList<>();
        class Stuck implements FrameFilter, AutoCloseable {
            @Override
            public void run(Frame frame) {}

            @Override
            public void close() throws java.io.IOException {
                throw new java.io.IOException("no room for the end");
            }
        }
        FilterGraph graph =
                new TestSource(1).to(fork().connect("a", new Stuck()).connect("b", RecordingNode.pipe("b", diary)));
        graph.start();

        assertThatThrownBy(graph::close)
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("no room for the end");
        assertThat(diary).containsExactly("start b", "end b");
    }

    @Test
    void aGraphMayBeClosedByItsOwnFilter() throws Exception {
        FilterGraph[] graph = new FilterGraph[1];
        List<Long> seen = new CopyOnWriteArrayList<>();
        graph[0] = new TestSource(1).to(frame -> {
            seen.add(frame.mstimestamp());
            graph[0].close();
        });
        graph[0].start();
        TestSource.NumbersThread thread = graph[0].node("numbers", TestSource.NumbersThread.class);
        thread.waitStop();
        assertThat(seen).containsExactly(0L);
    }

    @Test
    void aWrongGraphSaysWhichNodesAreWrong() {
        try (ValkkaSingleFS fs = recording("wrong")) {
            assertFails(
                    Kind.BAD_ARGUMENT,
                    () -> reader(fs).to(info().named("x")).to(count().named("x")),
                    "info() 'x'",
                    "count() 'x'");
            assertFails(
                    Kind.BAD_ARGUMENT,
                    () -> FilterGraph.from(new TestSource(1).named("a"), new TestSource(1).named("b")),
                    "slot 1",
                    "numbers() 'a'",
                    "numbers() 'b'");
            assertFails(Kind.BAD_ARGUMENT, () -> reader(fs).slotId(1, 7).slotId(1, 8), "slotId(1, 8)", "{1=7}");
            assertFails(Kind.BAD_ARGUMENT, () -> reader(fs).slotId(1, 7).slotId(2, 7), "slotId(2, 7)");
            assertFails(Kind.BAD_ARGUMENT, () -> writer(fs).slotId(1, 7).slotId(1, 8), "slotId(1, 8)");
            assertFails(Kind.EXISTS, () -> fork().connect("a", info()).connect("a", info()), "'a'");
            assertFails(Kind.BAD_ARGUMENT, FilterGraph::from, "at least one");
            assertFails(Kind.BAD_ARGUMENT, () -> new TestSource(1).to(cacher()), "cacher()", "numbers()", "reader(fs)");
            FilterGraph two = FilterGraph.of(
                    new TestSource(1).to(writer(fs).slotId(1, 7).named("left")),
                    new TestSource(2).to(writer(fs).slotId(2, 8).named("right")));
            assertFails(
                    Kind.BUSY, two::start, "(ValkkaFSWriterThread:left)", "(ValkkaFSWriterThread:right)", "from(...)");
            assertFails(Kind.BAD_ARGUMENT, two::writer, "left", "right");
            FilterGraph graph = reader(fs).to(info());
            assertFails(
                    Kind.NOT_FOUND, () -> graph.node("inof", FrameFilter.class), "'inof'", "{InfoFrameFilter:info}");
            assertFails(Kind.BAD_ARGUMENT, () -> graph.node("info", CountFrameFilter.class), "{InfoFrameFilter:info}");
            assertFails(Kind.NOT_FOUND, graph::writer, "ValkkaFSWriterThread");
            assertFails(Kind.NOT_FOUND, () -> graph.connect("fork", "a", info()), "'fork'");
            assertFails(Kind.BAD_ARGUMENT, () -> graph.connect("info", "a", count()), "no fork");
        }
    }

    @Test
    void aCacherPlaysAllSlotsOfItsReader() throws Exception {
        try (ValkkaSingleFS fs = recording("played")) {
            record(fs, 100);
            Set<Long> times = ConcurrentHashMap.newKeySet();
            List<TimeRange> limits = new CopyOnWriteArrayList<>();
            FilterGraph graph = reader(fs)
                    .slotId(5, 7)
                    .to(cacher().named("cacherthread")
                            .onTime(times::add)
                            .onTimeLimits(limits::add)
                            .memoryBudget(MiB))
                    .to(fork().connect("all", count()));
            assertThat(graph.toString()).contains("-->> (FileCacheThread:cacherthread) --> {");
            graph.start();
            graph.reader().pullBlocks(0).get();
            long last = graph.cacher().getTimeLimits().to();
            graph.cacher().seekStreams(last);
            CountFrameFilter count = graph.node("count", CountFrameFilter.class);
            Await.until("the callbacks and a frame", () -> !times.isEmpty() && !limits.isEmpty() && count.count() > 0);
            assertThat(times).containsOnly(last);
            assertThat(graph.cacher().stats().budget()).isEqualTo(MiB);
            graph.connect("fork", "second", cacher().named("second"));
            graph.close();
        }
    }

    @Test
    void severalSourcesFlowTogether() throws Exception {
        try (ValkkaSingleFS fs = recording("together")) {
            FilterGraph graph = FilterGraph.from(new TestSource(1), new TestSource(2))
                    .to(passSlot(2))
                    .to(writer(fs).slotId(2, 22).blocking())
                    .start();
            ValkkaFSWriterThread writer = graph.writer();
            Await.until("100 frames", () -> writer.stats().framesWritten() >= 100);
            graph.close();
            assertThat(fs.readBlock(0)).isNotEmpty().allMatch(frame -> frame.id() == 22);
        }
    }

    private ValkkaSingleFS recording(String name) {
        return ValkkaSingleFS.newFromDirectory(temp.resolve(name))
                .blockSize(8192)
                .blocks(20)
                .create();
    }

    private static void record(ValkkaSingleFS fs, int frames) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("w", fs)) {
            writer.setSlotId(1, 7);
            writer.start();
            for (int i = 0; i < frames; i++) {
                writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, T0 + i, Codec.H264, SPS));
            }
        }
    }

    private static List<Long> times(ValkkaSingleFS fs) {
        try (Stream<valkka.fs.RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            return frames.map(frame -> frame.frame().mstimestamp()).toList();
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContainingAll(words);
    }
}
