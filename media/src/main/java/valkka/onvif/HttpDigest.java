package valkka.onvif;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import valkka.onvif.CameraSearch.Login;
import valkka.rtsp.AuthChallenge;
import valkka.rtsp.DigestAuth;

/**
 * A camera's demand for a proof by HTTP Digest (RFC 7616). A demand for the password itself (Basic)
 * is none.
 */
final class HttpDigest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int HEX = 16;

    private final AuthChallenge challenge;
    private int uses;

    private HttpDigest(AuthChallenge challenge) {
        this.challenge = challenge;
    }

    /**
     * Returns the strongest demand that can be met.
     *
     * @param headers the values of {@code WWW-Authenticate}
     */
    static Optional<HttpDigest> of(List<String> headers) {
        // A proof repeats parts of the demand.
        List<String> usable = headers.stream().filter(HttpDigest::canBeSent).toList();
        return AuthChallenge.parse(usable).stream()
                .filter(challenge -> challenge.scheme().equals("digest") && DigestAuth.strength(challenge) >= 0)
                .max(Comparator.comparingInt(DigestAuth::strength))
                .map(HttpDigest::new);
    }

    /** Returns whether Java's HTTP client takes all characters. */
    private static boolean canBeSent(String header) {
        return header.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0xff && c != 0x7f));
    }

    /** Returns whether a proof was given to this demand before, so that its nonce may be used up. */
    boolean isUsed() {
        return uses > 1;
    }

    /** Returns the value of the {@code Authorization} header for a POST to {@code uri}. */
    String authorization(Login login, URI uri) {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        return authorization(login, uri, HexFormat.of().formatHex(random));
    }

    String authorization(Login login, URI uri, String clientNonce) {
        uses++;
        String target = (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return proof(challenge, login, target, uses, clientNonce);
    }

    private static String proof(AuthChallenge challenge, Login login, String target, int count, String clientNonce) {
        String realm = String.valueOf(challenge.get("realm")).replaceAll("\\\\(.)", "$1");
        return DigestAuth.authorization(
                challenge,
                new DigestAuth.Identity(login.user(), login.password(), StandardCharsets.UTF_8),
                realm,
                new DigestAuth.Request("POST", target),
                count,
                clientNonce);
    }

    /** Returns whether an {@code Authorization} header answers the demand with this nonce. */
    static boolean isProof(String authorization, String nonce, Login login) {
        return AuthChallenge.parse(List.of(authorization)).stream()
                .anyMatch(given -> nonce.equals(given.get("nonce"))
                        && login.user().equals(given.get("username"))
                        && DigestAuth.strength(given) >= 0
                        && same(String.valueOf(given.get("response")), response(expected(given, login))));
    }

    /** Takes equally long wherever the first difference is. */
    static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private static String expected(AuthChallenge given, Login login) {
        String count = String.valueOf(given.get("nc"));
        boolean readable = count.matches("[0-9a-fA-F]{1,7}") || count.matches("0[0-9a-fA-F]{7}");
        return proof(
                given,
                login,
                String.valueOf(given.get("uri")),
                readable ? Integer.parseInt(count, HEX) : 0,
                String.valueOf(given.get("cnonce")));
    }

    private static String response(String authorization) {
        return String.valueOf(AuthChallenge.parse(List.of(authorization)).get(0).get("response"));
    }
}
