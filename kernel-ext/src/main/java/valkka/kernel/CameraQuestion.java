package valkka.kernel;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
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

    private final String subject;
    private final Asked asked;
    private final UnaryOperator<String> trial;
    private final PrintStream out;

    /**
     * @param subject what is asked for, the first words of the question
     * @param trial tries an address and returns what the camera sends, without the password
     * @param out what the user sees
     */
    CameraQuestion(String subject, Asked asked, UnaryOperator<String> trial, PrintStream out) {
        this.subject = subject;
        this.asked = asked;
        this.trial = trial;
        this.out = out;
    }

    /**
     * Returns the whole address of a camera that plays, with the password: for nobody's eyes. Empty
     * when the user gives no address, or when nobody can be asked.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when an answer cannot be used, which the message
     *     does not quote; {@code UNAUTHORIZED} when the camera refuses the user or the password
     *     again and again; anything else that the trial throws
     */
    Optional<String> address() {
        Optional<String> typed =
                asked.ask(subject + ", without user and password (press Enter for a virtual camera): ", false);
        if (typed.isEmpty()) {
            out.println(
                    "Nobody can be asked for a camera here; the environment variable VALKKA_CAMERA can name yours.");
        }
        String answer = withoutTerminator(typed.orElse("")).strip();
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = ADDRESS.matcher(answer);
        if (!parts.matches()) {
            throw ValkkaException.badArgument("that is no camera's address: run the cell again, and give one that"
                    + " begins with rtsp://, as rtsp://192.168.0.157/stream1, or press Enter for a virtual camera");
        }
        if (answer.indexOf('@') >= 0) {
            // A frontend keeps the typed text in the notebook. A password with a slash looks like a
            // path.
            throw ValkkaException.badArgument(
                    "the address has an '@' and so perhaps a user and a password in it, which are now in this cell's"
                            + " output: clear that, run the cell again, and give the address alone; user and password"
                            + " are asked for next, and an '@' of the path is written %40");
        }
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            String credentials = credentials();
            String address = parts.group(1) + credentials + parts.group(2);
            if (plays(address)) {
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

    /** Whether the camera takes the user and the password. */
    private boolean plays(String address) {
        try {
            out.println(trial.apply(address));
            return true;
        } catch (ValkkaException e) {
            if (e.kind() == Kind.UNAUTHORIZED) {
                return false;
            }
            throw e;
        }
    }

    /**
     * User and password, percent-encoded and as they stand in an address; nothing where there is no
     * user.
     */
    private String credentials() {
        String user = line("User (press Enter if the camera has none): ", false).strip();
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
