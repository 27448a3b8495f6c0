package valkka.onvif;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valkka.onvif.CameraSearch.Login;

/**
 * A camera's demand for a proof by HTTP Digest (RFC 7616), with SHA-256 or MD5. A demand for the
 * password itself (Basic) is none.
 */
final class HttpDigest {
    /** Possessive, so that a long header takes no longer than its length. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\b([\\w-]++)\\s*+=\\s*+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^,\\s\"]++))");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> ALGORITHMS = List.of("SHA-256", "MD5"); // the best first

    private final Map<String, String> parameters;
    private final String algorithm;
    private int uses;

    private HttpDigest(Map<String, String> parameters) {
        this.parameters = parameters;
        this.algorithm = parameters.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
    }

    /**
     * Returns the best demand that can be met.
     *
     * @param headers the values of {@code WWW-Authenticate}, each with one demand
     */
    static Optional<HttpDigest> of(List<String> headers) {
        return headers.stream()
                .filter(header -> header.regionMatches(true, 0, "digest ", 0, 7))
                .map(header -> new HttpDigest(parameters(header)))
                .filter(HttpDigest::isKnown)
                .min(Comparator.comparingInt(digest -> ALGORITHMS.indexOf(digest.algorithm)));
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }

    private boolean isKnown() {
        String qop = parameters.getOrDefault("qop", "auth").toLowerCase(Locale.ROOT);
        return ALGORITHMS.contains(algorithm)
                && parameters.containsKey("nonce")
                && List.of(qop.split("\\s*,\\s*", 0)).contains("auth");
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
        String realm = parameters.getOrDefault("realm", "");
        String nonce = parameters.getOrDefault("nonce", "");
        String secret = hash(login.user() + ":" + unquoted(realm) + ":" + login.password());
        String request = hash("POST:" + target);
        StringBuilder header = new StringBuilder("Digest username=\"" + quoted(login.user()) + "\", realm=\"" + realm
                + "\", nonce=\"" + nonce + "\", uri=\"" + target + "\", algorithm=" + algorithm);
        if (parameters.containsKey("qop")) {
            String count = String.format(Locale.ROOT, "%08x", uses);
            String middle = unquoted(nonce) + ":" + count + ":" + clientNonce + ":auth";
            header.append(", qop=auth, nc=" + count + ", cnonce=\"" + clientNonce + "\", response=\""
                    + hash(secret + ":" + middle + ":" + request) + "\"");
        } else {
            header.append(", response=\"" + hash(secret + ":" + unquoted(nonce) + ":" + request) + "\"");
        }
        if (parameters.containsKey("opaque")) {
            header.append(", opaque=\"" + parameters.get("opaque") + "\"");
        }
        return header.toString();
    }

    /** Returns whether an {@code Authorization} header answers the demand with this nonce. */
    static boolean isProof(String authorization, String nonce, Login login) {
        Map<String, String> given = parameters(authorization);
        HttpDigest demand = new HttpDigest(given);
        String secret = demand.hash(login.user() + ":" + given.get("realm") + ":" + login.password());
        String request = demand.hash("POST:" + given.get("uri"));
        String middle = given.get("nc") + ":" + given.get("cnonce") + ":auth";
        return nonce.equals(given.get("nonce"))
                && login.user().equals(given.get("username"))
                && demand.hash(secret + ":" + nonce + ":" + middle + ":" + request)
                        .equals(given.get("response"));
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String unquoted(String text) {
        return text.replaceAll("\\\\(.)", "$1");
    }

    private String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks " + algorithm + ", which every JDK must have", e);
        }
    }
}
