package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

class RtspAddressTest {
    private static final InetAddress CAMERA = InetAddress.getLoopbackAddress();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // address | shown | for FFmpeg
                "rtsp://cam/ | rtsp://cam/ | rtsp://127.0.0.1:554/",
                "rtsp://cam | rtsp://cam | rtsp://127.0.0.1:554",
                "RTSP://cam:8554/a/b?c=1 | rtsp://cam:8554/a/b?c=1 | rtsp://127.0.0.1:8554/a/b?c=1",
                "rtsp://cam:554/a | rtsp://cam/a | rtsp://127.0.0.1:554/a",
                "rtsp://admin:12345@cam/p | rtsp://admin:***@cam/p | rtsp://admin:12345@127.0.0.1:554/p",
                "rtsp://admin:@cam/p | rtsp://admin:***@cam/p | rtsp://admin:@127.0.0.1:554/p",
                "rtsp://t0ken@cam/p | rtsp://***@cam/p | rtsp://t0ken@127.0.0.1:554/p",
                "rtsp://a:p@ss:w@cam/p | rtsp://a:***@cam/p | rtsp://a:p%40ss%3Aw@127.0.0.1:554/p",
                "rtsp://a:p%40ss@cam/p | rtsp://a:***@cam/p | rtsp://a:p%40ss@127.0.0.1:554/p",
                "rtsp://a:100%@cam/p | rtsp://a:***@cam/p | rtsp://a:100%25@127.0.0.1:554/p",
                "rtsp://a:%2F%3f%23@cam/p | rtsp://a:***@cam/p | rtsp://a:%2F%3F%23@127.0.0.1:554/p",
                "rtsp://a:x@[fe80::1]:8554/p | rtsp://a:***@[fe80::1]:8554/p | rtsp://a:x@127.0.0.1:8554/p",
                "rtsp://[::1%eth0]/p | rtsp://[::1%eth0]/p | rtsp://127.0.0.1:554/p",
                "rtsp://c/?user=me&password=s3cr&x=1 | rtsp://c/?user=me&password=***&x=1"
                        + " | rtsp://127.0.0.1:554/?user=me&password=s3cr&x=1",
                "rtsp://c/user=a_password=b_c.sdp | rtsp://c/user=a_password=***"
                        + " | rtsp://127.0.0.1:554/user=a_password=b_c.sdp",
                "rtsp://a:12/34@cam/p | rtsp://***@cam/p | rtsp://127.0.0.1:12/34@cam/p",
            })
    void anAddressIsShownWithoutItsPasswordAndGivenWithIt(String text, String shown, String secret) {
        RtspAddress address = RtspAddress.parse(text);
        assertThat(address.redacted()).isEqualTo(shown);
        assertThat(address).hasToString(shown);
        assertThat(address.secret(CAMERA)).isEqualTo(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cam/s3cret",
                "http://a:s3cret@cam/",
                "rtsp://",
                "rtsp:///s3cret",
                "rtsp://a:s3cret/x@cam/p",
                "rtsp://a:s3cret@cam:0/",
                "rtsp://a:s3cret@cam:99999/",
                "rtsp://a:s3cret@cam:port/",
                "rtsp://a:s3cret@::1/",
                "rtsp://a:s3cret@[::1/",
                "rtsp://a:s3cret@ca m/",
                "rtsp://a:s3cret@cam/\r\nDESCRIBE",
            })
    void whatIsNoAddressIsRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> RtspAddress.parse(text))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT))
                .hasMessageContaining(RtspAddress.EXAMPLE)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void anyPasswordReachesFFmpegWholeAndIsShownNowhere() {
        Random random = new Random(20260401);
        for (int n = 0; n < 2000; n++) {
            String password = randomPassword(random);
            String percent = password.replace("%", "%25");
            RtspAddress address = RtspAddress.parse("rtsp://admin:" + percent + "@camera.example:8554/live");
            assertThat(address).hasToString("rtsp://admin:***@camera.example:8554/live");
            String userInfo = address.secret(CAMERA).replaceAll("^rtsp://|@127.*$", "");
            assertThat(URLDecoder.decode(userInfo, StandardCharsets.UTF_8)).isEqualTo("admin:" + password);
        }
    }

    @Test
    void aPasswordThatIsWhollyPercentEncodedReachesFFmpegAsItIs() {
        String password = " p@ss:w/o #r%d?&+\t\u00e9\u6c34 %41 ";
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        RtspAddress address = RtspAddress.parse("rtsp://admin:" + encoded + "@cam/live");
        assertThat(address).hasToString("rtsp://admin:***@cam/live");
        assertThat(address.secret(CAMERA)).isEqualTo("rtsp://admin:" + encoded + "@127.0.0.1:554/live");
    }

    private static String randomPassword(Random random) {
        String characters = "abcXYZ019@:%&=+[]\\\"'<>~^|!$()*,;-._é";
        StringBuilder password = new StringBuilder();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            password.append(characters.charAt(random.nextInt(characters.length())));
        }
        return password.toString();
    }

    @Test
    void credentialsThatFFmpegWouldCutOffAreRefused() {
        String password = "p".repeat(121);
        assertThat(RtspAddress.parse("rtsp://admin:" + password + "@cam/").hasCredentials())
                .isTrue();
        assertThatThrownBy(() -> RtspAddress.parse("rtsp://admin:p" + password + "@cam/"))
                .hasMessageContaining("longer than FFmpeg takes")
                .hasMessageNotContaining("ppp");
    }
}
