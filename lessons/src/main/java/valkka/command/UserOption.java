package valkka.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The user of cameras, for commands that are given no address. */
final class UserOption {
    private static final String VARIABLE = "VALKKA_PASSWORD";

    @Option(
            names = "--user",
            paramLabel = "NAME[:PASSWORD]",
            description =
                    "the user of the cameras; without PASSWORD the environment variable VALKKA_PASSWORD counts, or"
                            + " the command asks for it, which keeps it out of the process list")
    private @Nullable String user;

    /** A user with the password. */
    record Login(String user, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return user + ":***";
        }
    }

    /**
     * Returns the user, and the password from the first place that has it.
     *
     * @return empty without the option
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no password
     */
    Optional<Login> login(String command, Console console) {
        String given = user;
        if (given == null) {
            return Optional.empty();
        }
        if (given.isBlank() || given.startsWith(":") || given.contains("://")) {
            throw UsageError.of(command, "--user: give the name of the cameras' user, such as viewer");
        }
        int colon = given.indexOf(':');
        return Optional.of(
                colon < 0
                        ? new Login(given, password(command, given, console))
                        : new Login(given.substring(0, colon), given.substring(colon + 1)));
    }

    private static String password(String command, String name, Console console) {
        String known = console.environment().getOrDefault(VARIABLE, "");
        if (!known.isEmpty()) {
            return known;
        }
        java.io.Console keyboard = console.terminal() ? System.console() : null;
        char[] typed = keyboard == null ? null : keyboard.readPassword("Password of %s: ", name);
        if (typed == null || typed.length == 0) {
            throw UsageError.of(command, "no password: set " + VARIABLE + ", or type it at a terminal");
        }
        return new String(typed);
    }
}
