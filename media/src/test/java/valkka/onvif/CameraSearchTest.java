package valkka.onvif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

@Execution(ExecutionMode.CONCURRENT)
class CameraSearchTest {
    private static final String PASSWORD = "s3cret /\u00e4";
    private static final String STREAM = "rtsp://127.0.0.1:8554/cam?channel=1&subtype=0";
    private static final Duration SHORT = Duration.ofMillis(400);

    @Test
    void withoutAPasswordACameraTellsItsNameAndItsHardware() {
        try (VirtualOnvifDevice device = device(builder -> builder)) {
            List<DiscoveredCamera> cameras = search(device).discover();

            assertThat(cameras).singleElement().satisfies(camera -> {
                assertThat(camera.host()).isEqualTo("127.0.0.1");
                assertThat(camera.name()).isEqualTo("Front Door \u00e4");
                assertThat(camera.hardware()).isEqualTo("HW-7");
                assertThat(camera.endpoint()).startsWith("urn:uuid:");
                assertThat(camera.services()).singleElement().asString().endsWith("/onvif/device_service");
                assertThat(camera.model()).isEmpty();
                assertThat(camera.profiles()).isEmpty();
                assertThat(camera.problem()).isEmpty();
                assertThat(camera).hasToString("127.0.0.1 \"Front Door \u00e4\" HW-7");
            });
        }
    }

    @Test
    void withThePasswordItTellsItsModelAndTheAddressOfEachStream() {
        assertTellsItsStreams(builder -> builder);
    }

    @Test
    void aNewCameraWithoutTheOldMediaServiceTellsThemToo() {
        assertTellsItsStreams(VirtualOnvifDeviceBuilder::media2Only);
    }

    @Test
    void aCameraThatWantsHttpDigestAndRenewsItsNoncesTellsThemToo() {
        assertTellsItsStreams(VirtualOnvifDeviceBuilder::httpDigest);
    }

