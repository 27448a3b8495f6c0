package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.camera.CameraTrouble;
import valkka.camera.VirtualCamera;
import valkka.camera.VirtualCameraStats;
import valkka.frame.BasicFrame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.live.StreamState.State;
import valkka.rtsp.Deadline;

/** Each way in which a virtual camera can misbehave, beside a healthy one that must not notice. */
@Timeout(90)
class CameraTroubleTest {
    /** More than any stall of a busy machine. */
    private static final Duration PATIENT = Duration.ofSeconds(10);
    /** For the tests in which the camera is to be lost. */
    private static final Duration QUICK = Duration.ofMillis(600);

    private static final int GOP = 5;

    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(50)).withOpenPatience(Duration.ofSeconds(5));

    private final Received bad = new Received();
    private final Received good = new Received();
    private final LiveThread livethread = bad.listenTo(new LiveThread("trouble", IMPATIENT));
    private final VirtualCamera healthy =
            VirtualCamera.builder().gop(GOP).seed(2).start();
    private VirtualCamera camera;

    @BeforeEach
    void playTheHealthyOne() {
        livethread.setStateCallback(state -> {});
        play(healthy, 1, good, true, PATIENT);
        livethread.start();
    }

    @AfterEach
    void theHealthyOneIsCompleteAndNothingIsLeft() throws Exception {
        long seen = good.keyFrames();
        good.await("key frames of the healthy camera", () -> good.keyFrames() >= seen + 2);
        livethread.close();
        healthy.close();
        if (camera != null) {
            camera.close();
        }
        good.assertWellFormed();
        assertThat(good.frames)
                .filteredOn(SetupFrame.class::isInstance)
                .as("one connection")
                .hasSize(1);
        assertThat(good.gopSizes())
                .as("pictures from a key frame to the next")
                .isNotEmpty()
                .containsOnly(GOP);
        Deadline.until(
                () -> "no thread of them is left: " + threads(), () -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("trouble") || name.startsWith("VirtualCamera"))
                .toList();
    }

    private void play(VirtualCamera which, int slot, Received filter, boolean tcp, Duration patience) {
        LiveConnectionContext context = new LiveConnectionContext(
                        LiveConnectionType.RTSP, which.address(), slot, filter)
                .withReconnect(patience)
                .withRequestTcp(tcp);
        livethread.registerStream(context);
        livethread.playStream(context);
    }

    private void start(CameraTrouble trouble, boolean tcp) throws InterruptedException {
        start(trouble, tcp, PATIENT);
    }

    private void start(CameraTrouble trouble, boolean tcp, Duration patience) throws InterruptedException {
        camera = VirtualCamera.builder().gop(GOP).trouble(trouble).start();
        bad.listenTo(livethread); // from now on its states count
        play(camera, 2, bad, tcp, patience);
        awaitMore(2);
    }

    private void awaitMore(int keyFrames) throws InterruptedException {
        long seen = bad.keyFrames();
        bad.await(keyFrames + " key frames more", () -> bad.keyFrames() >= seen + keyFrames);
    }

    private void assertStayed() {
        bad.assertWellFormed();
        assertThat(states()).containsExactly(State.CONNECTING, State.PLAYING);
    }

    private List<State> states() {
        return bad.states.stream()
                .filter(state -> state.slot() == 2)
                .map(StreamState::state)
                .toList();
    }

    private static long pictures(Received received) {
        return received.basicFrames().stream()
                .map(BasicFrame::mstimestamp)
                .distinct()
                .count();
    }

    @Test
    void jitterDelaysPicturesAndLosesNone() throws Exception {
        start(CameraTrouble.NONE.withJitter(Duration.ofMillis(150)), true);
        awaitMore(3);
        camera.trouble(CameraTrouble.NONE);
        awaitMore(2);
        long encoded = camera.stats().encoded();
        bad.await("the pictures", () -> pictures(bad) >= encoded - 1);
        assertThat(camera.stats().picturesLost()).isZero();
        assertStayed();
    }

    @Test
    void picturesThatAreLostAreMissingAndCounted() throws Exception {
        start(CameraTrouble.NONE.withFrameLoss(0.3), true);
        awaitMore(8);
        camera.trouble(CameraTrouble.NONE.withSilence(true));
        long encodedBefore = camera.stats().encoded() - camera.stats().picturesLost();
        bad.await("what is on its way", () -> pictures(bad) >= encodedBefore - 2);
        VirtualCameraStats stats = camera.stats();
        assertThat(stats.picturesLost()).isBetween(stats.encoded() / 10, stats.encoded() / 2);
        assertThat(pictures(bad))
                .isBetween(stats.encoded() - stats.picturesLost() - 8, stats.encoded() - stats.picturesLost());
        bad.assertWellFormed();
    }

    @Test
    void packetsThatAreLostDamagePicturesAndEndNothing() throws Exception {
        start(CameraTrouble.NONE.withPacketLoss(0.05), false);
        awaitMore(3);
        assertThat(camera.stats().packetsLost()).isPositive();
        assertThat(states()).containsExactly(State.CONNECTING, State.PLAYING);
        assertTimesNeverDecrease();
    }

    @Test
    void overTcpNoPacketIsLost() throws Exception {
        start(CameraTrouble.NONE.withPacketLoss(0.5), true);
        awaitMore(2);
        assertThat(camera.stats().packetsLost()).isZero();
        assertStayed();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCameraThatFallsSilentIsLostAndPlaysWhenItSpeaksAgain(boolean tcp) throws Exception {
        start(CameraTrouble.NONE, tcp, QUICK);
        camera.trouble(CameraTrouble.NONE.withSilence(true));
        bad.await(State.LOST, 1);
        assertThat(bad.last(State.LOST).message()).contains("no picture for 600 ms");
        camera.trouble(CameraTrouble.NONE);
        bad.await(State.PLAYING, 2);
        awaitMore(2);
        bad.assertWellFormed();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCameraThatDiesIsLostAndPlaysWhenItIsBack(boolean tcp) throws Exception {
        start(CameraTrouble.NONE, tcp, QUICK);
        String address = camera.address();
        camera.die();
        camera.die();
        bad.await(State.LOST, 2);
        assertThat(bad.last(State.LOST).message()).contains("nobody answers");
        camera.comeBack();
        camera.comeBack();
        assertThat(camera.address()).isEqualTo(address);
        bad.await(State.PLAYING, 2);
        awaitMore(2);
        bad.assertWellFormed();
        assertThat(bad.frames).filteredOn(SetupFrame.class::isInstance).hasSize(2);
        camera.close();
        assertThatThrownBy(camera::comeBack).isInstanceOf(ValkkaException.class).hasMessageContaining("closed");
    }

    @Test
    void timestampsThatBeginAnewLeaveTimesGrowing() throws Exception {
        start(CameraTrouble.NONE, true);
        for (int i = 0; i < 5; i++) {
            camera.restartTimestamps();
            awaitMore(1);
        }
        assertStayed();
    }

    @ParameterizedTest
    @CsvSource({"3600", "-3600"})
    void aClockThatIsSetIsSeenInWhatTheCameraTellsAndNotInTheTimeOfARecording(long seconds) throws Exception {
        start(CameraTrouble.NONE, true);
        Instant before = Instant.now();
        camera.stepClock(Duration.ofSeconds(seconds));
        bad.await(
                "the offset is told",
                () -> livethread
                                .stats()
                                .streams()
                                .get(1)
                                .clockOffset()
                                .orElse(Duration.ZERO)
                                .abs()
                                .toSeconds()
                        > 3500);
        assertThat(livethread.stats().streams().get(1).clockOffset().orElseThrow())
                .isBetween(Duration.ofSeconds(seconds - 10), Duration.ofSeconds(seconds + 10));
        assertThat(bad.basicFrames().get(bad.basicFrames().size() - 1).timestamp())
                .isBetween(before.minusSeconds(10), Instant.now());
        assertStayed();
    }

    @Test
    void aClockThatDriftsSpacesWhatTheCameraTells() throws Exception {
        start(CameraTrouble.NONE.withClockDrift(50_000), true);
        bad.await("two seconds of its time", () -> senderTimes().size() > 50);
        List<Instant> times = senderTimes();
        double spacing =
                Duration.between(times.get(0), times.get(times.size() - 1)).toMillis() / (times.size() - 1.0);
        assertThat(spacing).as("of 40 ms").isBetween(41.0, 43.0);
        assertStayed();
    }

    private List<Instant> senderTimes() {
        return bad.basicFrames().stream()
                .flatMap(frame -> frame.senderTime().stream())
                .distinct()
                .toList();
    }

    @Test
    void parameterSetsThatAreInTheDescriptionAloneArePutIn() throws Exception {
        start(CameraTrouble.NONE.withParameterSetsInBand(false), true);
        assertStayed();
    }

    @Test
    void anotherSizeIsAnnouncedAndGoesOnWithAKeyFrame() throws Exception {
        start(CameraTrouble.NONE, true);
        camera.resize(320, 240);
        bad.await(
                "a second announcement",
                () -> bad.frames.stream().filter(SetupFrame.class::isInstance).count() == 2);
        awaitMore(2);
        List<String> spsOfEach = bad.basicFrames().stream()
                .filter(BasicFrame::isSeekable)
                .map(frame -> frame.firstBytes(100))
                .distinct()
                .toList();
        assertThat(spsOfEach).hasSize(2);
        assertStayed();
    }

    @ParameterizedTest
    @CsvSource({"95, 272", "321, 240", "640, 9000"})
    void aSizeThatCannotBeIsRefused(int width, int height) throws Exception {
        start(CameraTrouble.NONE, true);
        assertThatThrownBy(() -> camera.resize(width, height))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("even numbers from");
        awaitMore(1);
        assertStayed();
    }

    @Test
    void whatIsNoTroubleIsRefused() {
        for (UnaryOperator<CameraTrouble> wrong : List.<UnaryOperator<CameraTrouble>>of(
                trouble -> trouble.withJitter(Duration.ofMillis(-1)),
                trouble -> trouble.withJitter(Duration.ofSeconds(6)),
                trouble -> trouble.withFrameLoss(1.1),
                trouble -> trouble.withFrameLoss(Double.NaN),
                trouble -> trouble.withPacketLoss(-0.1),
                trouble -> trouble.withClockDrift(1e6))) {
            assertThatThrownBy(() -> wrong.apply(CameraTrouble.NONE))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageMatching("a camera's (jitter is|(frame|packet) loss is|clock drifts by) .*not.*");
        }
    }

    private void assertTimesNeverDecrease() {
        assertThat(bad.basicFrames()).isSortedAccordingTo((a, b) -> Long.compare(a.mstimestamp(), b.mstimestamp()));
    }
}
