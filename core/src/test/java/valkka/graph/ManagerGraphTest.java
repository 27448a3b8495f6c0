package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.input;
import static valkka.graph.Nodes.output;
import static valkka.graph.Nodes.reader;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.CountFrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Await;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.play.ValkkaFSManager;

/** A manager as nodes of a graph: what comes in is recorded, and comes out again when it is played. */
@Timeout(60)
class ManagerGraphTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final int FRAMES = 500;

    @TempDir
    Path temp;

    private ValkkaSingleFS from;
    private ValkkaSingleFS fs;
    private ValkkaFSManager manager;

    @BeforeEach
    void open() {
        from = create("from");
        fs = create("fs");
        manager = new ValkkaFSManager(fs);
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", from)) {
            writer.setSlotId(1, 7);
            writer.start();
            for (int i = 0; i < FRAMES; i++) {
                byte[] payload = {0, 0, 0, 1, (byte) (i % 10 == 0 ? 103 : 65), 66, 1, 30};
                writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, T0 + i, Codec.H264, payload));
            }
        }
    }

    @AfterEach
    void close() {
        manager.close();
        fs.close();
        from.close();
    }

    private ValkkaSingleFS create(String name) {
        return ValkkaSingleFS.newFromDirectory(temp.resolve(name))
                .blockSize(4096)
                .blocks(20)
                .create();
    }

    @Test
    void theGraphStartsTheManagerAndClosesItBehindItsNodesSoThatNothingIsLost() throws Exception {
        FilterGraph graph = FilterGraph.of(
                output(manager, fs).slotId(101, 1001).to(count()),
                reader(from).slotId(1, 7).to(input(manager, fs).slotId(1, 1001)));
        assertThat(graph.toString()).isEqualTo("""
                        (ValkkaFSManager:output) --> {CountFrameFilter:count}
                        (ValkkaFSReaderThread:reader) -->> (ValkkaFSManager:input)""");
        graph.start();
        assertThat(manager.isRunning()).isTrue();
        graph.node("reader", ValkkaFSReaderThread.class)
                .pullBlocks(from.getInd(from.getTimeRange()))
                .get();
        manager.seek(manager.getTimeRange().from()).get();
        manager.play();
        CountFrameFilter count = graph.node("count", CountFrameFilter.class);
        Await.until("frames are counted", () -> count.count() >= FRAMES / 2);
        assertThat(graph.node("input", ValkkaFSManager.class)).isSameAs(manager);
        graph.close();

        assertThat(manager.isRunning()).isFalse();
        long played = count.count();
        try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            assertThat(frames.count()).isEqualTo(FRAMES);
        }
        assertThat(count.count()).as("nothing comes behind the end").isEqualTo(played);
    }

    @Test
    void aManagerThatRunsAlreadyIsLeftRunningAndItsStreamsMayBeMappedAgain() throws Exception {
        manager.start();
        for (int i = 0; i < 3; i++) {
            try (FilterGraph graph = FilterGraph.of(
                    reader(from).slotId(1, 7).to(input(manager, fs).slotId(1, 1001)),
                    output(manager, fs).slotId(101, 1001).to(count()))) {
                graph.start();
                graph.reader().pullBlocks(0).get();
                manager.seek(0).get();
                Await.until(
                        "frames are counted",
                        () -> graph.node("count", CountFrameFilter.class).count() > 0);
            }
            assertThat(manager.isRunning()).isTrue();
        }
    }

    @Test
    void whatDoesNotFitIsSaidAndLeavesNothingMapped() {
        assertKind(Kind.BAD_ARGUMENT, () -> input(manager, fs).slotId(1, 7).slotId(1, 8));
        assertKind(Kind.BAD_ARGUMENT, () -> output(manager, fs).slotId(1, 7).slotId(2, 7));
        FilterGraph wrong = FilterGraph.of(
                output(manager, fs).slotId(101, 1001).to(count()),
                output(manager, fs).slotId(102, 1001).to(count()));
        assertKind(Kind.EXISTS, wrong::start);
        FilterGraph elsewhere =
                FilterGraph.of(output(manager, from).slotId(101, 1001).to(count()));
        assertKind(Kind.NOT_FOUND, elsewhere::start);
        manager.map(fs, 1001).readSlot(101, frame -> {});
    }

    private static void assertKind(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
