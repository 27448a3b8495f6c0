package valkka.lessons;

import java.util.Iterator;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import valkka.command.Console;
import valkka.command.Subcommand;
import valkka.command.UsageError;
import valkka.command.WrongValueException;

/** {@code ./valkka lesson NAME}: shows and runs one lesson. */
@Command(
        name = "lesson",
        description =
                "Shows a lesson line by line, as if it were typed into JShell, and runs it, on a virtual camera or on yours.",
        footer = {
            "Environment:",
            "  VALKKA_CAMERA          the camera's address, where none is given",
            "  VALKKA_LESSON_DIR      where the lessons record (testvalkkafs-USER in the",
            "                         directory for temporary files, when not said)",
            "  VALKKA_LESSON_SECONDS  how long the writing lesson goes on after its first",
            "                         table (9, when not said)"
        },
        exitCodeList = {"0:the lesson ran to its end", "1:it did not", "2:the arguments are wrong"})
public final class LessonCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "one of ${COMPLETION-CANDIDATES}",
            completionCandidates = Names.class,
            converter = NameConverter.class)
    private String name;

    // The launcher moves it into VALKKA_CAMERA, which lessons read in a plain jshell, too.
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ADDRESS",
            description = "such as rtsp://user:password@192.168.0.157/stream1")
    private Optional<String> address = Optional.empty();

    @Override
    public int run(Console console) {
        if (address.isPresent()) {
            throw UsageError.of("lesson", "give the lesson's name, then the address, and nothing else");
        }
        try (LessonRunner runner =
                new LessonRunner(Lesson.named(name), new Echo(console.out(), console.isColoured()))) {
            runner.run();
            return 0;
        } catch (LessonFailedException e) {
            console.err().println("valkka: " + e.getMessage());
            return 1;
        }
    }

    /** The names of the lessons, for the help and the completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Lesson.NAMES.iterator();
        }
    }

    private static final class NameConverter implements ITypeConverter<String> {
        @Override
        public String convert(String word) {
            if (Lesson.NAMES.contains(word)) {
                return word;
            }
            throw new WrongValueException("there is no lesson " + UsageError.named(word) + "; the lessons are "
                    + String.join(", ", Lesson.NAMES));
        }
    }
}
