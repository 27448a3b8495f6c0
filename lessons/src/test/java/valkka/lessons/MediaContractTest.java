package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.initStream;
import static valkka.graph.Nodes.passSlot;
import static valkka.graph.Nodes.reader;
import static valkka.media.MediaNodes.file;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.camera.VirtualCamera;
import valkka.filter.CountFrameFilter;
import valkka.filter.ForkFrameFilterN;
import valkka.filter.FrameFilter;
import valkka.filter.InitStreamFrameFilter;
import valkka.filter.PassSlotFrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.LogLevel;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;
import valkka.live.TimeCorrectionType;
import valkka.media.Export;
import valkka.media.FileFrameFilter;
import valkka.play.FileCacheThread;
import valkka.play.FileStreamContext;

/** The names of playing, of cameras and of files that do not change: see {@link ApiContractTest}. */
@Timeout(60)
class MediaContractTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};

    @TempDir
    Path temp;

    @Test
    void playing() throws Exception {
        List<Frame> played = new CopyOnWriteArrayList<>();
        List<Long> times = new CopyOnWriteArrayList<>();
        List<TimeRange> limits = new CopyOnWriteArrayList<>();
        FileStreamContext ctx = new FileStreamContext(1, played::add);
        try (FileCacheThread cacher = new FileCacheThread("cacher")) {
            cacher.setCallback(times::add);
            cacher.setCallback2(limits::add);
            cacher.start();
            cacher.registerStream(ctx);
            assertThat(cacher.getCurrentTime()).isZero();
            assertThat(cacher.getTimeLimits()).isEqualTo(TimeRange.EMPTY);
            cacher.seekStreams(T0);
            cacher.playStreams();
            FrameFilter input = cacher.getFrameFilter();
            input.run(MarkerFrame.start());
            input.run(BasicFrame.of(1, 0, T0, Codec.H264, SPS));
            input.run(BasicFrame.of(1, 0, T0 + 40, Codec.H264, SLICE));
            input.run(MarkerFrame.end());
            await().until(() -> cacher.getCurrentTime() >= T0 + 40 && !limits.isEmpty() && !times.isEmpty());
            assertThat(played).hasSize(3).first().isInstanceOf(SetupFrame.class);
            assertThat(limits).containsExactly(new TimeRange(T0, T0 + 40));
            cacher.stopStreams();
            cacher.dumpCache();
            cacher.seekStreams(T0, true);
            cacher.seekStreams(Instant.ofEpochMilli(T0), false);
            cacher.clear();
            cacher.deregisterStream(ctx);
            assertThat(times).startsWith(T0);
        }
    }

    @Test
    void cameras() {
        try (VirtualCamera camera = VirtualCamera.start();
                LiveThread live = new LiveThread("live")) {
            CountFrameFilter count = new CountFrameFilter("count");
            LiveConnectionContext ctx = new LiveConnectionContext(LiveConnectionType.RTSP, camera.address(), 1, count);
            LiveConnectionContext changed = ctx.withReconnect(Duration.ofSeconds(5))
                    .withRequestTcp(true)
                    .withRequestMulticast(false)
                    .withRecvBufferSize(1 << 20)
                    .withReorderingTime(Duration.ofMillis(50))
                    .withTimeCorrection(TimeCorrectionType.SMART);
            live.start();
            live.registerStream(changed);
            live.playStream(ctx);
            live.stopStream(ctx);
            live.deregisterStream(ctx);
            assertThat(live.stats().streams()).isEmpty();
            assertThatThrownBy(() -> live.playStream(ctx))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
            assertThat(LiveConnectionType.valueOf("SDP")).isNotEqualTo(ctx.type());
        }
    }

    @Test
    void filesOfARecordingWithPlainObjects() throws Exception {
        LogLevel.file(LogLevel.NORMAL);
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory("../sample-fs/single")) {
            ForkFrameFilterN forkFilter = new ForkFrameFilterN("fork");
            ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", fs, forkFilter);
            FileFrameFilter fileFilter = new FileFrameFilter("file_filter");
            InitStreamFrameFilter initStream = new InitStreamFrameFilter("init_filter", fileFilter);
            PassSlotFrameFilter slotFilter = new PassSlotFrameFilter("", 1, initStream);
            forkFilter.connect("info", slotFilter);
            Path kokkelis = temp.resolve("kokkelis.mkv");
            fileFilter.activate(kokkelis);
            readerthread.start();
            readerthread.setSlotId(1, 1001);
            readerthread.pullBlocks(0, 1, 3, 4).get();
            readerthread.stop();
            fileFilter.deActivate();
            assertThat(kokkelis).isNotEmptyFile();
            fileFilter.activate(kokkelis.toString());
            fileFilter.deActivate();
            fileFilter.activate(kokkelis, fs.getTimeRange().from());
            fileFilter.close();
        }
    }

    @Test
    void filesOfARecordingAsAGraphAndWithout() throws Exception {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory("../sample-fs/single")) {
            String kokkelis = temp.resolve("kokkelis.mkv").toString();
            FilterGraph g = reader(fs)
                    .slotId(1, 1001)
                    .named("readerthread")
                    .to(fork().named("fork_filter")
                            .connect(
                                    "mkv",
                                    passSlot(1)
                                            .named("slot_filter")
                                            .to(initStream())
                                            .to(file(kokkelis).named("file_filter")))
                            .connect("info", count().named("info")));
            g.start();
            g.reader().pullBlocks(0, 1, 3, 4).get();
            g.disconnect("fork_filter", "info");
            g.connect("fork_filter", "count", count());
            g.reader().pullBlocks(fs.getInd(fs.getTimeRange())).get();
            g.close();

            TimeRange range = fs.getTimeRange().last(Duration.ofSeconds(2));
            Export.Result mkv = Export.matroska(fs, 1001, range, Path.of(kokkelis));
            Export.Result mp4 = Export.mp4(fs, 1001, range, temp.resolve("kokkelis.mp4"));
            byte[] bytes = Export.mp4Bytes(fs, 1001, range);
            assertThat(mkv.pictures()).isEqualTo(mp4.pictures()).isPositive();
            assertThat(bytes).isNotEmpty();
        }
    }
}
