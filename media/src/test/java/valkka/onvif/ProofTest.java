package valkka.onvif;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.onvif.CameraSearch.Login;

/** The proofs of knowing a password, against values that were computed elsewhere. */
class ProofTest {
    private static final Login LOGIN = new Login("Mufasa", "Circle of Life");
    private static final URI SERVICE = URI.create("http://10.0.0.1/onvif/media?x=1");
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    @Test
    void theTokenIsThatOfTheOnvifProgrammersGuide() {
        byte[] nonce = Base64.getDecoder().decode("LKqI6G/AikKCQrN0zqZFlg==");

        assertThat(UsernameToken.digest(nonce, "2010-09-16T07:50:45Z", "userpassword"))
                .isEqualTo("tuOSpGlFlIXsozq4HFNeeGeFLEI=");
    }

    @Test
    void theStrongestKnownDemandIsMet() {
        String rest = "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", nonce=\"" + NONCE + "\", opaque=\"o\"";

        assertThat(authorization(
                        "Basic realm=\"x\"", "Digest algorithm=MD5, " + rest, "Digest algorithm=SHA-256, " + rest))
                .contains("algorithm=SHA-256", "nc=00000001", "uri=\"/onvif/media?x=1\"", "opaque=\"o\"")
                .contains("response=\"d9e842626c4f3e2451be40415f8ea4ea91469a6de8736dfa0a9ec808dff79914\"");
        assertThat(authorization("Digest " + rest)).contains("response=\"0c8e3c4fd7b29fb793da7b02ec8141d8\"");
        assertThat(authorization("digest nonce=abc,realm=\"http-auth@example.org\""))
                .contains("response=\"88818d3747b579055bf9a2e9905d4feb\"")
                .doesNotContain("qop", "cnonce");
    }

    @Test
    void aDemandThatCannotBeMetIsNone() {
        assertThat(HttpDigest.of(List.of(
                        "Basic realm=\"x\"",
                        "Digest realm=\"x\"",
                        "Digest nonce=\"1\", algorithm=SHA-512-256",
                        "Digest nonce=\"1\", qop=\"auth-int\"",
                        "Negotiate")))
                .isEmpty();
    }

    private static String authorization(String... demands) {
        return HttpDigest.of(List.of(demands)).orElseThrow().authorization(LOGIN, SERVICE, CLIENT_NONCE);
    }
}
