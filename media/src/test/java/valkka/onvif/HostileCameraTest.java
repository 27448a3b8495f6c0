package valkka.onvif;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of strangers: wrong, false, huge, late. */
@Execution(ExecutionMode.CONCURRENT)
class HostileCameraTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String PASSWORD = "s3cret";

    @Test
    void whatIsNoAnswerOfACameraToThisQuestionIsIgnored() throws Exception {
        Function<String, List<byte[]>> answers = id -> List.of(
                "\u0000garbage".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                new byte[60_000],
                "<a><b></a>".getBytes(StandardCharsets.UTF_8),
                FalseCamera.match("urn:uuid:another-question", "urn:uuid:1", "http://127.0.0.1/"),
                FalseCamera.match(id, "urn:uuid:2", "http://127.0.0.1/", "http://printers.example/laser"),
                new String(FalseCamera.match(id, "urn:uuid:3", ""), StandardCharsets.UTF_8)
                        .replace("<Envelope>", "<!DOCTYPE x [<!ENTITY y \"z\">]><Envelope>")
                        .getBytes(StandardCharsets.UTF_8),
                FalseCamera.match(id, "urn:uuid:4", ""));
        try (FalseCamera camera = new FalseCamera(answers, HttpExchange::close)) {
            assertThat(search(camera).discover())
                    .extracting(DiscoveredCamera::endpoint)
                    .containsExactly("urn:uuid:4");
        }
    }

    @Test
    void severalAnswersOfOneDeviceAreOneCameraAndTwinsAreTwo() throws Exception {
        ProbeMatch first = match("10.0.0.1", "urn:uuid:7", "http://10.0.0.1/onvif");
        assertThat(first.isSameDevice(match("10.0.0.1", "URN:uuid:7", "http://10.0.0.1/other")))
                .as("asked twice")
                .isTrue();
        assertThat(first.isSameDevice(match("192.168.0.1", "urn:uuid:7", "http://192.168.0.1/ http://10.0.0.1/onvif")))
                .as("heard in two networks")
                .isTrue();
        assertThat(first.isSameDevice(match("10.0.0.2", "urn:uuid:7", "http://10.0.0.2/onvif")))
                .as("two cheap cameras of one batch")
                .isFalse();

        Function<String, List<byte[]>> answers = id -> List.of(
                FalseCamera.match(id, "urn:uuid:7", "http://127.0.0.1:1/a"),
                FalseCamera.match(id, "urn:uuid:7", "http://127.0.0.1:1/b"));
        try (FalseCamera camera = new FalseCamera(answers, HttpExchange::close)) {
            assertThat(search(camera).discover())
                    .singleElement()
                    .satisfies(one -> assertThat(one.services()).hasSize(2));
        }
    }

    private static ProbeMatch match(String sender, String endpoint, String services) throws Exception {
        XmlElement envelope = XmlElement.parse(FalseCamera.match("id", endpoint, services));
        return ProbeMatch.of(envelope, InetAddress.getByName(sender)).get(0);
    }

    @Test
    void noMoreThan500CamerasAreListed() throws Exception {
        DiscoveryProbe probe = new DiscoveryProbe(List.of(), null);
        String id = probe.messageIds().get(0);
        for (int i = 0; i < 600; i++) {
            probe.take(FalseCamera.match(id, "urn:uuid:" + i, ""), InetAddress.getLoopbackAddress());
        }
        assertThat(probe.found()).hasSize(500);
        assertThat(probe.ignored()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://[fe80::1%25eth0]:PORT/onvif/device_service",
                "http://169.254.3.3:PORT/onvif/device_service",
                "http://[fe80::1]/x http://127.0.0.1:PORT/onvif/device_service https://127.0.0.1/y",
                "ftp://127.0.0.1/x file:///etc/passwd :// http://[::1 http://user:pw@10.0.0.1:PORT/onvif"
            })
    void aCameraIsAskedAtTheAddressThatItAnsweredFrom(String services) throws Exception {
        FalseCamera[] made = new FalseCamera[1];
        try (FalseCamera camera = new FalseCamera(
                id -> List.of(FalseCamera.match(id, "urn:uuid:1", services.replace("PORT", port(made[0])))),
                HttpExchange::close)) {
            made[0] = camera;
            search(camera).user("admin", PASSWORD).discover();

            assertThat(camera.questions)
                    .isNotEmpty()
                    .allSatisfy(question -> assertThat(question)
                            .contains("127.0.0.1:" + port(camera))
                            .doesNotContain("user:pw"));
        }
    }

    private static String port(FalseCamera camera) {
        return camera.service().replaceAll(".*:(\\d+)/.*", "$1");
    }

    @Test
    void aServiceThatIsNotHttpIsNotAsked() throws Exception {
        try (FalseCamera camera = new FalseCamera(
                id -> List.of(FalseCamera.match(id, "urn:uuid:1", "file:///etc/passwd ftp://127.0.0.1/")),
                HttpExchange::close)) {
            assertThat(search(camera).user("admin", PASSWORD).discover())
                    .extracting(DiscoveredCamera::problem)
                    .containsExactly("it names no service that could be asked");
        }
    }

    @Test
    void aStreamThatNamesAnotherHostIsAtTheCamera() throws Exception {
        String answer = "<Envelope><Body>"
                + "<Service><Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace><XAddr>http://10.9.9.9:PORT/m"
                + "</XAddr></Service><Profiles token=\"a\"><Name>\u009b31mred\u202e</Name></Profiles>"
                + "<Uri>rtsp://admin:x@evil.example:8554/a%20b?c</Uri></Body></Envelope>";
        FalseCamera[] made = new FalseCamera[1];
        try (FalseCamera camera =
                FalseCamera.serving(exchange -> answer(exchange, answer.replace("PORT", port(made[0]))))) {
            made[0] = camera;
            assertThat(search(camera).user("admin", PASSWORD).discover())
                    .flatExtracting(DiscoveredCamera::profiles)
                    .containsExactly(new CameraProfile("31mred", "", 0, 0, 0, "rtsp://127.0.0.1:8554/a%20b?c"));
        }
    }

    @Test
    void thePasswordIsNeverSentAsItIs() throws Exception {
        try (FalseCamera camera = FalseCamera.serving(exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"onvif\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        })) {
            assertThat(search(camera).user("admin", PASSWORD).discover())
                    .extracting(DiscoveredCamera::problem)
                    .containsExactly("it refuses the user name or the password");
            assertThat(camera.questions)
                    .as("the clock, and one proof")
                    .hasSize(2)
                    .allSatisfy(question -> assertThat(question)
                            .doesNotContain(
                                    PASSWORD,
                                    Base64.getEncoder()
                                            .encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void aRefusedProofIsNotTriedAgain() throws Exception {
        try (FalseCamera camera = FalseCamera.serving(exchange -> {
            exchange.getResponseHeaders()
                    .add("WWW-Authenticate", "Digest realm=\"a\", nonce=\"" + System.nanoTime() + "\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        })) {
            assertThat(search(camera).user("admin", PASSWORD).discover())
                    .extracting(DiscoveredCamera::problem)
                    .containsExactly("it refuses the user name or the password");
            assertThat(camera.questions).as("the clock, a token, a digest").hasSize(3);
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (FalseCamera camera = FalseCamera.serving(exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        })) {
            assertThat(search(camera).user("admin", PASSWORD).discover())
                    .extracting(DiscoveredCamera::problem)
                    .containsExactly("its service answers with HTTP status 302");
        }
    }

    @Test
    void aHugeAnswerIsCutOff() throws Exception {
        try (FalseCamera camera = FalseCamera.answering("<a>" + "x".repeat(3 << 20) + "</a>")) {
            assertThat(search(camera).user("admin", PASSWORD).discover())
                    .extracting(DiscoveredCamera::problem)
                    .containsExactly("its service cannot be asked: the answer is longer than 1 MiB");
        }
    }

    @Test
    void aCameraThatDripsItsAnswerHoldsNobodyUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (FalseCamera slow = FalseCamera.serving(exchange -> drip(exchange, end));
                VirtualOnvifDevice well = VirtualOnvifDevice.builder().stream(
                                "main", "H264", 640, 360, 25, "rtsp://127.0.0.1/main")
                        .start()) {
            List<DiscoveredCamera> cameras =
                    search(slow).at(well.address()).user("admin", PASSWORD).discover();

            assertThat(cameras)
                    .extracting(DiscoveredCamera::problem)
                    .containsExactlyInAnyOrder("its service does not answer within 4 s", "");
            assertThat(cameras).flatExtracting(DiscoveredCamera::profiles).hasSize(1);
        } finally {
            end.countDown();
        }
    }

    private static void drip(HttpExchange exchange, CountDownLatch end) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            while (!end.await(100, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void allQuestionsTogetherHaveATime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (FalseCamera slow = FalseCamera.serving(exchange -> drip(exchange, end))) {
            ProbeMatch match = match("127.0.0.1", "urn:uuid:1", slow.service());

            List<DiscoveredCamera> cameras = CameraInterview.with(
                    List.of(match), new CameraSearch.Login("admin", PASSWORD), Duration.ofMillis(300));

            assertThat(cameras)
                    .extracting(DiscoveredCamera::problem)
                    .containsExactly("it was not asked for its streams: time was up");
        } finally {
            end.countDown();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static CameraSearch search(FalseCamera camera) {
        return Cameras.search().at(camera.address()).within(SHORT);
    }
}
