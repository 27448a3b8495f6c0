package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Deadline;
import valkka.rtsp.RtpTestDepacketizer;
import valkka.rtsp.RtspTestClient;
import valkka.rtsp.RtspTestSource;

class VirtualCameraTest {
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    @Test
    void parameterSetsStandInFrontOfEachKeyFrame() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().gop(5).start();
                RtspTestClient client = new RtspTestClient(camera.address()).play()) {
            List<RtpTestDepacketizer.Unit> units = client.units(11);
            for (int i = 0; i < units.size(); i++) {
                List<Integer> types = units.get(i).nalUnits().stream()
                        .map(nal -> nal[0] & 0x1f)
                        .toList();
                if (i % 5 == 0) {
                    assertThat(types).as("picture " + i).startsWith(7, 8, 5);
                } else {
                    assertThat(types).as("picture " + i).containsOnly(1);
                }
            }
        }
    }

    @Test
    void whoeverComesLaterBeginsAtAKeyFrameWithoutWaitingForTheNextInTurn() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().gop(100_000).start();
                RtspTestClient first = new RtspTestClient(camera.address()).play()) {
            assertThat(RtspTestSource.isKey(first.units(3).get(0))).isTrue();
            try (RtspTestClient second = new RtspTestClient(camera.address()).play()) {
                assertThat(RtspTestSource.isKey(second.units(1).get(0))).isTrue();
            }
        }
    }

    @Test
    void timeIsThatOfTheClock() throws Exception {
        AtomicLong now = new AtomicLong(NOON);
        InstantSource held = () -> Instant.ofEpochMilli(now.get());
        try (VirtualCamera camera = VirtualCamera.builder().clock(held).fps(25).start();
                RtspTestClient client = new RtspTestClient(camera.address())) {
            Deadline.until("the first picture", () -> camera.stats().pictures() == 1);
            client.play();
            Deadline.until("a client", () -> camera.stats().clients() == 1);
            now.addAndGet(40);
            client.units(1);
            now.addAndGet(400);
            client.units(10);
            assertThat(camera.stats().pictures())
                    .as("and none more while time stands")
                    .isEqualTo(12);
            List<RtpTestDepacketizer.Unit> units = client.received.units;
            assertThat(units.get(10).ticks() - units.get(0).ticks()).isEqualTo(400 * 90);
        }
    }

    @Test
    void aClockThatIsSetDoesNotStopTheCamera() throws Exception {
        AtomicLong now = new AtomicLong(NOON);
        InstantSource held = () -> Instant.ofEpochMilli(now.get());
        try (VirtualCamera camera = VirtualCamera.builder().clock(held).start();
                RtspTestClient client = new RtspTestClient(camera.address()).play()) {
            Deadline.until("a client", () -> camera.stats().clients() == 1);
            for (long jump : new long[] {3_600_000, -86_400_000, 40}) {
                long before = camera.stats().encoded();
                now.addAndGet(jump);
                Deadline.until("a picture after " + jump, () -> {
                    now.addAndGet(1);
                    return camera.stats().encoded() > before;
                });
                assertThat(client.units(1)).hasSize(1);
            }
            assertThat(camera.stats().picturesMissed())
                    .as("the pictures of an hour that was leapt over")
                    .isBetween(25 * 3600L - 2, 25 * 3600L);
        }
    }

    @Test
    void whatAClientThatReadsNothingDoesNotGetIsCounted() throws Exception {
        AtomicLong now = new AtomicLong(NOON);
        InstantSource held = () -> Instant.ofEpochMilli(now.get());
        try (VirtualCamera camera = VirtualCamera.builder()
                        .clock(held)
                        .bitRate(20_000_000)
                        .tone(true)
                        .start();
                RtspTestClient client = new RtspTestClient(camera.address())) {
            for (int track = 0; track < 2; track++) {
                client.request(
                        "SETUP",
                        camera.address() + "/trackID=" + track,
                        "Transport: RTP/AVP/TCP;unicast;interleaved=" + 2 * track + "-" + (2 * track + 1) + "\r\n");
            }
            client.request("PLAY", "");
            Deadline.until("a client", () -> camera.stats().clients() == 1);
            Deadline.until(() -> "pictures and sound are skipped: " + camera.stats(), () -> {
                now.addAndGet(40);
                return camera.stats().picturesSkipped() > 10 && camera.stats().soundSkipped() > 10;
            });
            assertThat(camera.serverStats().skipped()).isGreaterThan(20);
            assertThat(camera.stats().toString()).contains("packets of sound for slow clients");
        }
    }

    @Test
    void aCameraThatFailsClosesItsClientsConnectionsAndSaysWhy() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        InstantSource clock = () -> {
            if (broken.get()) {
                throw new IllegalStateException("the clock is broken");
            }
            return Instant.now();
        };
        try (VirtualCamera camera = VirtualCamera.builder().clock(clock).start();
                RtspTestClient client = new RtspTestClient(camera.address()).play()) {
            client.units(2);
            assertThat(camera.stats().failure()).isEmpty();
            broken.set(true);
            client.readToEnd();
            assertThat(camera.stats().failure()).contains("VirtualCamera", "the clock is broken");
            Deadline.until("no client is left", () -> camera.stats().clients() == 0);
            Deadline.until("the port is closed", () -> !isOpen(camera.address()));
        }
    }

    private static boolean isOpen(String address) {
        try (RtspTestClient client = new RtspTestClient(address)) {
            return client.request("OPTIONS", "").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void nothingIsEncodedWhileNobodyWatches() throws Exception {
        try (VirtualCamera camera = VirtualCamera.start()) {
            Deadline.until("pictures", () -> camera.stats().pictures() > 3);
            assertThat(camera.stats().encoded()).isZero();
            try (RtspTestClient client = new RtspTestClient(camera.address()).play()) {
                client.units(2);
            }
            Deadline.until("the client has gone", () -> camera.stats().clients() == 0);
        }
    }

    @Test
    void everyClientGetsTheSamePictures() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().gop(1).start();
                RtspTestClient first = new RtspTestClient(camera.address()).play();
                RtspTestClient second = new RtspTestClient(camera.address()).play()) {
            byte[] one = last(second.units(1).get(0));
            assertThat(first.units(20)).extracting(VirtualCameraTest::last).contains(one);
        }
    }

    private static byte[] last(RtpTestDepacketizer.Unit unit) {
        return unit.nalUnits().get(unit.nalUnits().size() - 1);
    }

    @Test
    void thePasswordIsInTheAddressAndNowhereElse() {
        VirtualCameraBuilder builder = VirtualCamera.builder().user("ad@min", "p/w 1%");
        try (VirtualCamera camera = builder.path("/door/front").start()) {
            assertThat(camera.address())
                    .startsWith("rtsp://ad%40min:p%2Fw%201%25@127.0.0.1:")
                    .endsWith("/door/front");
            assertThat(camera + " " + builder + camera.stats() + camera.serverStats())
                    .contains("rtsp://127.0.0.1:")
                    .doesNotContain("p/w", "p%2Fw");
        }
    }

    @Test
    void valuesThatCannotBeAreRefused() {
        assertRefused(() -> VirtualCamera.builder().size(641, 360));
        assertRefused(() -> VirtualCamera.builder().size(32, 32));
        assertRefused(() -> VirtualCamera.builder().size(8000, 4000));
        assertRefused(() -> VirtualCamera.builder().fps(0));
        assertRefused(() -> VirtualCamera.builder().gop(0));
        assertRefused(() -> VirtualCamera.builder().bitRate(1));
        assertRefused(() -> VirtualCamera.builder().port(70000));
        assertRefused(() -> VirtualCamera.builder().path("nothing in front"));
        assertRefused(() -> VirtualCamera.builder().user("a:b", "c"));
    }

    private static void assertRefused(Runnable what) {
        assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT));
    }

    @Test
    void closingEndsTheStreamAndFreesThePort() throws Exception {
        VirtualCamera camera = VirtualCamera.start();
        try (RtspTestClient client = new RtspTestClient(camera.address()).play()) {
            client.units(1);
            camera.close();
            camera.close();
            client.readToEnd();
        }
        int port = Integer.parseInt(camera.address().replaceAll(".*:(\\d+)/.*", "$1"));
        try (VirtualCamera again = VirtualCamera.builder().port(port).start()) {
            assertThat(again.address()).isEqualTo(camera.address());
        }
    }

    @Test
    void fiftyCamerasLaterThreadsAndFileHandlesAreWhereTheyWere() throws Exception {
        cycle(); // Whatever is made once in a process is made here.
        int threads = Thread.activeCount();
        long handles = openFiles();
        for (int i = 0; i < 50; i++) {
            cycle();
        }
        Deadline.until(
                () -> "threads are " + threads + " again: "
                        + Thread.getAllStackTraces().keySet(),
                () -> Thread.activeCount() <= threads);
        Deadline.until(() -> "files are " + handles + " again: " + openFiles(), () -> openFiles() <= handles);
    }

    private static void cycle() throws IOException {
        try (VirtualCamera camera = VirtualCamera.builder().size(96, 96).start();
                RtspTestClient client = new RtspTestClient(camera.address()).play();
                Socket half = new Socket(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(camera.address().replaceAll(".*:(\\d+)/.*", "$1")))) {
            half.getOutputStream().write("DESCRIBE".getBytes(StandardCharsets.US_ASCII));
            client.units(1);
        }
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
