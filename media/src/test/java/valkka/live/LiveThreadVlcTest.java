package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.VlcCamera;

/** LiveThread against VLC's server: UDP and Basic alone. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class LiveThreadVlcTest {
    private static final String[] PASSWORD = {"--sout-rtsp-user=admin", "--sout-rtsp-pwd=12345"};
    private static final LiveEnvironment IMPATIENT = LiveEnvironment.usual().withFirstPause(Duration.ofMillis(100));

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread("vlc", IMPATIENT));

    @AfterEach
    void stop() {
        livethread.close();
    }

    private void play(String address, boolean tcp) {
        livethread.registerStream(context(address, tcp));
        livethread.start();
        livethread.playStream(context(address, tcp));
    }

    private LiveConnectionContext context(String address, boolean tcp) {
        return new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received)
                .withRequestTcp(tcp)
                .withReconnect(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "libx264, '',        H264 video",
        "libx265, '',        H265 video",
        "libx264, aac,       'H264 video, AAC audio'",
        "libx264, pcm_alaw,  'H264 video, PCMA audio'",
        "libx264, pcm_mulaw, 'H264 video, PCMU audio'",
        "libx264, libopus,   'H264 video, OPUS audio'"
    })
    void whatItSendsPlays(String codec, String audio, String said) throws Exception {
        try (VlcCamera camera = VlcCamera.start(codec, audio)) {
            play(camera.address(""), false);
            received.await(
                    "key frames",
                    () -> received.basicFrames().stream()
                                    .filter(frame -> frame.subsession() == 0 && frame.isSeekable())
                                    .count()
                            >= 3);
            if (!audio.isEmpty()) {
                received.await(
                        "sound", () -> received.basicFrames().stream().anyMatch(frame -> frame.subsession() == 1));
            }
            livethread.stop();
        }
        assertThat(received.last(State.PLAYING).message()).endsWith("plays " + said);
        assertThat(received.basicFrames().stream().filter(frame -> frame.subsession() == 0))
                .isSortedAccordingTo((a, b) -> Long.compare(a.mstimestamp(), b.mstimestamp()))
                .extracting(BasicFrame::codec)
                .containsOnly(received.basicFrames().get(0).codec());
    }

    @Test
    void picturesInAnotherOrderOfSeveralSlicesPlay() throws Exception {
        try (VlcCamera camera = VlcCamera.start("libx264 -bf 2 -b_strategy 0 -x264-params slices=3:aud=1", "")) {
            play(camera.address(""), false);
            received.await("key frames", () -> received.keyFrames() >= 3);
            livethread.stop();
        }
        Map<Long, Long> slices = received.basicFrames().stream()
                .filter(frame -> frame.nalUnitType() == 1)
                .collect(Collectors.groupingBy(BasicFrame::mstimestamp, Collectors.counting()));
        assertThat(slices.values()).as("slices of each picture").containsOnly(3L);
        assertThat(received.basicFrames())
                .as("delimiters are left out")
                .extracting(BasicFrame::nalUnitType)
                .doesNotContain(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libx265"})
    void aStreamComesBackWhenItWasKilledAndStartedAgain(String codec) throws Exception {
        try (VlcCamera camera = VlcCamera.start(codec, "")) {
            play(camera.address(""), false);
            received.await(State.PLAYING, 1);
            camera.restart();
            received.await(State.LOST, 1);
            received.await(State.PLAYING, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libx265"})
    void aPasswordOpensItAndAWrongOneDoesNot(String codec) throws Exception {
        try (VlcCamera camera = VlcCamera.start(codec, "", PASSWORD)) {
            play(camera.address("admin:wr0ng@"), false);
            received.await(State.UNAUTHORIZED, 1);
            livethread.deregisterStream(context(camera.address(""), false));
            LiveConnectionContext right = context(camera.address("admin:12345@"), false);
            livethread.registerStream(right);
            livethread.playStream(right);
            received.await(State.PLAYING, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libx265"})
    void itSendsByUdpAloneSoItIsAskedForUdpAndThatIsSaid(String codec) throws Exception {
        try (VlcCamera camera = VlcCamera.start(codec, "")) {
            play(camera.address(""), true);
            received.await("key frames", () -> received.keyFrames() >= 2);
            livethread.stop();
        }
        assertThat(received.last(State.PLAYING).message()).contains("does not send over TCP", "UDP");
        // Before its encoder is ready VLC has another answer.
        assertThat(received.errors).allMatch(error -> error.kind() == Kind.IO);
    }
}
