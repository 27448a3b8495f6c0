package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import valkka.frame.LogLevel;
import valkka.live.StreamState.State;

/**
 * Cameras that come and go leave no memory behind, FFmpeg's own and that of sockets included. Nothing in Java counts those, so a process of
 * its own is looked at, whose heap has all its memory from the beginning.
 */
@Timeout(120)
class MemoryComesBackTest {
    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(10)).withOpenPatience(Duration.ofSeconds(5));
    private static final int WARM_UP = 10;
    private static final int CYCLES = 30;
    private static final long MOST_GROWTH_KB = 4 << 10;

    @Test
    @EnabledOnOs(OS.LINUX)
    void camerasThatDieAndFallSilentAgainAndAgain() throws Exception {
        ExternalPrograms.Result result = ExternalPrograms.run(
                Duration.ofSeconds(90),
                "env",
                "MALLOC_ARENA_MAX=2", // else it grows with the number of threads, up to a bound
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryComesBackTest.class.getName());

        assertThat(result.exitCode()).as(result.output()).isZero();
        long[] kilobytes = Arrays.stream(result.output().strip().split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        assertThat(kilobytes[1])
                .as("kB in the process behind %d cycles more", CYCLES)
                .isLessThan(kilobytes[0] + MOST_GROWTH_KB);
    }

    /** Prints the memory of the process behind the first cycles, and behind those that follow. */
    public static void main(String[] args) throws Exception {
        LogLevel.live(LogLevel.SILENT);
        Map<Integer, State> states = new ConcurrentHashMap<>();
        try (VirtualCamera camera = VirtualCamera.builder().gop(5).start();
                LiveThread livethread = new LiveThread("memory", IMPATIENT)) {
            livethread.setStateCallback(state -> states.put(state.slot(), state.state()));
            for (int slot = 1; slot <= 2; slot++) {
                LiveConnectionContext context = new LiveConnectionContext(
                                LiveConnectionType.RTSP, camera.address(), slot, frame -> {})
                        .withRequestTcp(slot == 1)
                        .withReconnect(Duration.ofMillis(200));
                livethread.registerStream(context);
                livethread.playStream(context);
            }
            livethread.start();
            comeAndGo(camera, states, WARM_UP);
            long before = kilobytes();
            comeAndGo(camera, states, CYCLES);
            System.out.println(before + " " + kilobytes());
        }
    }

    private static void comeAndGo(VirtualCamera camera, Map<Integer, State> states, int times) {
        for (int i = 0; i < times; i++) {
            awaitBoth(State.PLAYING, states);
            if (i % 2 == 0) {
                camera.die();
                awaitBoth(State.LOST, states);
                camera.comeBack();
            } else {
                camera.trouble(CameraTrouble.NONE.withSilence(true));
                awaitBoth(State.LOST, states);
                camera.trouble(CameraTrouble.NONE);
            }
        }
        awaitBoth(State.PLAYING, states);
    }

    private static void awaitBoth(State state, Map<Integer, State> states) {
        Deadline.until(() -> state + ", and not " + states, () -> states.equals(Map.of(1, state, 2, state)));
    }

    private static long kilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
