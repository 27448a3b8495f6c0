package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static valkka.media.MediaNodes.live;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.camera.VirtualCamera;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.fs.Bytes;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;
import valkka.player.LivePicture;

class LiveTest {
    private static final byte[] SPS = {0, 0, 0, 1, 0x67, 66, (byte) 192, 30};

    @TempDir
    Path temp;

    private final TestSurface surface = new TestSurface();

    @Test
    void itDrawsAtOnceAndAgainWhenTheRecordingHasGrownAndNotAfterItsEnd() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("front-door"))
                        .blockSize(64 * Bytes.KiB)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            Live live = Live.watch(surface, fs);
            assertThat(surface.shown).as("at once").hasSize(1);
            assertThat(surface.last().content()).contains("front-door", "nothing yet", "data:image/png");

            writer.setSlotId(1, 1001);
            writer.start();
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, 1_767_261_600_000L, Codec.H264, SPS));
            writer.flush();
            await("the new frame").until(() -> surface.last().content().contains("2026-01-01 10:00:00"));
            Thread watch = watchThread();

            live.close();
            int drawn = surface.shown.size();
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, 1_767_265_200_000L, Codec.H264, SPS));
            writer.flush();
            assertThat(watch.isAlive()).as("nobody is left who could draw").isFalse();
            assertThat(surface.shown).hasSize(drawn);
            assertThat(live.stats().pictures()).isEqualTo(drawn);
            assertThat(live.isRunning()).isFalse();
        }
    }

    @Test
    void anInterruptDoesNotEndIt() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("back-door"))
                        .blockSize(64 * Bytes.KiB)
                        .blocks(4)
                        .create();
                Live live = Live.watch(surface, fs)) {
            Thread watch = watchThread();
            watch.interrupt();
            await("it has taken the interrupt")
                    .until(() -> !watch.isAlive()
                            || (!watch.isInterrupted() && watch.getState() == Thread.State.TIMED_WAITING));
            assertThat(live.isRunning()).isTrue();
        }
    }

    @Test
    void aWatchEndsWithItsRecording() {
        ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("yard"))
                .blockSize(64 * Bytes.KiB)
                .blocks(4)
                .create();
        TestSurface notebook = TestSurface.withWidgets();
        try (Live live = Live.watch(notebook, fs)) {
            fs.close();
            await("it has ended").until(() -> !live.isRunning());
            assertThat(notebook.shown).as("at once, and at the end").hasSize(2);
        }
    }

    @Test
    void aLivePictureShowsTheCameraAndEndsWithItsGraph() {
        try (VirtualCamera camera =
                        VirtualCamera.builder().size(160, 96).fps(25).gop(5).start();
                FilterGraph graph = live(camera).slot(1).to(frame -> {})) {
            TestSurface notebook = TestSurface.withWidgets();
            graph.start();
            LivePicture picture = LivePicture.of(graph);
            try (Live live = Live.picture(notebook, picture)) {
                assertThat(notebook.shown).hasSize(1);
                await("a key frame").until(() -> picture.still(1, 80).isPresent());
                assertThat(live.isRunning()).isTrue();
                stop(graph);
                await("it has ended").until(() -> !live.isRunning());
                assertThat(picture.isClosed()).isTrue();
                assertThat(notebook.last().content())
                        .as("a still picture stays")
                        .contains("data:image/jpeg;base64,");
            }
        }
    }

    private static void stop(AutoCloseable graph) {
        assertThatCode(graph::close).doesNotThrowAnyException();
    }

    @Test
    void aDesktopGetsThePageOfALivePicture() {
        try (VirtualCamera camera =
                        VirtualCamera.builder().size(160, 96).fps(25).gop(5).start();
                Live live = Live.picture(surface, LivePicture.of(camera))) {
            assertThat(surface.shown).hasSize(1);
            assertThat(live.toString()).contains("LivePicture of [rtsp://127.0.0.1");
        }
        assertThat(surface.shown).as("nothing is redrawn there").hasSize(1);
    }

    @Test
    void watchingNothingIsAnError() {
        assertThatThrownBy(() -> Live.watch(surface))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("one or more");
    }

    private static Thread watchThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("watch"))
                .findFirst()
                .orElseThrow();
    }
}
