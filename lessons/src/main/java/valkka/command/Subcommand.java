package valkka.command;

import java.util.List;

/** One command of the launcher. */
interface Subcommand {
    /** What {@code --help} prints: a line that shows how to call it, and what it does, in lines of at most 80 characters. */
    String usage();

    /** Whether it ends by itself when it is asked to, so that Ctrl-C and SIGTERM may ask. */
    default boolean endsWhenAsked() {
        return false;
    }

    /**
     * Does it.
     *
     * @param args what stands behind the command's name
     * @return the exit code
     * @throws valkka.frame.ValkkaException what went wrong; of kind {@code BAD_ARGUMENT} where the arguments are
     */
    int run(List<String> args, Console console) throws InterruptedException;
}
