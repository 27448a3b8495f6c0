package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers to challenges are those of the RFCs' own examples. */
class DigestAuthTest {
    private static final String NONCE_2617 = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    private static final String NONCE_7616 = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String CNONCE_7616 = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    private static String authorization(String challenge, String user, String password, String uri, String cnonce) {
        AuthChallenge parsed = AuthChallenge.parse(List.of(challenge)).get(0);
        assertThat(DigestAuth.strength(parsed)).isNotNegative();
        return DigestAuth.authorization(
                parsed,
                new DigestAuth.Identity(user, password, StandardCharsets.UTF_8),
                parsed.parameters().get("realm"),
                new DigestAuth.Request("GET", uri),
                1,
                cnonce);
    }

    @Test
    void rfc2617WithQop() {
        String challenge = "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"" + NONCE_2617
                + "\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        assertThat(authorization(challenge, "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b"))
                .contains("response=\"6629fae49393a05397450978507c4ef1\"")
                .contains("qop=auth, nc=00000001", "cnonce=\"0a4f113b\"")
                .contains("opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
    }

    @Test
    void rfc2069WithoutQop() {
        String challenge = "Digest realm=\"testrealm@host.com\", nonce=\"" + NONCE_2617 + "\"";
        assertThat(authorization(challenge, "Mufasa", "CircleOfLife", "/dir/index.html", "unused"))
                .contains("response=\"1949323746fe6a43ef61f9606e7febea\"") // as the erratum corrects it
                .doesNotContain("qop", "nc=", "cnonce", "algorithm");
    }

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5-sess, e783283f46242139c486a698fec7211d",
        "sha-256-SESS, 2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"
    })
    void rfc7616(String algorithm, String response) {
        String challenge = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm
                + ", nonce=\"" + NONCE_7616 + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        assertThat(authorization(challenge, "Mufasa", "Circle of Life", "/dir/index.html", CNONCE_7616))
                .contains("response=\"" + response + "\"")
                .contains("algorithm=" + algorithm);
    }

    /** The response was computed by Python's hashlib. */
    @Test
    void sha512And256BitsOfACharsetThatIsNotAscii() {
        String challenge = "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, nonce="
                + "\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", charset=UTF-8, userhash=true";
        assertThat(authorization(
                        challenge,
                        "J\u00e4s\u00f8n Doe",
                        "Secret, or not?",
                        "/doe.json",
                        "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm"))
                .contains("response=\"7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c\"");
    }
}
