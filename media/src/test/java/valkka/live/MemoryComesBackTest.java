package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import valkka.camera.CameraTrouble;
import valkka.camera.VirtualCamera;
import valkka.frame.BasicFrame;
import valkka.frame.LogLevel;
import valkka.live.StreamState.State;
import valkka.rtsp.Deadline;
import valkka.rtsp.Rounds;
import valkka.rtsp.SmallProcess;

/** Cameras that misbehave in every way leave no memory and no thread behind. */
@Timeout(120)
class MemoryComesBackTest {
    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(10)).withOpenPatience(Duration.ofSeconds(5));
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 14;
    private static final int DEATHS = 3;
    private static final int PICTURES = 8;
    /** A lost connection takes 100 kB or more, and a round ends eight. The process itself adds up to 100 kB. */
    private static final double MOST_GROWTH_KB = 300;

    /** Those that end no connection. */
    private static final List<CameraTrouble> TROUBLES = List.of(
            CameraTrouble.NONE.withJitter(Duration.ofMillis(40)),
            CameraTrouble.NONE.withFrameLoss(0.3),
            CameraTrouble.NONE.withPacketLoss(0.05),
            CameraTrouble.NONE.withClockDrift(50_000),
            CameraTrouble.NONE.withParameterSetsInBand(false));

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofCamerasWhoseEveryDialIsTurnedAgainAndAgain() throws Exception {
        Rounds rounds = SmallProcess.run(MemoryComesBackTest.class);

        assertThat(rounds.growth("kB")).as(rounds.output()).isLessThan(MOST_GROWTH_KB);
        assertThat(rounds.growth("threads")).as(rounds.output()).isLessThan(0.5);
    }

    public static void main(String[] args) throws Exception {
        LogLevel.live(LogLevel.SILENT);
        new Dials().turn();
    }

    /** Of a camera that is played twice, over TCP and UDP. */
    private static final class Dials {
        private final Map<Integer, State> states = new ConcurrentHashMap<>();
        private final AtomicLong frames = new AtomicLong();
        private final VirtualCamera camera =
                VirtualCamera.builder().fps(100).gop(5).start();

        void turn() throws Exception {
            try (LiveThread livethread = new LiveThread("memory", IMPATIENT)) {
                livethread.setStateCallback(state -> states.put(state.slot(), state.state()));
                for (int slot = 1; slot <= 2; slot++) {
                    LiveConnectionContext context = new LiveConnectionContext(
                                    LiveConnectionType.RTSP, camera.address(), slot, frame -> {
                                        if (frame instanceof BasicFrame) {
                                            frames.incrementAndGet();
                                        }
                                    })
                            .withRequestTcp(slot == 1)
                            .withReconnect(Duration.ofMillis(500));
                    livethread.registerStream(context);
                    livethread.playStream(context);
                }
                livethread.start();
                for (int round = -WARM_UP; round < ROUNDS; round++) {
                    turnAll(round % 2 == 0);
                    if (round >= 0) {
                        SmallProcess.tellKilobytes();
                        Rounds.tell("threads", Thread.getAllStackTraces().size());
                    }
                }
            } finally {
                camera.close();
            }
        }

        private void turnAll(boolean even) {
            awaitBoth(State.PLAYING);
            for (CameraTrouble trouble : TROUBLES) {
                camera.trouble(trouble);
                awaitPictures();
            }
            camera.trouble(CameraTrouble.NONE);
            camera.restartTimestamps();
            camera.stepClock(Duration.ofHours(even ? 1 : -1));
            camera.resize(even ? 320 : 640, even ? 240 : 360);
            awaitPictures();
            camera.trouble(CameraTrouble.NONE.withSilence(true));
            awaitBoth(State.LOST);
            camera.trouble(CameraTrouble.NONE);
            for (int death = 0; death < DEATHS; death++) {
                awaitBoth(State.PLAYING);
                camera.die();
                awaitBoth(State.LOST);
                camera.comeBack();
            }
            awaitBoth(State.PLAYING);
            awaitPictures();
        }

        private void awaitPictures() {
            long enough = frames.get() + 2 * PICTURES;
            Deadline.until(() -> frames.get() + " of " + enough + " frames", () -> frames.get() >= enough);
        }

        private void awaitBoth(State state) {
            Deadline.until(() -> state + ", and not " + states, () -> states.equals(Map.of(1, state, 2, state)));
        }
    }
}
