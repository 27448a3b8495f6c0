package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.VlcCamera;

/** LiveThread against VLC's server: UDP and Basic alone. */
@Timeout(120)
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
        return new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received).withRequestTcp(tcp);
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
    void aPasswordOpensItAndAWrongOneDoesNot() throws Exception {
        try (VlcCamera camera = VlcCamera.start("libx264", "", PASSWORD)) {
            play(camera.address("admin:wr0ng@"), false);
            received.await(State.UNAUTHORIZED, 1);
            livethread.deregisterStream(context(camera.address(""), false));
            LiveConnectionContext right = context(camera.address("admin:12345@"), false);
            livethread.registerStream(right);
            livethread.playStream(right);
            received.await(State.PLAYING, 1);
        }
    }

    @Test
    void itSendsByUdpAloneSoItIsAskedForUdpAndThatIsSaid() throws Exception {
        try (VlcCamera camera = VlcCamera.start("libx264", "")) {
            play(camera.address(""), true);
            received.await("key frames", () -> received.keyFrames() >= 2);
            livethread.stop();
        }
        assertThat(received.last(State.PLAYING).message()).contains("does not send over TCP", "UDP");
        // Before its encoder is ready VLC has another answer.
        assertThat(received.errors).allMatch(error -> error.kind() == Kind.IO);
    }
}
