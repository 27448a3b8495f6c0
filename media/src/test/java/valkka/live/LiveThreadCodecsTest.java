package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MediaType;
import valkka.frame.SetupFrame;
import valkka.live.StreamState.State;
import valkka.rtsp.ExternalPrograms;
import valkka.rtsp.GstCamera;

/** What LiveThread makes of the codecs that cameras send: ffmpeg decodes what comes out without an error. */
@Execution(ExecutionMode.CONCURRENT)
class LiveThreadCodecsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread("livethread"));

    @AfterEach
    void stop() {
        livethread.close();
    }

    private void play(GstCamera camera, boolean tcp) {
        play(context(camera).withRequestTcp(tcp));
    }

    private LiveConnectionContext context(GstCamera camera) {
        return new LiveConnectionContext(LiveConnectionType.RTSP, camera.address(), 1, received);
    }

    private void play(LiveConnectionContext context) {
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
    }

    private List<BasicFrame> frames(int subsession) {
        return received.basicFrames().stream()
                .filter(frame -> frame.subsession() == subsession)
                .toList();
    }

    private void awaitPictures(int keyFrames) throws InterruptedException {
        received.await(
                keyFrames + " key frames",
                () -> frames(0).stream().filter(BasicFrame::isSeekable).count() >= keyFrames);
    }

    @ParameterizedTest
    @CsvSource({"true, ''", "false, ''", "true, --sprop-only", "false, --sprop-only"})
    void h265ArrivesWithItsParameterSetsInFrontOfEveryKeyFrame(boolean tcp, String option) throws Exception {
        String[] options =
                option.isEmpty() ? new String[] {"--codec", "h265"} : new String[] {"--codec", "h265", option};
        try (GstCamera camera = GstCamera.start(options)) {
            play(camera, tcp);
            awaitPictures(3);
            livethread.stop();
        }
        assertThat(received.frames.get(0))
                .isEqualTo(new SetupFrame(1, 0, received.frames.get(0).mstimestamp(), Codec.H265));
        List<BasicFrame> frames = frames(0);
        for (int i = 0; i < frames.size(); i++) {
            int type = frames.get(i).nalUnitType();
            if (type >= 16 && type <= 21 && frames.get(i - 1).nalUnitType() > 21) {
                long time = frames.get(i).mstimestamp();
                assertThat(frames.stream()
                                .filter(frame -> frame.mstimestamp() == time)
                                .map(BasicFrame::nalUnitType))
                        .startsWith(32, 33, 34);
            }
        }
        assertThat(livethread.stats().streams().get(0).keyFrames())
                .isEqualTo(frames.stream().filter(BasicFrame::isSeekable).count());
        assertDecodes("hevc", frames);
    }

    @ParameterizedTest
    @CsvSource({
        "aac,  true,  aac",
        "aac,  false, aac",
        "pcma, true,  alaw",
        "pcma, false, alaw",
        "pcmu, true,  mulaw",
        "opus, true,  ''",
        "g726, true,  g726le"
    })
    void soundIsSubsession1BesideThePicture(String codec, boolean tcp, String ffmpegFormat) throws Exception {
        try (GstCamera camera = GstCamera.start("--audio", codec)) {
            play(camera, tcp);
            awaitPictures(4);
            received.await("sound", () -> frames(1).size() >= 20);
            livethread.stop();
        }
        List<BasicFrame> sound = frames(1);
        SetupFrame setup = received.frames.stream()
                .filter(frame -> frame instanceof SetupFrame && frame.subsession() == 1)
                .map(SetupFrame.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(setup.codec().label()).isEqualToIgnoringCase(codec);
        assertThat(sound).allSatisfy(frame -> {
            assertThat(frame.codec()).isEqualTo(setup.codec());
            assertThat(frame.mediaType()).isEqualTo(MediaType.AUDIO);
            assertThat(frame.mstimestamp()).isGreaterThanOrEqualTo(setup.mstimestamp());
        });
        assertThat(received.frames.indexOf(setup)).as("the picture leads").isPositive();
        assertThat(sound).isSortedAccordingTo((a, b) -> Long.compare(a.mstimestamp(), b.mstimestamp()));
        long picture = last(frames(0)).mstimestamp();
        assertThat(last(sound).mstimestamp()).isBetween(picture - 1500, picture + 1500);
        assertThat(livethread.stats().streams().get(0).audioFrames()).isEqualTo(sound.size());
        assertThat(received.last(State.PLAYING).message()).endsWith("plays H264 video, " + setup.codec() + " audio");
        if (!ffmpegFormat.isEmpty()) {
            assertDecodes(ffmpegFormat, sound);
        }
        assertDecodes("h264", frames(0));
    }

    @Test
    void soundThatNobodyWantsIsNotAskedFor() throws Exception {
        try (GstCamera camera = GstCamera.start("--audio", "pcma")) {
            play(context(camera).withAudio(false));
            awaitPictures(3);
            livethread.stop();
        }
        assertThat(frames(1)).isEmpty();
        assertThat(received.last(State.PLAYING).message()).endsWith("plays H264 video");
    }

    @Test
    void aCameraWithSoundAlonePlays() throws Exception {
        try (GstCamera camera = GstCamera.start("--audio", "pcma", "--no-video")) {
            play(camera, true);
            received.await("sound", () -> frames(1).size() >= 20);
            livethread.stop();
        }
        assertThat(received.frames.get(0)).isInstanceOf(SetupFrame.class);
        assertThat(received.last(State.PLAYING).message()).endsWith("plays PCMA audio");
    }

    @Test
    void aPictureOfSeveralSlicesBehindADelimiterIsOnePicture() throws Exception {
        try (GstCamera camera = GstCamera.start("--slices", "4", "--aud")) {
            play(camera, true);
            awaitPictures(3);
            livethread.stop();
        }
        received.assertWellFormed();
        assertThat(frames(0)).noneMatch(frame -> frame.nalUnitType() == 9);
        long time = frames(0).stream()
                .filter(frame -> frame.nalUnitType() == 1)
                .findFirst()
                .orElseThrow()
                .mstimestamp();
        assertThat(frames(0)).filteredOn(frame -> frame.mstimestamp() == time).hasSizeGreaterThan(1);
        assertDecodes("h264", frames(0));
    }

    @Test
    void theCamerasOwnTimeIsKeptBesideTheArrivalOnceItIsTold() throws Exception {
        Instant before = Instant.now();
        try (GstCamera camera = GstCamera.start("--audio", "pcma")) {
            play(camera, true);
            received.await(
                    "a time of the sender",
                    () -> frames(0).stream().anyMatch(f -> f.senderTime().isPresent()));
            livethread.stop();
        }
        List<Instant> times =
                frames(0).stream().flatMap(frame -> frame.senderTime().stream()).toList();
        // One clock made both, so that they differ by what lies between picture and packet.
        assertThat(times)
                .isNotEmpty()
                .allSatisfy(time -> assertThat(time).isBetween(before.minusSeconds(5), Instant.now()));
        assertThat(livethread.stats().streams().get(0).clockOffset().orElseThrow())
                .isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(5));
        assertThat(frames(0).get(0).withSlot(7).withMstimestamp(1).senderTime())
                .isEqualTo(frames(0).get(0).senderTime());
    }

    @Test
    void onTheCamerasOwnTimeFramesBearWhatItTells() throws Exception {
        try (GstCamera camera = GstCamera.start()) {
            play(context(camera).withTimeCorrection(TimeCorrectionType.NONE));
            awaitPictures(3);
            livethread.stop();
        }
        received.assertWellFormed();
        long differing = 0;
        for (BasicFrame frame : frames(0)) {
            differing += Math.abs(frame.mstimestamp()
                                    - frame.senderTime().orElseThrow().toEpochMilli())
                            > 1
                    ? 1
                    : 0;
        }
        assertThat(differing)
                .as("but those where its clock went back")
                .isLessThan(frames(0).size() / 10);
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    /** Nobody complains about the first picture of B-frames or a cut at the end: it is whole units. */
    private void assertDecodes(String format, List<? extends Frame> frames) throws Exception {
        Path file = temp.resolve("stream." + format);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (Frame frame : frames) {
                write(out, ((BasicFrame) frame).payload());
            }
        }
        ExternalPrograms.require("ffmpeg");
        ExternalPrograms.Result result = ExternalPrograms.run(
                LONG, "ffmpeg", "-v", "error", "-f", format, "-i", file.toString(), "-f", "null", "-");
        assertThat(result.output()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    private static void write(OutputStream out, ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        out.write(bytes);
    }
}
