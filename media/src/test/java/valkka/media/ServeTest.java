package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.NalUnits;
import valkka.play.ValkkaFSManager;
import valkka.rtsp.Deadline;
import valkka.rtsp.ExternalPrograms;
import valkka.rtsp.RtspServer;
import valkka.rtsp.TestThreads;

/** Other people's players watch a recording that is played. */
@Timeout(120)
class ServeTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TCP = "tcp";

    private static final String[] H264_KEY_PICTURE = {"674d001eeca0501e88", "68ec", "65b840abcdef80"};
    private static final String H264_PICTURE = "61e2155e6f7c";
    private static final String[] H265_KEY_PICTURE = {
        "40010ffff8",
        "4201030160000003000003000003000003005dc0000160000003000003000003000003005aa8",
        "4401c1",
        "2601aeaf37be"
    };
    private static final String H265_PICTURE = "0201aeaf37be";

    @Test
    void severalPlayersWatchAPlayedRecordingAtOnce() throws Exception {
        ExternalPrograms.require("ffmpeg", "gst-launch-1.0");
        try (ValkkaFS fs = ValkkaMultiFS.loadFromDirectory(SAMPLES.resolve("multi"));
                RtspServerFrameFilter serve = new RtspServerFrameFilter("serve", 0);
                ValkkaFSManager manager = new ValkkaFSManager(fs)) {
            manager.map(fs, 1001).readSlot(1, serve);
            manager.map(fs, 1002).readSlot(2, serve);
            manager.start();
            manager.play();
            Deadline.until("both streams", () -> serve.isServed(1) && serve.isServed(2));

            List<CompletableFuture<ExternalPrograms.Result>> players = List.of(
                    player(ffmpeg(serve.address(1), TCP)),
                    player(ffmpeg(serve.address(2), "udp")),
                    player(gstreamer(serve.address(1))));

            for (int i = 0; i < players.size(); i++) {
                ExternalPrograms.Result result = players.get(i).get();
                assertThat(result.output())
                        .as("player %d", i)
                        .doesNotContainIgnoringCase("warning", "error while", "non-monotonic", "could not find");
                assertThat(result.exitCode())
                        .as("player %d: %s", i, result.output())
                        .isZero();
            }
            assertThat(serve.address())
                    .isIn(serve.address(1).replace("/1", ""), serve.address(2).replace("/2", ""));
            assertThat(serve.stats().refused()).isZero();
            assertThat(serve.stats().skipped()).isZero();
        }
    }

    @Test
    void theSoundOfARecordingIsServedWithItsPicture() throws Exception {
        ExternalPrograms.require("ffprobe");
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("audio"));
                RtspServerFrameFilter serve =
                        new RtspServerFrameFilter("serve", RtspServer.builder().user("admin", "p@ss"));
                ValkkaFSManager manager = new ValkkaFSManager(fs)) {
            manager.map(fs, 1001).readSlot(1, serve);
            manager.start();
            manager.play();
            Deadline.until("the stream", () -> serve.isServed(1));

            assertThat(probe(serve.address()))
                    .contains("h264,640,360", "pcm_alaw")
                    .doesNotContain("error");
            assertThat(serve.toString() + serve.stats()).doesNotContain("p@ss", "p%40ss");
        }
    }

    @Test
    void h265IsServedToo(@TempDir Path temp) throws Exception {
        ExternalPrograms.require("ffmpeg");
        Path file = temp.resolve("pictures.h265");
        ExternalPrograms.Result made = ExternalPrograms.run(
                PATIENCE,
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=640x360:rate=25",
                "-frames:v",
                "50",
                "-c:v",
                "libx265",
                "-preset",
                "ultrafast",
                "-g",
                "10",
                "-bf",
                "0",
                "-b:v",
                "4M",
                "-x265-params",
                "log-level=none:repeat-headers=1",
                file.toString());
        assumeTrue(made.exitCode() == 0, () -> "ffmpeg has no libx265: " + made.output());
        List<byte[]> units = NalUnits.split(Files.readAllBytes(file));
        AtomicBoolean watched = new AtomicBoolean();
        try (RtspServerFrameFilter serve = new RtspServerFrameFilter("serve", 0)) {
            CompletableFuture<Void> feed =
                    CompletableFuture.runAsync(() -> loop(serve, units, watched), TestThreads.EACH_ITS_OWN);
            ExternalPrograms.Result result;
            String described;
            try {
                Deadline.until("the stream", () -> serve.isServed(1));
                result = ExternalPrograms.run(PATIENCE, ffmpeg(serve.address(), TCP));
                described = probe(serve.address());
            } finally {
                watched.set(true);
            }
            feed.get(20, TimeUnit.SECONDS);

            assertThat(described).contains("hevc,640,360");
            assertThat(result.output()).as("what ffmpeg says").isEmpty();
            assertThat(result.exitCode()).isZero();
        }
    }

    /** A picture each 40 ms, from the beginning again and again. */
    private static void loop(RtspServerFrameFilter serve, List<byte[]> units, AtomicBoolean enough) {
        long time = 1_700_000_000_000L;
        while (!enough.get()) {
            for (byte[] unit : units) {
                int type = (unit[0] >> 1) & 63;
                byte[] payload = new byte[unit.length + 4];
                payload[3] = 1;
                System.arraycopy(unit, 0, payload, 4, unit.length);
                serve.run(BasicFrame.of(1, 0, time, Codec.H265, payload));
                if (type < 32) { // a slice, the only one of its picture
                    time += 40;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
                }
            }
        }
    }

    @Test
    void whatCannotBeServedIsLeftOutAndNothingElse() {
        try (RtspServerFrameFilter serve = new RtspServerFrameFilter("serve", 0)) {
            serve.run(BasicFrame.of(1, 1, 1000, Codec.AAC, new byte[100]));
            serve.run(BasicFrame.of(2, 0, 1000, Codec.of(7), new byte[100]));

            assertThat(serve.isServed(1) || serve.isServed(2)).isFalse();
        }
    }

    @Test
    void aSlotStaysServedWhenItsCodecChanges() {
        try (RtspServerFrameFilter serve = new RtspServerFrameFilter("serve", 0)) {
            feed(serve, Codec.H264, 1000, H264_KEY_PICTURE);
            feed(serve, Codec.H264, 1040, H264_PICTURE);
            assertThat(serve.isServed(1)).isTrue();

            feed(serve, Codec.H265, 2000, H265_KEY_PICTURE);
            feed(serve, Codec.H265, 2040, H265_PICTURE);

            assertThat(serve.isServed(1)).isTrue();
        }
    }

    private static void feed(RtspServerFrameFilter serve, Codec codec, long time, String... units) {
        for (String unit : units) {
            serve.run(BasicFrame.of(1, 0, time, codec, HexFormat.of().parseHex("00000001" + unit)));
        }
    }

    @Test
    void aPortThatIsTakenIsSaidAndTheSecondCloseDoesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new RtspServerFrameFilter("serve", taken.getLocalPort()))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                    .hasMessageContaining("" + taken.getLocalPort());
        }
        assertThatThrownBy(() -> MediaNodes.serve(70_000))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("70000");
        RtspServerFrameFilter serve = new RtspServerFrameFilter("serve", 0);
        serve.close();
        serve.close();
        feed(serve, Codec.H264, 1000, H264_KEY_PICTURE);
        feed(serve, Codec.H264, 1040, H264_PICTURE);
        assertThat(MediaNodes.serve(0).user("admin", "12345").named("tv").toString())
                .contains("RtspServerFrameFilter:tv")
                .doesNotContain("12345");
    }

    private static CompletableFuture<ExternalPrograms.Result> player(String... command) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return ExternalPrograms.run(PATIENCE, command);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                TestThreads.EACH_ITS_OWN);
    }

    private static String[] ffmpeg(String address, String transport) {
        return new String[] {
            "ffmpeg",
            "-nostdin",
            "-v",
            "warning",
            "-rtsp_transport",
            transport,
            "-i",
            address,
            "-frames:v",
            "25",
            "-enc_time_base", // else that of the rate which ffmpeg guesses: on a busy machine two pictures share a tick
            "1:90000",
            "-f",
            "null",
            "-"
        };
    }

    private static String[] gstreamer(String address) {
        List<String> command =
                new ArrayList<>(List.of("gst-launch-1.0", "rtspsrc", "location=" + address, "protocols=tcp"));
        command.addAll(List.of("!", "rtph264depay", "!", "h264parse", "!", "avdec_h264"));
        command.addAll(List.of("!", "fakesink", "num-buffers=25"));
        return command.toArray(new String[0]);
    }

    private static String probe(String address) throws Exception {
        return ExternalPrograms.run(
                        PATIENCE,
                        "ffprobe",
                        "-v",
                        "error",
                        "-rtsp_transport",
                        TCP,
                        "-show_entries",
                        "stream=codec_name,width,height",
                        "-of",
                        "csv=p=0",
                        address)
                .output();
    }
}
