package valkka.exam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.disk.DiskErrors;
import valkka.exam.Grade.Mark;
import valkka.exam.Grade.Verdict;
import valkka.frame.ValkkaException;

/**
 * An exam about a recording: a directory with the recording, a notebook with the questions, and the
 * answers as hashes. {@code ./valkka exam} makes it. In a notebook and in JShell:
 *
 * <pre>{@code
 * Exam exam = Exam.load("exam");
 * System.out.println(exam);           // the questions
 * exam.grade(answer1, answer2, ...)   // which answers are right, and where to look for the others
 * }</pre>
 *
 * <p>libValkka has no such class.
 */
public final class Exam {
    private final List<SealedQuestion> questions;

    Exam(List<SealedQuestion> questions) {
        this.questions = List.copyOf(questions);
    }

    /**
     * Opens the exam in a directory.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no exam, {@code CORRUPT} when its file
     *     was changed, {@code IO} when the disk fails
     */
    public static Exam load(Path directory) {
        return ExamFile.load(directory);
    }

    /** Does the same as {@link #load(Path)}. */
    public static Exam load(String directory) {
        return load(Path.of(directory));
    }

    /**
     * Makes an exam: the recording, {@code exam.json} and {@code exam.ipynb}. The same seed makes the
     * same bytes, everywhere and always. The seed stands in none of the files.
     *
     * @param directory a new or an empty directory
     * @throws ValkkaException {@code BAD_ARGUMENT} when the directory has files, {@code FULL} or
     *     {@code IO} when the disk fails
     */
    public static Exam create(Path directory, long seed) {
        refuseFilesIn(directory);
        Made made = new Made(seed);
        ExamRecording.write(directory, made.story, made.ring);
        ExamRecording.tear(directory, made.story, made.paper.torn, made.paper.tornRecord);
        Exam exam = new Exam(SealedQuestion.seal(made.paper.questions(), seed));
        ExamFile.write(directory, exam.questions);
        ExamNotebook.write(directory, made.paper.questions());
        return exam;
    }

    /** Returns the right answers of the exam of a seed as text, a line each: for teachers. */
    public static String answers(long seed) {
        List<Question> questions = new Made(seed).paper.questions();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            lines.add(String.format(
                    Locale.ROOT, "%2d  %s", i + 1, questions.get(i).answer()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static void refuseFilesIn(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw ValkkaException.badArgument(
                    "no exam can be made in " + directory + ": it is a file; name a new directory");
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw ValkkaException.badArgument("no exam can be made in " + directory
                        + ": the directory has files; name a new directory, or delete this one");
            }
        } catch (IOException e) {
            throw DiskErrors.of(e, "making an exam", directory);
        }
    }

    /** Everything that a seed gives. */
    private static final class Made {
        private final ExamStory story;
        private final ExamRing ring;
        private final ExamPaper paper;

        private Made(long seed) {
            Random random = new Random(seed); // the JDK specifies its numbers
            story = new ExamStory(random);
            ring = new ExamRing(story);
            paper = new ExamPaper(story, ring, random);
        }
    }

    /** Returns the number of questions. */
    public int size() {
        return questions.size();
    }

    /**
     * Returns the text of a question, in Markdown.
     *
     * @param number from 1 on
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no such question
     */
    public String question(int number) {
        if (number < 1 || number > size()) {
            throw ValkkaException.badArgument(
                    "there is no question " + number + ": the exam has questions 1 to " + size());
        }
        return questions.get(number - 1).text();
    }

    /**
     * Grades answers. A wrong answer gets a hint where to look, and never the right answer.
     *
     * @param answers one for each question, in their order; null for a question without an answer.
     *     Times are {@code Instant}s or Unix milliseconds, lengths are {@code Duration}s
     * @throws ValkkaException {@code BAD_ARGUMENT} when there are more or fewer answers than questions
     */
    public Grade grade(@Nullable Object... answers) {
        if (answers.length != size()) {
            throw ValkkaException.badArgument("the exam has " + size() + " questions, and got " + answers.length
                    + " answers: give one for each question, and null for a question without an answer");
        }
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            SealedQuestion question = questions.get(i);
            Verdict verdict = question.verdict(answers[i]);
            marks.add(new Mark(i + 1, verdict, question.advice(verdict)));
        }
        return new Grade(marks);
    }

    /** Returns all questions as text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(size() + " questions");
        for (int i = 0; i < size(); i++) {
            SealedQuestion question = questions.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "%n%n%d. %s%n   (%s)",
                    i + 1,
                    question.text().replace("**", "").replace("\n", System.lineSeparator() + "   "),
                    question.form().example));
        }
        return text.toString();
    }
}
