package valkka.kernel;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Asks for a camera's address, user and password, and asks again for the last two where the camera
 * refuses them.
 */
final class CameraQuestion {
    private static final Pattern ADDRESS = Pattern.compile("(?i)(rtsps?://)(([^/?#]+).*)");
    /** Some cameras lock an account after five wrong passwords. */
    private static final int ATTEMPTS = 3;

    /** Somebody who answers. */
    interface Asked {
        /**
         * Asks, and waits for the answer.
         *
         * @param secret whether the answer must not be seen while it is typed
         * @return the line that was typed, with or without its line terminator; empty when there is
         *     nobody to answer
         */
        Optional<String> ask(String question, boolean secret);
    }

    private final Asked asked;
    private final Predicate<String> refused;
    private final PrintStream out;

    /**
     * @param refused tells whether the camera at an address refuses the address's user and password
     * @param out what the user sees
     */
    CameraQuestion(Asked asked, Predicate<String> refused, PrintStream out) {
        this.asked = asked;
        this.refused = refused;
        this.out = out;
    }

    /**
     * Returns the whole address, with the password: for nobody's eyes. Empty when the user gives no
     * address.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when an answer cannot be used, which the message
     *     does not quote; {@code UNAUTHORIZED} when the camera refuses the user or the password
     *     again and again
     */
    Optional<String> address() {
        String answer = line("The camera's address, without user and password (nothing: a virtual camera): ", false)
                .strip();
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = ADDRESS.matcher(answer);
        if (!parts.matches()) {
            throw ValkkaException.badArgument(
                    "that is no camera's address: give one that begins with rtsp://, as rtsp://192.168.0.157/stream1");
        }
        if (answer.indexOf('@') >= 0) {
            // A frontend keeps the typed text in the notebook. A password with a slash looks like a
            // path.
            throw ValkkaException.badArgument(
                    "the address has an '@' and so perhaps a user and a password in it, which are now in this cell's output:"
                            + " clear that, run the cell again, and give the address alone; user and password are"
                            + " asked for next, and an '@' of the path is written %40");
        }
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            String credentials = credentials();
            String address = parts.group(1) + credentials + parts.group(2);
            if (!refused.test(address)) {
                return Optional.of(address);
            }
            if (attempt < ATTEMPTS) {
                out.println(
                        credentials.isEmpty()
                                ? "The camera wants a user and a password: type both."
                                : "The camera refuses the user or the password: type both again.");
            }
        }
        throw new ValkkaException(
                Kind.UNAUTHORIZED,
                "the camera at " + parts.group(3) + " has refused the user or the password " + ATTEMPTS
                        + " times: look both up, and run this cell again; many cameras lock an account for some minutes"
                        + " after a few wrong passwords");
    }

    /**
     * User and password, percent-encoded and as they stand in an address; nothing where there is no
     * user.
     */
    private String credentials() {
        String user = line("User (nothing: none): ", false).strip();
        if (user.isEmpty()) {
            return "";
        }
        if (user.indexOf(':') >= 0) {
            throw ValkkaException.badArgument(
                    "the user has a ':' in it, which no camera takes: if a password is behind it, that is now in this"
                            + " cell's output; clear that, run the cell again, and give the user alone");
        }
        return encoded(user) + ":" + encoded(line("Password: ", true)) + "@";
    }

    /** Returns the answer without its line terminator, and with every blank. */
    private String line(String question, boolean secret) {
        return withoutTerminator(asked.ask(question, secret).orElse(""));
    }

    /**
     * JJava's kernel puts the system's line terminator behind the typed text; a frontend sends no
     * terminator.
     */
    private static String withoutTerminator(String line) {
        int end = line.length();
        if (line.endsWith("\n")) {
            end--;
        }
        if (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(0, end);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
