package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // address | shown | as requests name it | user | password
                "rtsp://cam/ | rtsp://cam/ | rtsp://cam:554/ | | ",
                "rtsp://cam | rtsp://cam | rtsp://cam:554/ | | ",
                "RTSP://cam:8554/a/b?c=1 | rtsp://cam:8554/***?*** | rtsp://cam:8554/a/b?c=1 | | ",
                "rtsp://cam:554/a | rtsp://cam/*** | rtsp://cam:554/a | | ",
                "rtsp://admin:12345@cam/live | rtsp://admin:***@cam/live | rtsp://cam:554/live | admin | 12345",
                "rtsp://admin:@cam/p | rtsp://admin:***@cam/*** | rtsp://cam:554/p | admin | ''",
                "rtsp://t0ken@cam/p | rtsp://***@cam/*** | rtsp://cam:554/p | t0ken | ",
                "rtsp://a:p@ss:w@cam/p | rtsp://***:***@cam/*** | rtsp://cam:554/p | a | p@ss:w",
                "rtsp://a:p%40ss@cam/p | rtsp://***:***@cam/*** | rtsp://cam:554/p | a | p@ss",
                "rtsp://a:100%@cam/p | rtsp://***:***@cam/*** | rtsp://cam:554/p | a | 100%",
                "rtsp://a:%2F%3f%23@cam/p | rtsp://***:***@cam/*** | rtsp://cam:554/p | a | /?#",
                "rtsp://admin:x@[fe80::1]:8554/live | rtsp://admin:***@[fe80::1]:8554/live | rtsp://[fe80::1]:8554/live | admin | x",
                "rtsp://[::1%eth0]/p | rtsp://[::1%eth0]/*** | rtsp://[::1]:554/p | | ",
                "rtsp://c/?user=me&password=s3cr&x=1 | rtsp://c/?user=***&password=***&***"
                        + " | rtsp://c:554/?user=me&password=s3cr&x=1 | | ",
                "rtsp://c/user=a_password=b_c.sdp | rtsp://c/user=***" + " | rtsp://c:554/user=a_password=b_c.sdp | | ",
                "rtsp://a:12/34@cam/p | rtsp://*** | rtsp://a:12/34@cam/p | | ",
            })
    void anAddressIsShownWithoutItsPasswordAndKnowsIt(
            String text, String shown, String uri, String user, String password) {
        RtspAddress address = RtspAddress.parse(text);
        assertThat(address.redacted()).isEqualTo(shown);
        assertThat(address).hasToString(shown);
        assertThat(address.uri()).isEqualTo(uri);
        assertThat(address.userName()).isEqualTo(user);
        assertThat(address.password()).isEqualTo(password);
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
    void anyPasswordIsKnownWholeAndShownNowhere() {
        Random random = new Random(20260401);
        for (int n = 0; n < 2000; n++) {
            String password = randomPassword(random);
            String percent = password.replace("%", "%25");
            RtspAddress address = RtspAddress.parse("rtsp://admin:" + percent + "@camera.example:8554/live");
            assertThat(address).hasToString("rtsp://admin:***@camera.example:8554/live");
            assertThat(address.password()).isEqualTo(password);
        }
    }

    @Test
    void aPasswordThatIsWhollyPercentEncodedIsKnownAsItIs() {
        String password = " p@ss:w/o #r%d?&+\t\u00e9\u6c34 %41 ";
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        RtspAddress address = RtspAddress.parse("rtsp://admin:" + encoded + "@cam/live");
        assertThat(address).hasToString("rtsp://admin:***@cam/live");
        assertThat(address.password()).isEqualTo(password);
    }

    private static String randomPassword(Random random) {
        String characters = "abcXYZ019@:%&=+[]\\\"'<>~^|!$()*,;-._é";
        StringBuilder password = new StringBuilder();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            password.append(characters.charAt(random.nextInt(characters.length())));
        }
        return password.toString();
    }
}
