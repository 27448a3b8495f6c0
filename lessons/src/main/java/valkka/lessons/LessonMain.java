package valkka.lessons;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import valkka.frame.LogLevel;
import valkka.frame.ValkkaException;

/** {@code ./valkka lesson NAME}: shows and runs one lesson; exit code 0, or 1 and one line on standard error. */
@SuppressWarnings("SystemOut")
final class LessonMain {
    private static final String COLOUR = "--colour=always";
    private static final String NO_COLOUR = "--colour=never";

    private LessonMain() {}

    public static void main(String[] args) {
        // The lessons print their threads' errors by callbacks: the log would only say them again.
        LogLevel.valkkafs(LogLevel.SILENT);
        LogLevel.live(LogLevel.SILENT);
        // A lesson that failed may leave threads behind: they end here.
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Returns the exit code. */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        List<String> names = new ArrayList<>(args);
        boolean colour = names.contains(COLOUR);
        names.removeAll(List.of(COLOUR, NO_COLOUR));
        if (names.size() != 1) {
            err.println("valkka: name one lesson: " + String.join(", ", Lesson.NAMES));
            return 1;
        }
        try (LessonRunner runner = new LessonRunner(Lesson.named(names.get(0)), new Echo(out, colour))) {
            runner.run();
            return 0;
        } catch (LessonFailedException | ValkkaException e) {
            err.println("valkka: " + e.getMessage());
            return 1;
        }
    }
}
