package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicPathTest {
    /** Paths as the manuals of cameras have them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/stream1",
                "/live.sdp",
                "/h264",
                "/11",
                "/Streaming/Channels/101",
                "/Streaming/channels/1601/",
                "/cam/realmonitor?channel=1&subtype=0&unicast=true&proto=Onvif",
                "/h264Preview_01_main",
                "/axis-media/media.amp?videocodec=h264&resolution=1920x1080",
                "/live/ch00_0",
                "/ch01.264",
                "/videoMain",
                "/MediaInput/h264/stream_1",
                "/onvif1",
                "/profile2/media.smp",
                "/media/video1;stream=2",
                "/mpeg4/media.amp?trackID=1",
                "/camera",
            })
    void theUsualPathsOfCamerasAreShown(String path) {
        assertThat(PublicPath.of(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/cam?password=abc/live, /cam?password=***",
        "/cam?password=abc/live&channel=1, /cam?password=***&channel=1",
        "/cam?pw=live, /cam?***",
        "/cam?channel=S3cr3t, /cam?channel=***",
        "/cam?channel=12345, /cam?channel=***",
        "/cam?live=S3cr3t&x, /cam?***",
        "/1234, /***",
        "/12-34-56, /***",
        "/a/b/k/stream1, /***/stream1",
        "/stream1#t0ken, /stream1#***",
        "/cam/hunter2?channel=2, /cam/***?channel=2",
        "/admin:12/live, /***/live",
        "/c%61m, /***",
    })
    void whatIsNotKnownIsHidden(String path, String shown) {
        assertThat(PublicPath.of(path)).isEqualTo(shown);
        assertThat(PublicPath.of(shown)).as("shown again").isEqualTo(shown);
    }

    @Test
    void noTokenIsShownWhereverItStandsAndHoweverItIsWritten() {
        Random random = new Random(20261128);
        List<String> places = List.of(
                "/%s",
                "/live/%s/stream1",
                "/live?%s",
                "/live?token=%s",
                "/live?p=%s&channel=1",
                "/live?channel=%s",
                "/live;%s;channel=1",
                "/user=admin_password=%s_channel=1",
                "/live#%s",
                "/admin:%s/live");
        for (int n = 0; n < 2000; n++) {
            byte[] secret = new byte[9 + random.nextInt(20)];
            random.nextBytes(secret);
            String base64 = Base64.getEncoder().encodeToString(secret);
            List<String> forms = List.of(
                    base64,
                    Base64.getUrlEncoder().encodeToString(secret),
                    HexFormat.of().formatHex(secret),
                    URLEncoder.encode(base64, StandardCharsets.UTF_8),
                    URLEncoder.encode(new String(secret, StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            for (String form : forms) {
                String path = String.format(places.get(n % places.size()), form);
                assertThat(PublicPath.of(path)).as(path).doesNotContain(pieces(form));
            }
        }
    }

    private static List<String> pieces(String form) {
        return IntStream.rangeClosed(0, form.length() - 6)
                .mapToObj(i -> form.substring(i, i + 6))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1/onvif/device_service, http://10.0.0.1/onvif/device_service",
        "http://admin:x@10.0.0.1:80/onvif/t0ken, http://***@10.0.0.1:80/onvif/***",
        "rtsp://10.0.0.1/live?token=ab@cd, ***",
        "ftp://a:b@c/, ***",
        "https://a:b/k/, https://***/***/",
        "t0ken, ***",
    })
    void anyAddressIsShownByTheSameRule(String address, String shown) {
        assertThat(RtspAddress.shown(address)).isEqualTo(shown);
    }
}
