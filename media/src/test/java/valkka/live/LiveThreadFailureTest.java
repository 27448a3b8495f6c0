package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.LogLevel;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.MisbehavingServer;
import valkka.rtsp.ScriptedCamera;

/** Each way in which a camera can fail gives one clear line, and the stream goes on trying. */
class LiveThreadFailureTest {
    private static final LiveEnvironment IMPATIENT =
            LiveEnvironment.usual().withOpenPatience(Duration.ofMillis(400)).withFirstPause(Duration.ofMillis(100));

    private final Received received = new Received();
    private LiveThread livethread = received.listenTo(new LiveThread("failing", IMPATIENT));

    @AfterEach
    void close() {
        livethread.close();
    }

    private void play(String address) {
        play(address, Duration.ofMillis(100));
    }

    private void play(String address, Duration reconnect) {
        LiveConnectionContext context =
                new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received).withReconnect(reconnect);
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
    }

    private void assertSaid(Kind kind, String... words) throws InterruptedException {
        received.await(State.LOST, 2);
        livethread.stop();
        assertThat(received.errors).as("the same fault is told once").hasSize(1);
        assertThat(received.errors.get(0).kind()).isEqualTo(kind);
        assertThat(received.errors.get(0).getMessage())
                .contains("rtsp://admin:***@")
                .contains(words)
                .doesNotContain("\n");
        assertThat(received.last(State.LOST).message())
                .startsWith(received.errors.get(0).getMessage());
        assertThat(livethread.stats().streams().get(0).errors()).isGreaterThanOrEqualTo(2);
        assertThat(livethread.stats().streams().get(0).lastError())
                .isEqualTo(received.errors.get(0).getMessage());
        assertThat(received.states.toString() + received.errors + livethread.stats())
                .doesNotContain("s3cret");
    }

    @Test
    void nobodyThere() throws Exception {
        play("rtsp://admin:s3cret@127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/cam");
        assertSaid(Kind.IO, "nobody answers at 127.0.0.1 port");
    }

    @Test
    void faultsAreLoggedWithTheCamerasAndSilencedWithThem() throws Exception {
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger cameras = Logger.getLogger("valkka.live");
        cameras.setFilter(line -> {
            logged.add(line.getMessage());
            return false;
        });
        try {
            play("rtsp://127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/cam");
            received.await("an error", () -> !received.errors.isEmpty());
            assertThat(logged).anySatisfy(line -> assertThat(line).contains("nobody answers"));
            livethread.stop();
            logged.clear();
            LogLevel.live(LogLevel.SILENT);
            livethread = received.listenTo(new LiveThread("failing", IMPATIENT));
            play("rtsp://127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/cam");
            received.await("another error", () -> received.errors.size() == 2);
            assertThat(logged).isEmpty();
        } finally {
            LogLevel.live(LogLevel.NORMAL);
            cameras.setFilter(null);
        }
    }

    @Test
    void anUnknownHost() throws Exception {
        NameLookup.Resolver ignorant = host -> {
            throw new UnknownHostException(host);
        };
        livethread = received.listenTo(new LiveThread("failing", IMPATIENT.withResolver(ignorant)));
        play("rtsp://admin:s3cret@no-such-camera.invalid/cam");
        assertSaid(Kind.NOT_FOUND, "'no-such-camera.invalid' is not known");
    }

    @Test
    void aNameServerThatDoesNotAnswerIsAskedOnce() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        NameLookup.Resolver stuck = host -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        livethread = received.listenTo(new LiveThread("failing", IMPATIENT.withResolver(stuck)));
        play("rtsp://admin:s3cret@camera.invalid/cam");
        assertSaid(Kind.TIMEOUT, "no name server said within 400 ms");
        assertThat(threads("failing slot 1 name look-up")).isEqualTo(1);
        answer.countDown();
    }

    @Test
    void theNextAddressOfAHostIsTriedWhereNobodyAnswersAtTheFirst() throws Exception {
        try (MisbehavingServer server = new MisbehavingServer(MisbehavingServer::beSilent)) {
            byte[] ipv6Loopback = new byte[16];
            ipv6Loopback[15] = 1;
            NameLookup.Resolver twoPlaces = host ->
                    new InetAddress[] {InetAddress.getByAddress(ipv6Loopback), InetAddress.getLoopbackAddress()};
            livethread = received.listenTo(new LiveThread("failing", IMPATIENT.withResolver(twoPlaces)));
            play(server.address().replace("127.0.0.1", "two-places.invalid"));
            assertSaid(Kind.TIMEOUT, "no answer within 400 ms");
            assertThat(server.clients()).isPositive();
        }
    }

    @Test
    void aServerThatAcceptsAndStaysSilent() throws Exception {
        try (MisbehavingServer server = new MisbehavingServer(MisbehavingServer::beSilent)) {
            play(server.address());
            assertSaid(Kind.TIMEOUT, "no answer within 400 ms", "is the camera on");
        }
    }

    @Test
    void aServerThatSpeaksHttp() throws Exception {
        try (MisbehavingServer server = new MisbehavingServer((in, out) -> {
            out.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        })) {
            play(server.address());
            assertSaid(Kind.IO, "does not speak RTSP");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RTSP/1.0 200 OK~CSeq: 1~Content-Length: 2147483647~~ | IO",
                "RTSP/1.0 200 OK~CSeq: 1~Content-Length: 400000000~~  | IO",
                "RTSP/1.0 200 OK~CSeq: 1~Content-Length: -1~~         | IO",
                "RTSP/1.0 302 Moved~CSeq: 1~Location: file:///etc/x~~ | IO",
                "''                                                   | IO",
            })
    void aServerThatSendsGarbageWithoutEnd(String beginning, Kind kind) throws Exception {
        byte[] header = beginning.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (MisbehavingServer server = new MisbehavingServer((in, out) -> {
            Random random = new Random(1);
            byte[] garbage = new byte[1 << 16];
            out.write(header);
            while (true) {
                random.nextBytes(garbage);
                out.write(garbage);
            }
        })) {
            play(server.address());
            assertSaid(kind, "/cam: ");
        }
    }

    @Test
    void aPictureWithoutEndIsCutOff() throws Exception {
        ScriptedCamera camera = new ScriptedCamera(out -> {
            for (int i = 0; i <= 300; i++) {
                byte[] slice = new byte[60_000];
                Arrays.fill(slice, (byte) 0xab); // zeros at the end of a unit belong to none
                slice[0] = 0x41;
                int firstBlock = (600 + i) << 5; // first_mb_in_slice 599 + i, in 19 bits: each behind the last
                slice[1] = (byte) (firstBlock >> 16);
                slice[2] = (byte) (firstBlock >> 8);
                slice[3] = (byte) firstBlock;
                ScriptedCamera.sendNalUnit(out, i, 0, slice);
            }
        });
        try (MisbehavingServer server = new MisbehavingServer(camera)) {
            play(server.address(), Duration.ofSeconds(3));
            assertSaid(Kind.IO, "more than 16 MiB");
        }
    }

    @Test
    void aCameraThatNeverSendsAKeyFrame() throws Exception {
        livethread =
                received.listenTo(new LiveThread("failing", IMPATIENT.withKeyFramePatience(Duration.ofMillis(200))));
        ScriptedCamera camera = new ScriptedCamera(out -> {
            for (int i = 0; i < 100_000; i++) {
                ScriptedCamera.sendNalUnit(out, i, 3600 * i, new byte[] {0x41, 1, 2, 3});
            }
        });
        try (MisbehavingServer server = new MisbehavingServer(camera)) {
            play(server.address(), Duration.ofSeconds(5));
            assertSaid(Kind.TIMEOUT, "no key frame");
        }
        assertThat(livethread.stats().streams().get(0).droppedBeforeKey()).isPositive();
        assertThat(received.frames).isEmpty();
    }

    @Test
    void theCameraIsToldThatItsStreamIsNotWantedAnyMore() throws Exception {
        ScriptedCamera camera = new ScriptedCamera(out -> ScriptedCamera.sendNalUnit(out, 0, 0, new byte[] {0x41, 1}));
        try (MisbehavingServer server = new MisbehavingServer(camera)) {
            play(server.address(), Duration.ofSeconds(5));
            received.await("PLAY", () -> camera.requests().contains("PLAY"));
            received.await("playing begun", camera::hasPlayed);
            livethread.stop();
            received.await("TEARDOWN", () -> camera.requests().contains("TEARDOWN"));
        }
    }

    @Test
    void twoHundredFailedAttemptsLeaveNoThreadAndNoDescriptorBehind() throws Exception {
        String address = "rtsp://admin:s3cret@127.0.0.1:" + MisbehavingServer.CLOSED_PORT + "/cam";
        failOften(address, 5);
        long descriptors = openDescriptors();
        failOften(address, 200);
        assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors + 3);
        received.await("threads to end", () -> threads("failing") == 0);
    }

    private void failOften(String address, int times) throws InterruptedException {
        Received here = new Received();
        try (LiveThread thread =
                here.listenTo(new LiveThread("failing", IMPATIENT.withFirstPause(Duration.ofMillis(1))))) {
            LiveConnectionContext[] contexts = new LiveConnectionContext[10];
            for (int i = 0; i < contexts.length; i++) {
                contexts[i] = new LiveConnectionContext(LiveConnectionType.RTSP, address, i, here)
                        .withReconnect(Duration.ofMillis(100));
                thread.registerStream(contexts[i]);
                thread.playStream(contexts[i]);
            }
            thread.start();
            here.await(State.LOST, times);
        }
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static long openDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
