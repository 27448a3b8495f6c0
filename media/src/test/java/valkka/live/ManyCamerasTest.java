package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.camera.VirtualCamera;
import valkka.filter.FrameFilter;
import valkka.live.StreamState.State;
import valkka.rtsp.Deadline;
import valkka.rtsp.MisbehavingServer;
import valkka.rtsp.ScriptedCamera;

/** Good cameras and bad ones on one thread. */
@Timeout(90)
class ManyCamerasTest {
    private static final int GOOD = 3;
    private static final int GOP = 10;
    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withFirstPause(Duration.ofMillis(50)).withOpenPatience(Duration.ofSeconds(2));

    private final CountDownLatch released = new CountDownLatch(1);
    private int slot;

    @Test
    void badCamerasDelayNoGoodOne() throws Exception {
        List<VirtualCamera> cameras = new ArrayList<>();
        List<Received> all = new ArrayList<>();
        Received bad = new Received();
        try (MisbehavingServer silent = new MisbehavingServer(MisbehavingServer::beSilent);
                MisbehavingServer garbage = new MisbehavingServer(ManyCamerasTest::sendGarbage);
                MisbehavingServer mute = new MisbehavingServer(new ScriptedCamera(out -> {}));
                VirtualCamera slow = VirtualCamera.start();
                LiveThread livethread =
                        bad.listenTo(new LiveThread("many", IMPATIENT.withResolver(this::resolveNever)))) {
            livethread.start();
            play(livethread, silent.address(), bad);
            play(livethread, garbage.address(), bad);
            play(livethread, mute.address(), bad);
            play(livethread, "rtsp://camera.invalid/", bad);
            play(livethread, "rtsp://127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/", bad);
            play(livethread, slow.address(), frame -> awaitRelease());
            for (int i = 0; i < GOOD; i++) {
                cameras.add(VirtualCamera.builder().gop(GOP).seed(i).start());
                all.add(new Received());
                play(livethread, cameras.get(i).address(), all.get(i));
            }
            // All the time that the bad ones need for each to have failed, and the one whose filter hangs to hang.
            bad.await(
                    "each bad camera was lost",
                    () -> bad.states.stream()
                                    .filter(state -> state.state() == State.LOST)
                                    .map(StreamState::slot)
                                    .distinct()
                                    .count()
                            == 5);
            for (int i = 0; i < GOOD; i++) {
                Received received = all.get(i);
                long seen = received.keyFrames();
                received.await("three key frames more", () -> received.keyFrames() >= seen + 3);
            }
            released.countDown();
            livethread.stop();
            for (int i = 0; i < GOOD; i++) {
                all.get(i).assertWellFormed();
                assertThat(all.get(i).gopSizes())
                        .as("pictures from each key frame of camera %d to the next", i)
                        .hasSizeGreaterThanOrEqualTo(3)
                        .containsOnly(GOP);
            }
        } finally {
            cameras.forEach(VirtualCamera::close);
        }
    }

    @Test
    void aHungNameServerTakesOneThreadAStreamHoweverOftenItIsAsked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Received received = new Received();
        LiveEnvironment environment = LiveEnvironment.usual()
                .withFirstPause(Duration.ofMillis(10))
                .withOpenPatience(Duration.ofMillis(50))
                .withResolver(host -> {
                    asked.incrementAndGet();
                    return resolveNever(host);
                });
        try (LiveThread livethread = received.listenTo(new LiveThread("hung", environment))) {
            livethread.start();
            for (int i = 0; i < 20; i++) {
                play(livethread, "rtsp://camera.invalid/", received);
            }
            received.await("attempts", () -> received.count(State.LOST) >= 100);
            LiveConnectionContext again =
                    new LiveConnectionContext(LiveConnectionType.RTSP, "rtsp://camera.invalid/", 1, received);
            for (int i = 0; i < 5; i++) {
                livethread.stopStream(again);
                livethread.playStream(again);
            }
            assertThat(asked).hasValue(20);
            long before = System.nanoTime();
            livethread.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        } finally {
            released.countDown();
        }
        Deadline.until(
                () -> "the look-ups to end",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("hung slot")));
    }

    @Test
    void anAttemptWithAWrongPasswordSaysItOnceSoThatNoAccountIsLocked() throws Exception {
        AtomicInteger said = new AtomicInteger();
        Received received = new Received();
        try (MisbehavingServer strict = new MisbehavingServer((in, out) -> refuse(in, out, said));
                LiveThread livethread = received.listenTo(new LiveThread("strict"))) {
            livethread.start();
            play(livethread, strict.address(), received);
            received.await(State.UNAUTHORIZED, 1);
            livethread.stop();
        }
        assertThat(said).hasValue(1);
        assertThat(received.last(State.UNAUTHORIZED).message()).contains("next attempt in 60 s");
    }

    private void play(LiveThread livethread, String address, FrameFilter filter) {
        LiveConnectionContext context = new LiveConnectionContext(LiveConnectionType.RTSP, address, ++slot, filter)
                .withReconnect(Duration.ofSeconds(1));
        livethread.registerStream(context);
        livethread.playStream(context);
    }

    private InetAddress[] resolveNever(String host) throws UnknownHostException {
        if (!host.endsWith(".invalid")) {
            return InetAddress.getAllByName(host);
        }
        awaitRelease();
        throw new UnknownHostException(host);
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sendGarbage(InputStream in, OutputStream out) throws IOException {
        byte[] garbage = new byte[4096];
        new Random(1).nextBytes(garbage);
        out.write(garbage);
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Wants Basic, and then another password. */
    private static void refuse(InputStream in, OutputStream out, AtomicInteger said) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        String sequence = "";
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("CSeq:")) {
                sequence = line;
            } else if (line.startsWith("Authorization:")) {
                said.incrementAndGet();
            } else if (line.isEmpty()) {
                String answer = "RTSP/1.0 401 Unauthorized\r\n" + sequence
                        + "\r\nWWW-Authenticate: Basic realm=\"camera\"\r\n\r\n";
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        }
    }
}
