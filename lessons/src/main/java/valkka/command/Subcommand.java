package valkka.command;

/**
 * One command of the launcher. Its class carries picocli's annotations: {@code @Command} with the
 * name, and a field for each option and each word. Modules that stand above this one announce
 * theirs as a service.
 */
public interface Subcommand {
    /**
     * Runs the command.
     *
     * @param console where the answer goes
     * @return the exit code: 0 when all went well
     * @throws valkka.frame.ValkkaException what went wrong; of kind {@code BAD_ARGUMENT} where the
     *     arguments are wrong
     * @throws Exception what nobody expects: a defect, which shows its stack trace
     */
    int run(Console console) throws Exception;
}
