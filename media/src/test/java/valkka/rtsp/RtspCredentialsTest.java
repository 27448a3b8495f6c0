package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.rtsp.RtspCredentials.Outcome;

/** Which challenge is answered, and how often. */
class RtspCredentialsTest {
    private static final String MD5 = "Digest realm=\"cam\", nonce=\"1\", algorithm=\"MD5\"";
    private static final String SHA256 = "Digest realm=\"cam\", nonce=\"2\", algorithm=SHA-256";
    private static final String SHA512 = "Digest realm=\"cam\", nonce=\"3\", algorithm=SHA-512-256, qop=\"auth\"";
    private static final String BASIC = "Basic realm=\"cam\"";
    private static final String UNKNOWN = "Digest realm=\"cam\", nonce=\"4\", algorithm=SHA-999";

    private final RtspCredentials credentials = new RtspCredentials("admin", "s3cret", new SecureRandom());

    private String answer(String... challenges) {
        assertThat(credentials.challenged(List.of(challenges))).isEqualTo(Outcome.RETRY);
        return credentials.header("DESCRIBE", "rtsp://cam/");
    }

    @Test
    void theStrongestIsAnsweredWhateverTheOrderAndTheNumberOfHeaders() {
        assertThat(answer(SHA256, MD5, BASIC)).contains("nonce=\"2\"");
        assertThat(new RtspCredentialsTest().answer(MD5 + ", " + SHA512 + ", " + SHA256))
                .contains("nonce=\"3\"");
        assertThat(new RtspCredentialsTest().answer(BASIC + "," + UNKNOWN + "," + MD5))
                .contains("nonce=\"1\"");
        assertThat(new RtspCredentialsTest().answer(UNKNOWN, BASIC)).startsWith("Basic ");
    }

    @Test
    void nothingIsSentBeforeItIsAskedFor() {
        assertThat(credentials.header("OPTIONS", "rtsp://cam/")).isNull();
    }

    @Test
    void aRefusedPasswordIsNotSentAgain() {
        answer(MD5);
        assertThat(credentials.challenged(List.of(MD5))).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void aStaleNonceIsReplaced() {
        answer(MD5);
        assertThat(answer("Digest realm=\"cam\", nonce=\"9\", stale=TRUE")).contains("nonce=\"9\"");
        assertThat(credentials.challenged(List.of(MD5))).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void aNonceThatIsAlwaysStaleEnds() {
        int retries = 0;
        answer(MD5);
        while (credentials.challenged(List.of(MD5 + ", stale=true")) == Outcome.RETRY) {
            retries++;
            assertThat(retries).isLessThan(10);
        }
    }

    @Test
    void aPasswordThatWasTakenIsTriedOnceWithANewNonce() {
        answer(MD5);
        credentials.accepted();
        answer(MD5);
        assertThat(credentials.challenged(List.of(MD5))).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void aPasswordOutsideOfAsciiIsTriedInBothCharsets() {
        RtspCredentials other = new RtspCredentials("admin", "\u00e9", new SecureRandom());
        assertThat(other.challenged(List.of(BASIC))).isEqualTo(Outcome.RETRY);
        assertThat(decoded(other)).isEqualTo("admin:\u00e9".getBytes(StandardCharsets.UTF_8));
        assertThat(other.challenged(List.of(BASIC))).isEqualTo(Outcome.RETRY);
        assertThat(decoded(other)).isEqualTo("admin:\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(other.challenged(List.of(BASIC))).isEqualTo(Outcome.REFUSED);
    }

    private static byte[] decoded(RtspCredentials credentials) {
        return Base64.getDecoder()
                .decode(credentials.header("DESCRIBE", "rtsp://cam/").substring("Basic ".length()));
    }

    @Test
    void whatCannotBeAnsweredIsToldApart() {
        assertThat(credentials.challenged(List.of(UNKNOWN))).isEqualTo(Outcome.UNKNOWN);
        assertThat(credentials.challenged(List.of())).isEqualTo(Outcome.UNKNOWN);
        assertThat(credentials.challenged(List.of("Digest realm=\"x\", nonce=\"1\", qop=\"auth-int\"")))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(new RtspCredentials(null, null, new SecureRandom()).challenged(List.of(MD5)))
                .isEqualTo(Outcome.NONE_GIVEN);
    }

    @Test
    void quotesAndBackslashesInARealmAreRepeatedAsTheyCame() {
        assertThat(answer("Digest realm=\"Cam \\\"front\\\", door\", nonce=\"a,b=c\""))
                .contains("realm=\"Cam \\\"front\\\", door\"", "nonce=\"a,b=c\"");
    }

    @Test
    void theSecretsDoNotShow() {
        assertThat(credentials.toString()).doesNotContain("s3cret", "admin");
        assertThat(new DigestAuth.Identity("admin", "s3cret", StandardCharsets.UTF_8).toString())
                .doesNotContain("s3cret", "admin");
    }
}
