package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;

class RefusalCheckTest {
    private static final String PASSWORD = " S3same @:/#%?&+ ";
    private static final String ENCODED = "%20S3same%20%40%3A%2F%23%25%3F%26%2B%20";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final RefusalCheck check = new RefusalCheck(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void aCameraThatPlaysIsToldWithoutThePassword() {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", PASSWORD).start()) {
            assertThat(check.isRefused(address(camera, ENCODED))).isFalse();
        }
        assertThat(printed()).contains("admin:***@127.0.0.1", "plays").doesNotContain("S3same");
    }

    @Test
    void aPasswordWithALineTerminatorIsAnotherOneAndRefused() {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", PASSWORD).start()) {
            assertThat(check.isRefused(address(camera, ENCODED + "%0A"))).isTrue();
        }
        assertThat(printed()).isEmpty();
    }

    @Test
    void whatElseIsWrongIsToldAndIsNoRefusal() {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", PASSWORD).start()) {
            assertThat(check.isRefused(address(camera, ENCODED) + "-of-another"))
                    .isFalse();
        }
        assertThat(printed()).contains("no stream at this path").doesNotContain("S3same");
    }

    @Test
    void whatIsNoAddressIsToldAsSuch() {
        assertThatThrownBy(() -> check.isRefused("rtsp://admin:" + ENCODED + "@127.0.0.1:99999/stream1"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("port")
                .hasMessageNotContaining("S3same");
    }

    @Test
    void anInterruptIsNoAnswer() {
        try (VirtualCamera camera = VirtualCamera.start()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> check.isRefused(camera.address()))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static String address(VirtualCamera camera, String password) {
        String place = camera.address().replaceAll("^rtsp://([^@]*@)?", "");
        return "rtsp://admin:" + password + "@" + place;
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
