package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import valkka.onvif.VirtualOnvifDevice;
import valkka.onvif.VirtualOnvifDeviceBuilder;

class DiscoverCommandTest {
    private static final String PASSWORD = "s3cret";
    private static final String QUICK = "--seconds=0.5";

    private final TestConsole console = new TestConsole();

    @Test
    void itListsTheCamerasInColumns() throws Exception {
        try (VirtualOnvifDevice front = device("Front Door", "1").start();
                VirtualOnvifDevice yard = device("Yard", "2").start()) {
            assertThat(console.run("discover", QUICK, host(front), host(yard))).isZero();
        }
        assertThat(console.err()).isEmpty();
        assertThat(console.out().lines())
                .containsExactly(
                        "ADDRESS    NAME        MODEL",
                        "127.0.0.1  Front Door  HW-7",
                        "127.0.0.1  Yard        HW-7",
                        "With --user NAME the cameras tell the addresses of their streams.");
    }

    @Test
    void withAUserItListsTheirStreamsWithoutThePassword() throws Exception {
        try (VirtualOnvifDevice front = device("Front Door", "1").start();
                VirtualOnvifDevice other =
                        device("Yard", "2").user("admin", "other").start()) {
            assertThat(console.with("VALKKA_PASSWORD", PASSWORD)
                            .run("discover", QUICK, "--user", "admin", host(front), host(other)))
                    .isZero();
        }
        assertThat(console.err()).isEmpty();
        assertThat(console.out().lines())
                .containsExactly(
                        "ADDRESS    NAME        MODEL",
                        "127.0.0.1  Front Door  Maker M1",
                        "    main  H265 2688x1520 12.5 fps  rtsp://127.0.0.1:8554/main",
                        "    sub   H264 640x360 25 fps      rtsp://127.0.0.1/sub?password=***",
                        "127.0.0.1  Yard        HW-7",
                        "  ! it refuses the user name or the password");
    }

    @Test
    void theListMayBeJson() throws Exception {
        try (VirtualOnvifDevice front = device("Front Door", "1").start()) {
            assertThat(console.run("discover", QUICK, "--json", "--user=admin:" + PASSWORD, host(front)))
                    .isZero();
        }
        assertThat(console.out()).doesNotContain(PASSWORD);
        JsonNode cameras = new ObjectMapper().readTree(console.out());
        assertThat(cameras).hasSize(1);
        assertThat(cameras.at("/0/name").asText()).isEqualTo("Front Door");
        assertThat(cameras.at("/0/model").asText()).isEqualTo("Maker M1");
        assertThat(cameras.at("/0/profiles/0/width").asInt()).isEqualTo(2688);
        assertThat(cameras.at("/0/profiles/0/address").asText()).isEqualTo("rtsp://127.0.0.1:8554/main");
        assertThat(cameras.at("/0/problem").asText()).isEmpty();
    }

    @Test
    void whereNobodyAnswersOneLineSaysWhatToTry() throws Exception {
        VirtualOnvifDevice gone = device("Gone", "1").start();
        gone.close();

        assertThat(console.run("discover", QUICK, host(gone))).isEqualTo(1);

        assertThat(console.out()).isEmpty();
        assertThat(console.err())
                .hasLineCount(1)
                .startsWith("valkka: no camera answered: ")
                .contains("3702");
    }

    @Test
    void aUserWithoutAPasswordIsAskedForOneOnlyAtATerminal() throws Exception {
        assertThat(console.run("discover", "--user", "admin")).isEqualTo(2);

        assertThat(console.err()).hasLineCount(1).startsWith("valkka: discover: no password: set VALKKA_PASSWORD");
    }

    private static VirtualOnvifDeviceBuilder device(String name, String endpoint) {
        return VirtualOnvifDevice.builder()
                .endpoint("urn:uuid:" + endpoint)
                .name(name)
                .model("Maker", "M1", "HW-7")
                .user("admin", PASSWORD)
                .stream("main", "H265", 2688, 1520, 12.5, "rtsp://admin:" + PASSWORD + "@127.0.0.1:8554/main")
                .stream("sub", "H264", 640, 360, 25, "rtsp://127.0.0.1/sub?password=" + PASSWORD);
    }

    private static String host(VirtualOnvifDevice device) {
        InetSocketAddress address = device.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
