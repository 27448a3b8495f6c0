package valkka.view;

/** Silences the logging library of Tablesaw. */
final class Slf4j {
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private Slf4j() {}

    /**
     * SLF4J complains, in three lines on standard error, when it finds no logging library. Most
     * users have no logging library, and Tablesaw has nothing to log. SLF4J's own errors still
     * show, and a property that is already set stays.
     */
    static void keepQuiet() {
        if (System.getProperty(VERBOSITY) == null) {
            System.setProperty(VERBOSITY, "ERROR");
        }
    }
}
