package valkka.rtsp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The access rule of a server: one user, or everybody. Knows HTTP's Basic and Digest with MD5 (RFC
 * 2617), which RTSP shares.
 */
final class RtspServerAccess {
    /**
     * Possessive, and from the beginning of a word alone: else a long word would hold the server up
     * for seconds.
     */
    private static final Pattern PARAMETER = Pattern.compile("\\b(\\w++)\\s*+=\\s*+(?:\"([^\"]*+)\"|([^,\\s\"]++))");

    private static final String BASIC = "basic ";
    private static final String DIGEST = "digest ";

    private final RtspServerAuth kind;
    private final String realm;
    private final @Nullable String user; // null lets everybody in
    private final @Nullable String password;

    RtspServerAccess(RtspServerAuth kind, String realm, @Nullable String user, @Nullable String password) {
        this.kind = kind;
        this.realm = realm;
        this.user = user;
        this.password = password;
    }

    /**
     * Returns the value of the {@code WWW-Authenticate} header, for a connection that was given
     * {@code nonce}.
     */
    String challenge(String nonce) {
        return switch (kind) {
            case BASIC -> "Basic realm=\"" + realm + "\"";
            case DIGEST -> digestChallenge(nonce);
            case DIGEST_QOP -> digestChallenge(nonce) + ", qop=\"auth\"";
        };
    }

    /** Returns the challenge for a client whose proof is right and whose nonce is not valid. */
    String staleChallenge(String nonce) {
        return challenge(nonce) + ", stale=true";
    }

    private String digestChallenge(String nonce) {
        return "Digest realm=\"" + realm + "\", nonce=\"" + nonce + "\"";
    }

    /**
     * Returns whether a request may pass.
     *
     * @param authorization the header of that name, or {@code null} without such a header
     */
    boolean allows(String method, @Nullable String authorization, String nonce) {
        if (user == null) {
            return true;
        }
        if (authorization == null) {
            return false;
        }
        String scheme = authorization.toLowerCase(Locale.ROOT);
        if (kind == RtspServerAuth.BASIC) {
            return scheme.startsWith(BASIC)
                    && same(authorization.substring(BASIC.length()).strip(), basic(user + ":" + password));
        }
        return scheme.startsWith(DIGEST) && digestAllows(user, method, parameters(authorization), nonce);
    }

    /** Returns whether a client must prove that it may come. */
    boolean wantsProof() {
        return user != null;
    }

    /**
     * Returns whether a request would pass, if only the nonce that it names were valid. Its client
     * knows the password, and need not ask its user for another one.
     */
    boolean isStale(String method, @Nullable String authorization) {
        if (kind == RtspServerAuth.BASIC || authorization == null) {
            return false;
        }
        String named = parameters(authorization).get("nonce");
        return named != null && allows(method, authorization, named);
    }

    /**
     * The check takes the uri as the client wrote it. Some clients write the stream's address for
     * each of its tracks, and the check only proves the password.
     */
    private boolean digestAllows(String name, String method, Map<String, String> given, String nonce) {
        String uri = given.get("uri");
        String response = given.get("response");
        if (uri == null
                || response == null
                || !same(given.getOrDefault("username", ""), name)
                || !same(given.getOrDefault("nonce", ""), nonce)) {
            return false;
        }
        String ha1 = md5(name + ":" + realm + ":" + password);
        String ha2 = md5(method + ":" + uri);
        String qop = given.get("qop");
        String between = qop == null
                ? nonce
                : nonce + ":" + given.getOrDefault("nc", "") + ":" + given.getOrDefault("cnonce", "") + ":" + qop;
        return (qop == null || qop.equals("auth")) && same(response, md5(ha1 + ":" + between + ":" + ha2));
    }

    private static String basic(String userAndPassword) {
        return Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> parameters(String authorization) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(authorization);
        while (matcher.find()) {
            String quoted = matcher.group(2);
            parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), quoted != null ? quoted : matcher.group(3));
        }
        return parameters;
    }

    /** Takes equally long wherever the first difference is. */
    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks MD5, which every JDK must have", e);
        }
    }
}
