package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.tap;
import static valkka.graph.Nodes.writer;
import static valkka.media.MediaNodes.live;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.camera.VirtualCamera;
import valkka.filter.CountFrameFilter;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;
import valkka.live.StreamState;

/** Cameras in filtergraphs. */
@Timeout(60)
class LiveSourceTest {
    @TempDir
    Path temp;

    @Test
    void aCameraIsRecordedAndTheGraphClosedInItsOrder() throws Exception {
        CountDownLatch pictures = new CountDownLatch(50);
        List<StreamState.State> states = new CopyOnWriteArrayList<>();
        try (VirtualCamera camera = VirtualCamera.start();
                ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                        .blockSize(65536)
                        .blocks(20)
                        .create()) {
            FilterGraph graph = live(camera)
                    .slot(3)
                    .onState(state -> states.add(state.state()))
                    .named("front")
                    .to(tap(frame -> pictures.countDown()))
                    .to(count())
                    .to(writer(fs).slotId(3, 925412));
            assertThat(graph.toString())
                    .startsWith("(LiveThread:front) --> ")
                    .containsSubsequence(
                            " --> {CountFrameFilter:count} -->> (ValkkaFSWriterThread:writer)", "$ onState");
            graph.start();
            assertThat(pictures.await(30, TimeUnit.SECONDS)).isTrue();
            graph.close();
            // Setup frames are counted, and not recorded: each connection has one.
            assertThat(graph.writer().stats().framesWritten())
                    .isEqualTo(graph.node("count", CountFrameFilter.class).count() - 1);
            assertThat(graph.writer().stats().lost()).isZero();
            assertThat(fs.readBlock(0)).isNotEmpty().allMatch(frame -> frame.id() == 925412);
        }
        assertThat(states)
                .containsExactly(StreamState.State.CONNECTING, StreamState.State.PLAYING, StreamState.State.STOPPED);
    }

    @Test
    void severalCamerasGoIntoOneFile() throws Exception {
        CountDownLatch first = new CountDownLatch(20);
        CountDownLatch second = new CountDownLatch(20);
        try (VirtualCamera one = VirtualCamera.start();
                VirtualCamera two = VirtualCamera.builder().seed(1).start();
                ValkkaMultiFS fs = ValkkaMultiFS.newFromDirectory(temp.resolve("multi"))
                        .blockSize(65536)
                        .blocks(20)
                        .create()) {
            FilterGraph graph = FilterGraph.from(
                            live(one).slot(1),
                            live(two)
                                    .slot(2)
                                    .with(camera -> camera.withRequestTcp(false).withAudio(false)))
                    .to(tap(frame -> (frame.slot() == 1 ? first : second).countDown()))
                    .to(writer(fs).slotId(1, 1001).slotId(2, 1002));
            graph.start();
            assertThat(first.await(30, TimeUnit.SECONDS) && second.await(30, TimeUnit.SECONDS))
                    .isTrue();
            graph.close();
            assertThat(fs.readBlock(0)).extracting(frame -> frame.id()).contains(1001L, 1002L);
        }
    }

    @Test
    void aPasswordIsNowhereInADrawingOrAnError() {
        FilterGraph graph = live("rtsp://admin:s3cret@192.168.0.157").to(count());
        assertThat(graph.toString() + graph.toSvg() + graph.nodes()).doesNotContain("s3cret");
        graph.close();
        assertThatThrownBy(() -> live("rtsp://admin:s3/cret@x y").to(count()).start())
                .isInstanceOf(ValkkaException.class)
                .hasMessageNotContaining("cret");
    }
}
