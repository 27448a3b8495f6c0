package valkka.rtsp;

import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Digest access authentication as the client does it: RFC 7616, and RFC 2617 and RFC 2069 in front
 * of that.
 */
public final class DigestAuth {
    /** From the weakest to the strongest, by the names of RFC 7616 and those of the JDK. */
    private static final List<String> ALGORITHMS = List.of("MD5", "SHA-256", "SHA-512-256");

    private static final String SESSION = "-SESS";

    private DigestAuth() {}

    /**
     * Returns how strong the challenge's hash is: 0 and more; negative when the challenge is none
     * that can be answered.
     */
    public static int strength(AuthChallenge challenge) {
        boolean complete = challenge.get("realm") != null && challenge.get("nonce") != null;
        return complete && isAuthAllowed(challenge) ? ALGORITHMS.indexOf(hash(challenge)) : -1;
    }

    /** Not {@code auth-int} alone; without any {@code qop} RFC 2069 counts. */
    private static boolean isAuthAllowed(AuthChallenge challenge) {
        String qop = challenge.get("qop");
        return qop == null || qop.isBlank() || hasAuth(qop);
    }

    private static boolean hasAuth(String qop) {
        return Arrays.stream(qop.split(",")).anyMatch(one -> one.strip().equalsIgnoreCase("auth"));
    }

    private static String hash(AuthChallenge challenge) {
        String algorithm = algorithm(challenge);
        return algorithm.endsWith(SESSION) ? algorithm.substring(0, algorithm.length() - SESSION.length()) : algorithm;
    }

    private static String algorithm(AuthChallenge challenge) {
        String given = challenge.get("algorithm");
        return given == null || given.isBlank() ? "MD5" : given.strip().toUpperCase(Locale.ROOT);
    }

    /** Who asks, and how the name and the password become bytes. */
    public record Identity(String user, String password, Charset charset) {
        @Override
        public String toString() {
            return "(a user and a password)"; // a record would show them
        }
    }

    /** What the answer to a challenge is for. */
    public record Request(String method, String uri) {}

    /**
     * Returns the value of the {@code Authorization} header.
     *
     * @param realm as it is hashed; the header repeats the challenge's own
     * @param count of the requests with this nonce, from 1 on
     */
    public static String authorization(
            AuthChallenge challenge, Identity identity, String realm, Request request, int count, String cnonce) {
        Hasher hasher = new Hasher(hash(challenge), identity.charset());
        String nonce = String.valueOf(challenge.get("nonce"));
        String qop = challenge.get("qop");
        boolean withQop = qop != null && hasAuth(qop);
        boolean session = algorithm(challenge).endsWith(SESSION);
        String nc = String.format(Locale.ROOT, "%08x", count);

        String secret = hasher.hash(identity.user() + ":" + realm + ":" + identity.password());
        String ha1 = session ? hasher.hash(secret + ":" + nonce + ":" + cnonce) : secret;
        String ha2 = hasher.hash(request.method() + ":" + request.uri());
        String between = withQop ? nonce + ":" + nc + ":" + cnonce + ":auth" : nonce;

        StringBuilder header = new StringBuilder("Digest username=\"")
                .append(identity.user().replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
        quoted(header, "realm", challenge.get("realm"));
        quoted(header, "nonce", nonce);
        quoted(header, "uri", request.uri());
        quoted(header, "response", hasher.hash(ha1 + ":" + between + ":" + ha2));
        if (challenge.get("algorithm") != null) {
            header.append(", algorithm=").append(challenge.get("algorithm"));
        }
        quoted(header, "opaque", challenge.get("opaque"));
        if (withQop) {
            header.append(", qop=auth, nc=").append(nc);
        }
        if (withQop || session) {
            quoted(header, "cnonce", cnonce);
        }
        return header.toString();
    }

    private static void quoted(StringBuilder header, String name, @Nullable String value) {
        if (value != null) {
            header.append(", ").append(name).append("=\"").append(value).append('"');
        }
    }

    private record Hasher(String algorithm, Charset charset) {
        String hash(String text) {
            try {
                String jdkName = algorithm.equals("SHA-512-256") ? "SHA-512/256" : algorithm;
                byte[] digest = MessageDigest.getInstance(jdkName).digest(text.getBytes(charset));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JDK lacks " + algorithm + ", which every JDK has", e);
            }
        }
    }
}
