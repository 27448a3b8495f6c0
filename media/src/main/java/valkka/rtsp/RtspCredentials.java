package valkka.rtsp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the authentication on one connection. It answers the strongest challenge
 * that it knows. It sends a password that was refused at most once more, and only in another
 * reading of the challenge, so that no account gets locked.
 */
final class RtspCredentials {
    /** What a 401 leads to. */
    enum Outcome {
        /** The request is to be sent again, with the new {@link #header}. */
        RETRY,
        /** The address has no user name. */
        NONE_GIVEN,
        /** The camera refuses the user name or the password. */
        REFUSED,
        /** The camera wants an authentication that the client does not know. */
        UNKNOWN
    }

    private static final int MOST_STALE = 3;
    private static final int CNONCE_BYTES = 8;

    private final @Nullable String user;
    private final String password;
    private final SecureRandom random;
    private @Nullable AuthChallenge challenge; // null before the first 401
    private boolean secondReading;
    private boolean accepted;
    private int uses;
    private int staleInARow;

    RtspCredentials(@Nullable String user, @Nullable String password, SecureRandom random) {
        this.user = user;
        this.password = password == null ? "" : password;
        this.random = random;
    }

    /** Returns the {@code Authorization} of a request, or {@code null} where none was asked for. */
    @Nullable
    String header(String method, String uri) {
        AuthChallenge present = challenge;
        if (present == null || user == null) {
            return null;
        }
        uses++;
        Charset charset =
                secondReading && !isUtf8Wanted(present) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        if (present.scheme().equals("basic")) {
            byte[] pair = (user + ":" + password).getBytes(charset);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        byte[] cnonce = new byte[CNONCE_BYTES];
        random.nextBytes(cnonce);
        String realm = String.valueOf(present.get("realm"));
        return DigestAuth.authorization(
                present,
                new DigestAuth.Identity(user, password, charset),
                secondReading ? realm.replaceAll("\\\\(.)", "$1") : realm,
                new DigestAuth.Request(method, uri),
                uses,
                HexFormat.of().formatHex(cnonce));
    }

    /** The camera has taken the last request. */
    void accepted() {
        accepted |= challenge != null;
        staleInARow = 0;
    }

    /** The nonce is of an earlier connection: a refusal of it says nothing about the password. */
    void nonceMayBeOld() {
        accepted = true;
    }

    /** The camera has answered 401. */
    Outcome challenged(List<String> wwwAuthenticate) {
        Optional<AuthChallenge> best = AuthChallenge.parse(wwwAuthenticate).stream()
                .filter(one -> strength(one) >= 0)
                .max(Comparator.comparingInt(RtspCredentials::strength));
        if (user == null) {
            return Outcome.NONE_GIVEN;
        }
        if (best.isEmpty()) {
            return Outcome.UNKNOWN;
        }
        AuthChallenge before = challenge;
        challenge = best.get();
        uses = 0;
        if (before == null) {
            return Outcome.RETRY;
        }
        boolean stale = "true".equalsIgnoreCase(best.get().get("stale"));
        // A password that was right before is right now: the nonce went out of use, said or not.
        if ((stale || accepted) && staleInARow < MOST_STALE) {
            staleInARow++;
            accepted &= stale;
            return Outcome.RETRY;
        }
        if (!secondReading && hasSecondReading(best.get())) {
            secondReading = true;
            return Outcome.RETRY;
        }
        return Outcome.REFUSED;
    }

    private static int strength(AuthChallenge challenge) {
        return switch (challenge.scheme()) {
            case "basic" -> 0;
            case "digest" -> {
                int strength = DigestAuth.strength(challenge);
                yield strength < 0 ? -1 : 1 + strength;
            }
            default -> -1;
        };
    }

    /**
     * Whether the same name and password can be sent in other bytes: in the cameras' old charset,
     * or by a realm whose backslashes do not count.
     */
    private boolean hasSecondReading(AuthChallenge present) {
        boolean plain = (user + password).chars().allMatch(c -> c < 0x80);
        boolean backslash = present.scheme().equals("digest")
                && String.valueOf(present.get("realm")).indexOf('\\') >= 0;
        return (!plain && !isUtf8Wanted(present)) || backslash;
    }

    private static boolean isUtf8Wanted(AuthChallenge challenge) {
        return "utf-8".equalsIgnoreCase(challenge.get("charset"));
    }

    /** Tells nothing of them. */
    @Override
    public String toString() {
        return user == null ? "(no user)" : "(a user and a password)";
    }
}
