package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.camera.VirtualCamera;
import valkka.frame.BasicFrame;
import valkka.frame.SetupFrame;
import valkka.live.StreamState.State;
import valkka.rtsp.Deadline;
import valkka.rtsp.GstCamera;

/** What {@link CameraTroubleTest} does to a camera of ours, done to GStreamer's server: it is killed, and it is frozen. */
@Timeout(90)
class GStreamerTroubleTest {
    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(50)).withOpenPatience(Duration.ofSeconds(2));

    private final Received bad = new Received();
    private final Received good = new Received();

    @ParameterizedTest
    @CsvSource({"kill, true", "kill, false", "freeze, true", "freeze, false"})
    void theOtherCamerasRecordingIsCompleteAndNothingIsLeft(String what, boolean tcp) throws Exception {
        long encoded;
        try (VirtualCamera healthy = VirtualCamera.builder().gop(10).start();
                GstCamera camera = GstCamera.start();
                LiveThread livethread = bad.listenTo(new LiveThread("beside", IMPATIENT))) {
            livethread.start();
            play(livethread, healthy.address(), 1, good, true);
            play(livethread, camera.address(), 2, bad, tcp);
            bad.await("key frames", () -> bad.keyFrames() >= 2);
            if (what.equals("kill")) {
                camera.kill();
            } else {
                camera.freeze();
            }
            bad.await(
                    "two attempts that failed",
                    () -> states().stream().filter(s -> s == State.LOST).count() >= 2);
            long seen = good.keyFrames();
            good.await("key frames of the healthy camera", () -> good.keyFrames() >= seen + 2);
            livethread.stop();
            encoded = healthy.stats().encoded();
        }
        good.assertWellFormed();
        bad.assertWellFormed();
        assertThat(good.frames).filteredOn(SetupFrame.class::isInstance).hasSize(1);
        assertThat(good.basicFrames().stream()
                        .map(BasicFrame::mstimestamp)
                        .distinct()
                        .count())
                .isBetween(encoded - 5, encoded);
        assertThat(states()).startsWith(State.CONNECTING, State.PLAYING, State.LOST, State.CONNECTING, State.LOST);
        Deadline.until(
                () -> "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("beside")));
    }

    private List<State> states() {
        return bad.states.stream()
                .filter(state -> state.slot() == 2)
                .map(StreamState::state)
                .toList();
    }

    private static void play(LiveThread livethread, String address, int slot, Received filter, boolean tcp) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, address, slot, filter)
                .withReconnect(Duration.ofMillis(700))
                .withRequestTcp(tcp);
        livethread.registerStream(context);
        livethread.playStream(context);
    }
}
