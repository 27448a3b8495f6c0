package valkka.kernel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valkka.frame.ValkkaException;

/** Asks for a camera's address, user and password. */
final class CameraQuestion {
    private static final Pattern ADDRESS = Pattern.compile("(?i)(rtsps?://)([^/@]*@)?([^/?#]+.*)");

    /** Somebody who answers. */
    interface Asked {
        /**
         * @param secret whether what is typed must not be seen
         * @return the answer; empty when there is nobody to answer
         */
        Optional<String> ask(String question, boolean secret);
    }

    private final Asked asked;

    CameraQuestion(Asked asked) {
        this.asked = asked;
    }

    /**
     * The whole address, with the password: for nobody's eyes. Empty when none was given.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the answer is no address; it does not quote it
     */
    Optional<String> address() {
        String answer = asked.ask(
                        "The camera's address, without user and password (nothing: a virtual camera): ", false)
                .orElse("")
                .strip();
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = ADDRESS.matcher(answer);
        if (!parts.matches()) {
            throw ValkkaException.badArgument(
                    "that is no camera's address: give one that begins with rtsp://, as rtsp://192.168.0.157/stream1");
        }
        if (parts.group(2) != null) {
            // A frontend keeps in the notebook what was typed here.
            throw ValkkaException.badArgument(
                    "the address has a user or a password in it, which are now in this cell's output: clear that, run the cell again, and"
                            + " give the address alone; user and password are asked for next");
        }
        String user = asked.ask("User (nothing: none): ", false).orElse("").strip();
        if (user.isEmpty()) {
            return Optional.of(answer);
        }
        String password = asked.ask("Password: ", true).orElse("");
        return Optional.of(parts.group(1) + encoded(user) + ":" + encoded(password) + "@" + parts.group(3));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
