package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.camera.VirtualCamera;
import valkka.frame.BasicFrame;
import valkka.live.StreamState.State;
import valkka.rtsp.QuirkyCamera;
import valkka.rtsp.Subsession;

/** Cameras that send sound and no picture, and cameras that come back with less than they had. */
@Timeout(60)
class MissingTrackTest {
    @TempDir
    Path directory;

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread("live"));

    @AfterEach
    void close() {
        livethread.close();
    }

    @Test
    void aCameraThatComesBackWithItsSoundAloneIsLostUntilThePictureIsBackAndItsSoundIsRecorded() throws Exception {
        try (QuirkyCamera camera = start("fps=100 audio=pcma dieat=150 novideo=2-3")) {
            play(camera.address());
            received.await(State.PLAYING, 1);
            received.await("the loss of the picture", () -> soundAlone() > 0);
            long before = soundAlone();
            received.await("more sound", () -> soundAlone() > before + 20);
            assertThat(received.count(State.PLAYING)).as("not back yet").isEqualTo(1);
            received.await(
                    "the failure",
                    () -> received.states.stream()
                            .anyMatch(state -> state.state() == State.LOST
                                    && state.message().contains("sound alone")));

            received.await(State.PLAYING, 2);
            assertThat(received.last(State.PLAYING).message()).contains("H264 video", "PCMA audio");
            assertThat(received.errors)
                    .anySatisfy(error -> assertThat(error)
                            .hasMessageContaining("came back with its sound alone")
                            .hasMessageContaining("restart it"));
            assertThat(livethread.stats().streams().get(0).reconnects()).isEqualTo(1);
        }
    }

    /** The packets of sound behind the last frame of a picture. */
    private long soundAlone() {
        long count = 0;
        for (BasicFrame frame : received.basicFrames()) {
            count = frame.subsession() == Subsession.AUDIO ? count + 1 : 0;
        }
        return count > 50 ? count : 0; // half a second at one picture each 10 ms
    }

    @ParameterizedTest
    @CsvSource({"base.h264, true", "base.h264, false", "base.h265, true", "base.h265, false"})
    void aCameraThatDescribesAPictureAndSendsSoundAloneIsLostAndItsSoundGoesOn(String file, boolean tcp)
            throws Exception {
        try (QuirkyCamera camera = QuirkyCamera.start(QuirkyCamera.file(file), directory, "audio=pcma hold=0:3600")) {
            play(camera.address(), tcp);
            received.await(State.LOST, 1);
            long before = received.basicFrames().size();
            assertThat(before).as("sound came before the loss was told").isPositive();
            received.await("more sound", () -> received.basicFrames().size() > before + 100); // 2 s

            assertThat(received.basicFrames())
                    .allSatisfy(frame -> assertThat(frame.subsession()).isEqualTo(Subsession.AUDIO));
            assertThat(received.states)
                    .as("one connection: no gap in the sound")
                    .extracting(StreamState::state)
                    .containsExactly(State.CONNECTING, State.LOST);
            assertThat(received.last(State.LOST).message())
                    .contains("has sent no picture for 1 s, but sound, which goes on alone", "encoder");
            assertThat(received.errors).hasSize(1);
        }
    }

    @Test
    void aPictureThatComesLateEndsTheLoss() throws Exception {
        try (QuirkyCamera camera = start("audio=pcma hold=0:3")) {
            play(camera.address());
            received.await(State.PLAYING, 1);
            assertThat(received.states)
                    .extracting(StreamState::state)
                    .containsExactly(State.CONNECTING, State.LOST, State.PLAYING);
        }
    }

    @Test
    void aCameraThatOffersSoundAlonePlays() throws Exception {
        try (QuirkyCamera camera = start("audio=pcma nots=1")) {
            play(camera.address());
            received.await("sound", () -> received.basicFrames().size() > 100); // 2 s, twice its time-out

            assertThat(received.states).extracting(StreamState::state).containsExactly(State.CONNECTING, State.PLAYING);
            assertThat(received.last(State.PLAYING).message()).endsWith("plays PCMA audio");
            assertThat(received.basicFrames())
                    .allSatisfy(frame -> assertThat(frame.subsession()).isEqualTo(Subsession.AUDIO));
        }
    }

    @Test
    void aCameraThatComesBackWithoutItsSoundIsBackAndTheLossIsTold() throws Exception {
        VirtualCamera camera = VirtualCamera.builder().gop(5).tone(true).start();
        int port = URI.create(camera.address()).getPort();
        try (camera) {
            play(camera.address());
            received.await("sound", () -> livethread.stats().streams().get(0).audioFrames() > 0);
            assertThat(received.last(State.PLAYING).notes()).isEmpty();
        }
        try (VirtualCamera mute = VirtualCamera.builder().gop(5).port(port).start()) {
            received.await(State.PLAYING, 2);
            assertThat(mute.stats().clients()).isEqualTo(1);
        }
        assertThat(received.last(State.PLAYING).notes()).containsExactly("the sound that came before is missing");
        assertThat(received.last(State.PLAYING).message()).endsWith("(the sound that came before is missing)");
    }

    @Test
    void aTrackThatTheCameraRefusesIsNamed() throws Exception {
        try (QuirkyCamera camera = start("audio=pcma audiocode=500")) {
            play(camera.address());
            received.await(State.PLAYING, 1);
        }
        assertThat(received.last(State.PLAYING).notes())
                .singleElement()
                .asString()
                .contains("the sound (", "is left out", "500");
    }

    private QuirkyCamera start(String switches) throws IOException {
        return QuirkyCamera.start(QuirkyCamera.file("base.h264"), directory, switches);
    }

    private void play(String address) {
        play(address, true);
    }

    private void play(String address, boolean tcp) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received)
                .withReconnect(Duration.ofSeconds(1))
                .withRequestTcp(tcp);
        livethread.registerStream(context);
        livethread.playStream(context);
        livethread.start();
    }
}
