package valkka.rtsp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 7235, section 4.1).
 *
 * @param scheme {@code basic}, {@code digest}; in lower case
 * @param parameters by their names in lower case; of a quoted value what stands between the quotes,
 *     backslashes included, as RFC 7616 hashes it
 */
public record AuthChallenge(String scheme, Map<String, String> parameters) {
    private static final int MOST = 20;

    /**
     * Reads the challenges of all headers of that name. A header may hold several, parted by the
     * same comma that parts the parameters: a word without an equals sign begins a challenge.
     */
    public static List<AuthChallenge> parse(List<String> headers) {
        List<AuthChallenge> challenges = new ArrayList<>();
        for (String header : headers) {
            new Reader(header).read(challenges);
        }
        return challenges;
    }

    /** Returns a parameter, or {@code null}. */
    public @Nullable String get(String name) {
        return parameters.get(name);
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void read(List<AuthChallenge> challenges) {
            AuthChallenge current = null;
            while (skipSeparators() && challenges.size() < MOST) {
                String word = word();
                if (word.isEmpty()) {
                    at++; // a character that belongs nowhere
                    continue;
                }
                skipBlanks();
                if (at < text.length() && text.charAt(at) == '=' && current != null) {
                    at++;
                    skipBlanks();
                    current.parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                } else {
                    current = new AuthChallenge(word.toLowerCase(Locale.ROOT), new HashMap<>());
                    challenges.add(current);
                }
            }
        }

        private boolean skipSeparators() {
            while (at < text.length() && (isBlank() || text.charAt(at) == ',')) {
                at++;
            }
            return at < text.length();
        }

        private void skipBlanks() {
            while (at < text.length() && isBlank()) {
                at++;
            }
        }

        private boolean isBlank() {
            return text.charAt(at) == ' ' || text.charAt(at) == '\t';
        }

        private String word() {
            int from = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String value() {
            if (at == text.length() || text.charAt(at) != '"') {
                int from = at;
                while (at < text.length() && text.charAt(at) != ',' && !isBlank()) {
                    at++;
                }
                return text.substring(from, at);
            }
            int from = ++at;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            int to = Math.min(at, text.length());
            at = to + 1;
            return text.substring(from, to);
        }
    }
}
