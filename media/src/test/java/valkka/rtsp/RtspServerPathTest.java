package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;

class RtspServerPathTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 554);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://127.0.0.1:8554/a/b",
                "rtsp://127.0.0.1:8554/a/b/",
                "RTSP://localhost/a/b/trackID=0",
                "rtsp://localhost/a/b/trackID=0/",
                "rtsp://localhost/a/b?profile=1",
                "/a/b",
                "/a/b/trackID=0"
            })
    void aMountIsFoundHoweverItsAddressIsWritten(String address) {
        assertThat(RtspServerPath.of(address)).isEqualTo("/a/b");
    }

    @Test
    void otherAddressesAreOtherPaths() {
        assertThat(RtspServerPath.of("*")).isEqualTo("*");
        assertThat(RtspServerPath.of("rtsp://host")).isEmpty();
        assertThat(RtspServerPath.of("rtsp://host/")).isEmpty();
        assertThat(RtspServerPath.of("")).isEmpty();
        assertThat(RtspServerPath.of("/a/b/trackID=12")).isEqualTo("/a/b/trackID=12");
    }

    @Test
    void theBaseIsTheAddressAsTheClientKnowsIt() {
        assertThat(RtspServerPath.base("rtsp://tunnel:1234/a", SERVER)).isEqualTo("rtsp://tunnel:1234/a/");
        assertThat(RtspServerPath.base("/a/", SERVER)).isEqualTo("rtsp://127.0.0.1:554/a/");
        assertThat(RtspServerPath.base("rtsp://h/a?x=1", SERVER)).isEqualTo("rtsp://127.0.0.1:554/a/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a", "/a/", "/a//b", "/a b", "/a?b", "/\u00e4", "/a/trackID=0"})
    void whatIsNoPathIsRefusedByName(String path) {
        assertThatThrownBy(() -> RtspServerPath.check(path))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("\"" + path + "\"");
    }
}
