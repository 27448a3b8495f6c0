package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.input;
import static valkka.graph.Nodes.output;
import static valkka.media.MediaNodes.live;
import static valkka.media.MediaNodes.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.camera.VirtualCamera;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;
import valkka.media.RtspServerFrameFilter;
import valkka.play.FSGroup;
import valkka.play.ValkkaFSManager;

/** The names of the manager that do not change, with plain objects and in a filtergraph: see {@link ApiContractTest}. */
@Timeout(60)
class ManagerContractTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};

    @TempDir
    Path temp;

    @Test
    void managers() throws Exception {
        try (ValkkaSingleFS fs1 = small("cam1");
                ValkkaSingleFS fs2 = small("cam2");
                ValkkaFSManager manager = new ValkkaFSManager(List.of(fs1, fs2));
                FSGroup group = new FSGroup(fs1)) {
            ConcurrentLinkedQueue<Frame> seen = new ConcurrentLinkedQueue<>();
            manager.setTimeCallback(t -> System.currentTimeMillis());
            manager.setTimeLimitsCallback(r -> r.isEmpty());
            manager.setBlockCallback(r -> r.isEmpty());
            manager.map(fs1, 1).writeSlot(1).readSlot(101, seen::add);
            manager.map(fs2, 2).readSlot(102, seen::add).writeSlot(2);
            manager.start();
            manager.getInputFilter(fs1).run(BasicFrame.of(1, 0, T0, Codec.H264, SPS));
            manager.getInputFilter(fs2).run(BasicFrame.of(2, 0, T0 + 1, Codec.H264, SPS));
            TimeRange all = manager.getTimeRange();
            assertThat(all).isEqualTo(new TimeRange(T0, T0 + 1));
            assertThat(manager.getTimeRangeByValkkaFS(fs2).from()).isEqualTo(T0 + 1);
            manager.seek(all.to()).get();
            manager.play();
            assertThat(manager.getCurrentTime()).isEqualTo(T0 + 1);
            assertThat(manager.getCurrentTimeRange()).isEqualTo(all);
            manager.stop();
            manager.unmap(fs1, 1);
            assertThat(group.fs()).isSameAs(fs1);
            new ValkkaFSManager(fs1, fs2).close();
        }
    }

    private ValkkaSingleFS small(String name) {
        return ValkkaSingleFS.newFromDirectory(temp.resolve(name))
                .blockSize(4 * KiB)
                .blocks(5)
                .create();
    }

    /** The filtergraph of the sketch, on virtual cameras. */
    @Test
    void managersInFiltergraphs() throws Exception {
        try (VirtualCamera camera = VirtualCamera.start();
                ValkkaSingleFS fs1 = small("cam1");
                ValkkaSingleFS fs2 = small("cam2")) {
            ValkkaFSManager manager = new ValkkaFSManager(fs1, fs2);
            FilterGraph g = FilterGraph.of(
                    live(camera).slot(1).to(input(manager, fs1).slotId(1, 1001)),
                    live(camera.address())
                            .slot(2)
                            .named("second")
                            .to(input(manager, fs2).slotId(2, 1002)),
                    output(manager, fs1).slotId(101, 1001).to(count().named("cam1")),
                    output(manager, fs2).slotId(102, 1002).to(serve(0).named("cam2")));
            g.start();
            assertThat(manager.isRunning()).isTrue();
            assertThat(g.node("cam2", RtspServerFrameFilter.class).address()).startsWith("rtsp://127.0.0.1:");
            g.close();
            assertThat(manager.isRunning()).isFalse();
        }
    }
}
