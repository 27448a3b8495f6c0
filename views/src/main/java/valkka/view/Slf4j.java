package valkka.view;

/** Silences the logging library of Tablesaw. */
final class Slf4j {
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private Slf4j() {}

    /**
     * SLF4J complains, in three lines on standard error, when there is nothing behind it that logs. That is so for most users, and
     * Tablesaw has nothing to log; errors of SLF4J's own still show, and whoever has set the property keeps what is set.
     */
    static void keepQuiet() {
        if (System.getProperty(VERBOSITY) == null) {
            System.setProperty(VERBOSITY, "ERROR");
        }
    }
}
