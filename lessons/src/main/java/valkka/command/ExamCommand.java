package valkka.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.exam.Exam;

/** {@code ./valkka exam DIR --seed N}: makes the exam of a seed, or tells a teacher its answers. */
@Command(
        name = "exam",
        description =
                "Makes an exam in DIR: a recording with faults (a silence, a clock that is set back, lost parameter sets, a"
                        + " torn block), and a notebook with questions that grades the answers. The same seed makes the"
                        + " same exam, to the byte. The answers and the seed stand in none of the files.")
final class ExamCommand implements Subcommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "a new directory (exam, when not said)",
            converter = DirectoryConverter.class)
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "a whole number, which the teacher keeps",
            converter = SeedNumber.class)
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--answers", description = "prints the answers for the teacher, and makes no exam")
    private boolean answers;

    @Override
    public int run(Console console) {
        long number =
                seed.orElseThrow(() -> UsageError.of("exam", "give --seed N, the number that the exam comes from"));
        if (answers) {
            if (directory.isPresent()) {
                throw UsageError.of("exam", "--answers makes no exam: leave DIR out");
            }
            console.out().println(Exam.answers(number));
            return 0;
        }
        Path made = directory.orElse(Path.of("exam"));
        Exam exam = Exam.create(made, number);
        console.row("exam", made + ", " + exam.size() + " questions");
        console.row("notebook", made.resolve("exam.ipynb").toString());
        console.row("JShell", "Exam.load(\"" + made + "\")");
        return 0;
    }

    private static final class SeedNumber implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            try {
                return Long.valueOf(word);
            } catch (NumberFormatException e) {
                throw new WrongValueException("give a whole number");
            }
        }
    }
}
