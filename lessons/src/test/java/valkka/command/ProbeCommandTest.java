package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import valkka.camera.CameraTrouble;
import valkka.camera.VirtualCamera;

class ProbeCommandTest {
    private static final String PASSWORD = "s3cret";

    private final TestConsole console = new TestConsole();

    @Test
    void itSaysInPlainWordsWhatTheCameraSends() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder()
                .size(320, 240)
                .fps(10)
                .gop(5)
                .user("admin", PASSWORD)
                .start()) {
            assertThat(console.run("probe", camera.address())).isZero();
        }

        assertThat(console.err()).isEmpty();
        assertThat(console.out())
                .startsWith("rtsp://admin:***@127.0.0.1:")
                .containsPattern("video +H264 [A-Z][\\w ]+ 320x240, (9\\.\\d|10\\.\\d) fps\n")
                .containsPattern("key frames +every 0\\.[456] s \\(5 frames\\)\n")
                .containsPattern("bit rate +[\\d.]+ [kM]bit/s on average, [\\d.]+ [kM]bit/s in the largest GOP\n")
                .containsPattern("audio +none\n")
                .containsPattern("clock +(as|[\\d.]+ s (behind|ahead of)) this machine's\n")
                .containsPattern("transport +TCP\n")
                .containsPattern(
                        "recording +blocks of 256 KiB fit, with \\d.\\d key frames in each\n +a day takes [\\d.]+ GiB\n")
                .doesNotContain("!", "\r", "\u001B", PASSWORD);
        assertThat(console.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theAddressMayStandInTheEnvironment() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().gop(5).start()) {
            assertThat(console.with("VALKKA_CAMERA", camera.address()).run("probe"))
                    .isZero();
        }
        assertThat(console.out()).contains("640x360");
    }

    @Test
    void aCameraWithoutTcpIsSeenByUdpAndToldSo() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder().gop(5).start();
                UdpOnlyProxy proxy =
                        new UdpOnlyProxy(URI.create(camera.address()).getPort())) {
            assertThat(console.run("probe", "rtsp://127.0.0.1:" + proxy.port() + "/camera"))
                    .isZero();
        }
        assertThat(console.out())
                .containsPattern("transport +UDP\n")
                .containsPattern("! The camera does not send over TCP \\(461 ");
    }

    /** It waits ten seconds, beside the others. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void udpWithoutAPacketMayBeAFirewallsDoing() throws Exception {
        try (VirtualCamera camera = VirtualCamera.builder()
                        .trouble(CameraTrouble.NONE.withSilence(true))
                        .start();
                UdpOnlyProxy proxy =
                        new UdpOnlyProxy(URI.create(camera.address()).getPort())) {
            assertFails(
                    "rtsp://127.0.0.1:" + proxy.port() + "/camera",
                    "no packet has come by UDP for 10 s: does a firewall stand between? Let UDP through");
        }
    }

    @Test
    void whatIsWrongIsOneLineWithoutThePassword() throws Exception {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", PASSWORD).start()) {
            assertFails(camera.address().replace(PASSWORD, "wr0ng"), "refuses the user name or the password");
            assertFails(camera.address().replace("admin:" + PASSWORD + "@", ""), "wants a user name and a password");
            assertFails(camera.address().replace("/camera", "/elsewhere"), "no stream at this path");
        }
        assertFails("rtsp://admin:" + PASSWORD + "@127.0.0.1:1/camera", "nobody answers");
    }

    @Test
    void wrongUsageIsTwoAndOneLine() throws Exception {
        assertWrongUsage("no camera: give its address, or set VALKKA_CAMERA", "probe");
        assertWrongUsage("wrong number of arguments", "probe", "rtsp://a:" + PASSWORD + "@b", "c");
        assertWrongUsage("there is no option --fast", "probe", "--fast");
        assertWrongUsage("does not begin with rtsp://", "probe", "http://a:" + PASSWORD + "@b");
    }

    private void assertFails(String address, String words) throws Exception {
        assertOneLine(1, words, "probe", address);
    }

    private static void assertWrongUsage(String words, String... args) throws Exception {
        assertOneLine(2, words, args);
    }

    private static void assertOneLine(int exit, String words, String... args) throws Exception {
        TestConsole fresh = new TestConsole();
        assertThat(fresh.run(args)).isEqualTo(exit);
        assertThat(fresh.out()).isEmpty();
        assertThat(fresh.err())
                .hasLineCount(1)
                .startsWith("valkka: ")
                .contains(words)
                .doesNotContain(PASSWORD, "wr0ng");
    }
}
