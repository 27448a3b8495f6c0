package valkka.command;

import java.util.List;
import valkka.frame.ValkkaException;

/** The argument of the commands that look at one recording. */
final class Directory {
    private Directory() {}

    /** @throws ValkkaException {@code BAD_ARGUMENT} when there is not exactly one word */
    static String of(String command, List<String> args) {
        Arguments arguments = Arguments.parse(command, args, List.of(), List.of());
        if (arguments.words().size() != 1 || arguments.words().get(0).isBlank()) {
            throw arguments.wrong("give the directory of one recording");
        }
        return arguments.words().get(0);
    }
}