    @Test
    void aUserNameThatNoHeaderCanHoldIsTold() {
        try (VirtualOnvifDevice device = device(VirtualOnvifDeviceBuilder::httpDigest)) {
            assertThat(search(device).user("\u674e", PASSWORD).discover())
                    .singleElement()
                    .satisfies(camera -> assertThat(camera.problem()).contains("cannot hold the letters"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-20_000, -1, 1, 4_000})
    void aCameraWithAWrongClockTellsThemToo(long daysAhead) {
        assertTellsItsStreams(builder -> builder.clockAhead(Duration.ofDays(daysAhead)));
    }

    private static void assertTellsItsStreams(UnaryOperator<VirtualOnvifDeviceBuilder> settings) {
        try (VirtualOnvifDevice device = device(settings)) {
            List<DiscoveredCamera> cameras =
                    search(device).user("admin", PASSWORD).discover();

            assertThat(cameras).singleElement().satisfies(camera -> {
                assertThat(camera.problem()).isEmpty();
                assertThat(camera.model()).isEqualTo("Maker & Co M<1>");
                assertThat(camera.profiles())
                        .containsExactly(
                                new CameraProfile("main", "H265", 2688, 1520, 12.5, STREAM),
                                new CameraProfile("sub", "H264", 640, 360, 25, "rtsp://127.0.0.1/sub"));
            });
        }
    }

    @Test
    void thePasswordIsInTheAddressForAContextAndNowhereElse() {
        try (VirtualOnvifDevice device = device(builder -> builder)) {
            CameraSearch search = search(device).user("admin", PASSWORD);
            DiscoveredCamera camera = search.discover().get(0);
            CameraProfile profile = camera.profiles().get(0);

            assertThat(profile.address("admin", PASSWORD))
                    .isEqualTo("rtsp://admin:s3cret%20%2F%C3%A4@127.0.0.1:8554/cam?channel=1&subtype=0");
            assertThat(List.of(camera, profile, search, device, new CameraSearch.Login("admin", PASSWORD))
                            .toString())
                    .contains("H265 2688x1520 12.5 fps " + STREAM)
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void aSecretInThePathOfAnAddressIsNotShown() {
        CameraProfile profile =
                new CameraProfile("main", "", 0, 0, 0, "rtsp://10.0.0.7/user=admin&password=s3cret&ch=1");

        assertThat(profile).hasToString("main  rtsp://10.0.0.7/user=***&password=***&ch=1");
    }

    /** Whatever a camera answers by HTTP: its address of a stream, an error, something broken. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Envelope><Body><Service><Namespace>http://www.onvif.org/ver20/media/wsdl</Namespace>"
                        + "<XAddr>%service?token=C4n4ry</XAddr></Service>"
                        + "<Profiles token='main'><Name>main</Name></Profiles>"
                        + "<Uri>rtsp://a:C4n4ry@b/C4n4ry/live?t=C4n4ry&amp;channel=1#C4n4ry</Uri></Body></Envelope>",
                "<Envelope><Body><Fault><Reason><Text>no profile token=C4n4ry, nor C4n4ry</Text></Reason></Fault>"
                        + "</Body></Envelope>",
                "<Envelope><C4n4ry></Envelope>",
                "<Envelope>&C4n4ry;</Envelope>",
            })
    void noTokenOfACameraIsShown(String answer) throws Exception {
        FalseCamera[] made = new FalseCamera[1];
        HttpHandler handler = exchange -> {
            byte[] bytes = answer.replace("%service", made[0].service()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
        try (FalseCamera camera = new FalseCamera(
                id -> List.of(FalseCamera.match(id, "urn:uuid:1", made[0].service() + "?token=C4n4ry")), handler)) {
            made[0] = camera;
            List<DiscoveredCamera> found = Cameras.search()
                    .at(camera.address())
                    .within(SHORT)
                    .user("admin", PASSWORD)
                    .discover();

            assertThat(found).hasSize(1);
            assertThat(found.toString() + found.get(0).profiles()).doesNotContain("C4n4ry", "s3cret");
        }
    }

    @Test
    void requestsThatNeverEndHoldTheDeviceUpForNobody() throws Exception {
        try (VirtualOnvifDevice device = device(builder -> builder)) {
            URI service = search(device).discover().get(0).services().get(0);
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    Socket socket = new Socket(service.getHost(), service.getPort());
                    slow.add(socket);
                    String head = "POST " + service.getPath() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n<";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                }
                assertThat(search(device)
                                .user("admin", PASSWORD)
                                .discover()
                                .get(0)
                                .profiles())
                        .hasSize(2);
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void aWrongPasswordIsTheProblemOfTheCameraThatRefusesIt() {
        try (VirtualOnvifDevice refusing = device(builder -> builder.endpoint("urn:uuid:1"));
                VirtualOnvifDevice other =
                        device(builder -> builder.endpoint("urn:uuid:2").user("admin", "other"));
                VirtualOnvifDevice digest =
                        device(builder -> builder.endpoint("urn:uuid:3").httpDigest())) {
            List<DiscoveredCamera> cameras = search(refusing)
                    .at(other.address())
                    .at(digest.address())
                    .user("admin", "other")
                    .discover();

            assertThat(cameras)
                    .extracting(DiscoveredCamera::problem)
                    .containsExactly(
                            "it refuses the user name or the password", "", "it refuses the user name or the password");
            assertThat(cameras).extracting(camera -> camera.profiles().size()).containsExactly(0, 2, 0);
        }
    }

    @Test
    void whereNobodyAnswersTheListIsEmpty() throws Exception {
        InetSocketAddress nobody;
        try (VirtualOnvifDevice gone = device(builder -> builder)) {
            nobody = gone.address();
        }
        assertThat(Cameras.search().at(nobody).within(SHORT).discover()).isEmpty();
    }

    @Test
    void anInterruptEndsASearchAtOnce() {
        try (VirtualOnvifDevice device = device(builder -> builder)) {
            CameraSearch search = search(device).within(Duration.ofSeconds(60));
            Thread.currentThread().interrupt();
            assertThatThrownBy(search::discover)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted(); // no test behind this one is interrupted
        }
    }

    @Test
    void theQuestionGoesToTheMulticastGroupOfTheNetwork() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        InetSocketAddress group = new InetSocketAddress("239.255.255.250", CameraSearch.PORT);
        try (MulticastSocket camera = new MulticastSocket(CameraSearch.PORT)) {
            camera.setSoTimeout(10_000);
            camera.joinGroup(group, loopback);
            Thread answers = new Thread(() -> answerOnce(camera));
            answers.start();

            List<DiscoveredCamera> cameras = Cameras.search()
                    .network(loopback.getName())
                    .within(Duration.ofSeconds(2))
                    .discover();

            answers.join(10_000);
            assertThat(cameras).extracting(DiscoveredCamera::name).contains("By multicast");
        }
    }

    private static void answerOnce(MulticastSocket camera) {
        try {
            DatagramPacket question = new DatagramPacket(new byte[65_535], 65_535);
            camera.receive(question);
            byte[] probe = new String(question.getData(), 0, question.getLength(), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
            byte[] answer = FalseCamera.match(
                    XmlElement.parse(probe).textOf("MessageID"),
                    "urn:uuid:multicast",
                    "",
                    "onvif://www.onvif.org/name/By%20multicast");
            camera.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void wrongSettingsSayWhatIsRight() {
        assertThatThrownBy(() -> Cameras.search().within(Duration.ZERO)).hasMessageContaining("0.1 s to 60 s");
        assertThatThrownBy(() -> Cameras.search().user("a:b", PASSWORD)).hasMessageNotContaining(PASSWORD);
        assertThatThrownBy(() -> Cameras.search().network("nonesuch0")).hasMessageContaining("no network interface");
        assertThatThrownBy(() -> Cameras.search().at(InetSocketAddress.createUnresolved("x", 1)))
                .hasMessageContaining("no address of a camera");
    }

    private static CameraSearch search(VirtualOnvifDevice device) {
        return Cameras.search().at(device.address()).within(SHORT);
    }

    private static VirtualOnvifDevice device(UnaryOperator<VirtualOnvifDeviceBuilder> settings) {
        return settings.apply(VirtualOnvifDevice.builder()
                        .name("Front Door \u00e4")
                        .model("Maker & Co", "M<1>", "HW-7")
                        .user("admin", PASSWORD)
                        .stream("main", "H265", 2688, 1520, 12.5, STREAM)
                        .stream("sub", "H264", 640, 360, 25, "rtsp://admin:other@127.0.0.1/sub"))
                .start();
    }
}
