package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class RtspServerAccessTest {
    private static final String NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    private static final String RFC_2617 = "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"" + NONCE
            + "\", uri=\"/dir/index.html\", qop=auth, nc=00000001, cnonce=\"0a4f113b\","
            + " response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";

    private final RtspServerAccess mufasa =
            new RtspServerAccess(RtspServerAuth.DIGEST_QOP, "testrealm@host.com", "Mufasa", "Circle Of Life");
    private final RtspServerAccess basic = new RtspServerAccess(RtspServerAuth.BASIC, "r", "admin", "pa:ss w\u00f6rd");

    @Test
    void theExampleOfRfc2617IsLetIn() {
        assertThat(mufasa.allows("GET", RFC_2617, NONCE)).isTrue();
    }

    @Test
    void digestWithoutQopIsLetIn() {
        // The same user and address by RFC 2069's rule, computed with md5sum.
        String older = "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"" + NONCE
                + "\", uri=\"/dir/index.html\", response=\"670fd8c2df070c60b045671b8b24ff02\"";
        assertThat(mufasa.allows("GET", older, NONCE)).isTrue();
    }

    @Test
    void anythingElseThanTheExampleIsRefused() {
        assertThat(mufasa.allows("GET", null, NONCE)).isFalse();
        assertThat(mufasa.allows("GET", "", NONCE)).isFalse();
        assertThat(mufasa.allows("GET", "Digest", NONCE)).isFalse();
        assertThat(mufasa.allows("GET", "Digest ,,,===\"", NONCE)).isFalse();
        assertThat(mufasa.allows("POST", RFC_2617, NONCE)).as("another method").isFalse();
        assertThat(mufasa.allows("GET", RFC_2617, NONCE + "0"))
                .as("an old nonce")
                .isFalse();
        assertThat(mufasa.allows("GET", RFC_2617.replace("00000001", "00000002"), NONCE))
                .isFalse();
        assertThat(mufasa.allows("GET", RFC_2617.replace("Mufasa", "Simba"), NONCE))
                .isFalse();
        assertThat(mufasa.allows("GET", RFC_2617.replace("response=\"66", "response=\"67"), NONCE))
                .isFalse();
        assertThat(mufasa.allows("GET", RFC_2617.replace("index", "other"), NONCE))
                .isFalse();
        assertThat(mufasa.allows("GET", "Basic " + base64("Mufasa:Circle Of Life"), NONCE))
                .isFalse();
    }

    @Test
    void aLongHeaderThatMeansNothingTakesNoTime() {
        String letters = "Digest " + "a".repeat(16_000);
        String blanks = "Digest a" + " ".repeat(16_000);
        String quotes = "Digest " + "a=\"".repeat(5_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(mufasa.allows("GET", letters, NONCE)).isFalse();
                assertThat(mufasa.allows("GET", blanks, NONCE)).isFalse();
                assertThat(mufasa.allows("GET", quotes, NONCE)).isFalse();
            }
        });
    }

    @Test
    void basicKnowsColonsAndUmlautsInPasswords() {
        assertThat(basic.allows("PLAY", "Basic " + base64("admin:pa:ss w\u00f6rd"), NONCE))
                .isTrue();
        assertThat(basic.allows("PLAY", "basic  " + base64("admin:pa:ss w\u00f6rd"), NONCE))
                .isTrue();
        assertThat(basic.allows("PLAY", "Basic " + base64("admin:pa"), NONCE)).isFalse();
        assertThat(basic.allows("PLAY", "Basic ", NONCE)).isFalse();
        assertThat(basic.allows("PLAY", RFC_2617, NONCE)).isFalse();
    }

    @Test
    void withoutAUserEverybodyIsLetIn() {
        assertThat(new RtspServerAccess(RtspServerAuth.DIGEST, "r", null, null).allows("PLAY", null, NONCE))
                .isTrue();
    }

    @Test
    void theChallengeSaysWhatIsExpected() {
        assertThat(basic.challenge("n")).isEqualTo("Basic realm=\"r\"");
        assertThat(mufasa.challenge("n")).isEqualTo("Digest realm=\"testrealm@host.com\", nonce=\"n\", qop=\"auth\"");
        assertThat(new RtspServerAccess(RtspServerAuth.DIGEST, "r", "u", "p").challenge("n"))
                .isEqualTo("Digest realm=\"r\", nonce=\"n\"");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
