package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.GstCamera;

/** LiveThread against a camera that is no work of ours. */
@Execution(ExecutionMode.CONCURRENT)
class LiveThreadGStreamerTest {
    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(100)).withOpenPatience(Duration.ofSeconds(5));

    private final Received received = new Received();
    private final LiveThread livethread = received.listenTo(new LiveThread("livethread", IMPATIENT));

    @AfterEach
    void stop() {
        livethread.close();
    }

    private LiveConnectionContext context(String address) {
        return new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received)
                .withReconnect(Duration.ofSeconds(2));
    }

    private void play(LiveConnectionContext context) {
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
    }

    private void awaitKeyFrames(long count) throws InterruptedException {
        received.await(count + " key frames", () -> received.keyFrames() >= count);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  none,   ''",
        "false, none,   ''",
        "true,  basic,  ''",
        "true,  digest, ''",
        "false, basic,  ''",
        "false, digest, ''",
        "true,  none,   --sprop-only",
        "false, digest, --sprop-only"
    })
    void framesArriveWithParameterSetsInFrontOfEveryKeyFrame(boolean tcp, String auth, String more) throws Exception {
        String[] options = more.isEmpty() ? new String[] {"--auth", auth} : new String[] {"--auth", auth, more};
        Instant before = Instant.now();
        try (GstCamera camera = GstCamera.start(options)) {
            play(context(auth.equals("none") ? camera.address() : camera.address("admin:12345"))
                    .withRequestTcp(tcp));
            awaitKeyFrames(3);
            livethread.stop();
        }
        received.assertWellFormed();
        BasicFrame last = received.basicFrames().get(received.basicFrames().size() - 1);
        assertThat(received.frames.get(0)).isInstanceOf(SetupFrame.class);
        assertThat(last.slot()).isEqualTo(1);
        assertThat(last.timestamp()).isBetween(before, Instant.now());
        assertThat(received.states)
                .extracting(StreamState::state)
                .containsExactly(State.CONNECTING, State.PLAYING, State.STOPPED);
        assertThat(received.errors).isEmpty();
        LiveStreamStats stats = livethread.stats().streams().get(0);
        assertThat(stats.frames()).isEqualTo(received.basicFrames().size());
        assertThat(stats.keyFrames()).isEqualTo(received.keyFrames());
        assertThat(stats.bytes())
                .isEqualTo(received.basicFrames().stream()
                        .mapToLong(BasicFrame::size)
                        .sum());
    }

    @Test
    void picturesAreSpacedAsTheCameraSpacesThem() throws Exception {
        try (GstCamera camera = GstCamera.start("--gop", "25")) {
            play(context(camera.address()));
            awaitKeyFrames(4);
            livethread.stop();
        }
        List<Long> times = received.basicFrames().stream()
                .map(BasicFrame::mstimestamp)
                .distinct()
                .toList();
        assertThat(times).hasSizeGreaterThan(50);
        double average = (times.get(times.size() - 1) - times.get(0)) / (times.size() - 1.0);
        assertThat(average).isBetween(20.0, 80.0);
    }

    @Test
    void aWrongPasswordIsSaidAndNeverShown() throws Exception {
        try (GstCamera camera = GstCamera.start("--auth", "digest")) {
            play(context(camera.address("admin:wr0ng-s3cret")));
            received.await(State.UNAUTHORIZED, 1);
            livethread.stop();
        }
        assertThat(received.errors).extracting(ValkkaException::kind).containsExactly(Kind.UNAUTHORIZED);
        assertThat(received.last(State.UNAUTHORIZED).message())
                .contains("rtsp://admin:***@127.0.0.1:", "password")
                .doesNotContain("\n");
        assertThat(received.states.toString() + received.errors + livethread.stats())
                .doesNotContain("wr0ng");
    }

    @Test
    void aPasswordThatIsMissingIsAskedFor() throws Exception {
        try (GstCamera camera = GstCamera.start("--auth", "basic")) {
            play(context(camera.address()));
            received.await(State.UNAUTHORIZED, 1);
        }
        assertThat(received.errors.get(0).getMessage()).contains("wants a user name and a password");
    }

    @Test
    void aPasswordWithOddCharactersOpensTheCamera() throws Exception {
        String password = "p@ss:w%rd/?#&[é";
        try (GstCamera camera = GstCamera.start("--auth", "digest", "--password", password)) {
            play(context(camera.address("admin:p@ss:w%rd%2F%3F%23&[é")));
            received.await(State.PLAYING, 1);
        }
    }

    @Test
    void theLongestCredentialsThatAreTakenReachTheCameraWhole() throws Exception {
        String password = "0123456789".repeat(12) + "x";
        try (GstCamera camera = GstCamera.start("--auth", "basic", "--password", password)) {
            play(context(camera.address("admin:" + password)));
            received.await(State.PLAYING, 1);
        }
    }

    /** GStreamer's shared media start their RTP times anew for all clients when another one comes. */
    @Test
    void timesGoOnGrowingWhereTheCamerasJumpBack() throws Exception {
        Received other = new Received();
        try (GstCamera camera = GstCamera.start("--shared")) {
            play(context(camera.address()));
            awaitKeyFrames(2);
            LiveConnectionContext second =
                    new LiveConnectionContext(LiveConnectionType.RTSP, camera.address(), 2, other);
            livethread.registerStream(second);
            livethread.playStream(second);
            other.await("a key frame", () -> other.keyFrames() >= 1);
            awaitKeyFrames(received.keyFrames() + 3);
            livethread.stop();
        }
        received.assertWellFormed();
        other.assertWellFormed();
    }

    @Test
    void aWrongPathIsSaid() throws Exception {
        try (GstCamera camera = GstCamera.start()) {
            play(context(camera.address() + "/nowhere"));
            received.await(State.LOST, 1);
        }
        assertThat(received.errors.get(0).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(received.errors.get(0).getMessage()).contains("no stream at this path");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCameraThatIsKilledAndRestartedPlaysAgain(boolean tcp) throws Exception {
        GstCamera first = GstCamera.start();
        try (first) {
            play(context(first.address()).withRequestTcp(tcp));
            awaitKeyFrames(2);
        }
        received.await(State.LOST, 1);
        long seen = received.keyFrames();
        try (GstCamera second = GstCamera.start("--port", Integer.toString(first.port()))) {
            assertThat(second.port()).isEqualTo(first.port());
            received.await(State.PLAYING, 2);
            awaitKeyFrames(seen + 2);
            livethread.stop();
        }
        received.assertWellFormed();
        assertThat(received.frames).filteredOn(SetupFrame.class::isInstance).hasSize(2);
        assertThat(livethread.stats().streams().get(0).reconnects()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCameraThatFreezesIsLost(boolean tcp) throws Exception {
        try (GstCamera camera = GstCamera.start()) {
            play(context(camera.address()).withRequestTcp(tcp).withReconnect(Duration.ofMillis(700)));
            awaitKeyFrames(1);
            camera.freeze();
            received.await(State.LOST, 1);
        }
        assertThat(received.errors.get(0).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(received.errors.get(0).getMessage()).contains("no picture for 700 ms");
    }

    @Test
    void aCameraWithBFramesArrivesInDecodingOrder() throws Exception {
        try (GstCamera camera = GstCamera.start("--bframes", "2")) {
            play(context(camera.address()));
            awaitKeyFrames(3);
            livethread.stop();
        }
        received.assertWellFormed();
    }
}
