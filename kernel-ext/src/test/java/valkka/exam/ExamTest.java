package valkka.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.exam.Grade.Mark;
import valkka.exam.Grade.Verdict;
import valkka.frame.LogLevel;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Exams as students and teachers have them: made, solved from the recording alone, and graded. */
class ExamTest {
    private static final int SEEDS = 200;

    @TempDir
    Path temp;

    @Test
    void twoHundredExamsAreSolvedFromTheirRecordingsAndNoWrongAnswerIsEverRight() {
        LogLevel.valkkafs(LogLevel.SILENT); // each exam has a torn block
        try {
            IntStream.rangeClosed(1, SEEDS).parallel().forEach(this::solveAndGrade);
        } finally {
            LogLevel.valkkafs(LogLevel.NORMAL);
        }
    }

    private void solveAndGrade(int seed) {
        Path directory = temp.resolve("exam " + seed);
        Exam exam = Exam.create(directory, seed);
        Object[] answers = Solver.solve(directory);

        Grade grade = exam.grade(answers);

        assertThat(grade.right())
                .as("seed %d: %s%n%s", seed, grade, Arrays.toString(answers))
                .isEqualTo(exam.size());
        assertNoWrongAnswerIsRight(exam, answers, new Random(seed));
        delete(directory);
    }

    /** All answers wrong at once, so that a mark cannot come from another question. */
    private static void assertNoWrongAnswerIsRight(Exam exam, Object[] answers, Random random) {
        for (int kind = 0; kind < 8; kind++) {
            Object[] wrong = new Object[answers.length];
            for (int i = 0; i < answers.length; i++) {
                wrong[i] = wrong(answers[i], kind, random);
            }
            assertThat(exam.grade(wrong).marks())
                    .as("%s instead of %s", Arrays.toString(wrong), Arrays.toString(answers))
                    .noneMatch(mark -> mark.verdict() == Verdict.RIGHT);
        }
    }

    private static Object wrong(Object right, int kind, Random random) {
        int sign = kind % 2 == 0 ? 1 : -1;
        if (right instanceof Collection<?> blocks) {
            return wrongBlocks(blocks.stream().map(Integer.class::cast).toList(), kind, random);
        }
        if (right instanceof Duration length) { // a second beside the right one is right, too
            return length.plusSeconds(sign * (kind < 4 ? 2L : 2L + random.nextInt(20)));
        }
        if (right instanceof Instant minute) {
            return minute.plusSeconds(60L * sign * (kind < 4 ? 1 : 1 + random.nextInt(500)));
        }
        if (right instanceof String word) {
            return kind < 4 && word.length() == 1
                    ? String.valueOf((char) ('A' + (word.charAt(0) - 'A' + 1 + kind % 3) % 4))
                    : List.of("T4", "B", "1", "", "B2", "T1", "AB", "Z").get(kind);
        }
        long number = ((Number) right).longValue();
        if (number > 1_000_000_000_000L) { // a time, which counts to the whole second
            return number + sign * (kind < 4 ? 2_000L : 2_000L + random.nextInt(5_000_000));
        }
        return switch (kind) {
            case 0, 1 -> number + sign;
            case 2 -> number + 1000;
            case 3 -> -number - 1;
            case 4 -> number * 2 + 1;
            case 5 -> String.valueOf(number); // of another kind
            default -> number + sign * (1L + random.nextInt(1_000_000));
        };
    }

    private static List<Integer> wrongBlocks(List<Integer> right, int kind, Random random) {
        List<Integer> wrong = new ArrayList<>(right);
        switch (kind) {
            case 0 -> wrong.remove(0);
            case 1 -> wrong.remove(wrong.size() - 1);
            case 2 -> wrong.add(wrong.get(0));
            case 3 -> wrong.add(1000);
            case 4 -> wrong.clear();
            default -> wrong.set(random.nextInt(wrong.size()), 100 + random.nextInt(1000));
        }
        return wrong;
    }

    @Test
    void aSeedMakesTheSameBytesInAnyDirectory() throws IOException {
        Exam.create(temp.resolve("one"), 7);
        Exam.create(temp.resolve("a longer \"name\" $1"), 7);
        Exam.create(temp.resolve("other"), 8);

        assertThat(filesOf(temp.resolve("one")))
                .containsOnlyKeys("blockfile", "dumpfile", "exam.ipynb", "exam.json", "valkkafs.json")
                .isEqualTo(filesOf(temp.resolve("a longer \"name\" $1")))
                .isNotEqualTo(filesOf(temp.resolve("other")));
    }

    private static Map<String, String> filesOf(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                files.put(
                        file.getFileName().toString(),
                        Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.size(file));
            }
        }
        return files;
    }

    @Test
    void noAnswerStandsInTheFilesForStudents() throws IOException {
        Exam.create(temp.resolve("exam"), 123_456_789_123L);
        String texts =
                Files.readString(temp.resolve("exam/exam.json")) + Files.readString(temp.resolve("exam/exam.ipynb"));
        List<String> answers = Exam.answers(123_456_789_123L)
                .lines()
                .map(line -> line.substring(2).strip())
                .filter(answer -> answer.length() > 4)
                .toList();

        assertThat(answers).hasSizeGreaterThan(6);
        assertThat(texts).doesNotContain("123456789123").doesNotContain(answers);
    }

    @Test
    void aWrongAnswerGetsAHintAndAMissingOneToo() {
        Exam exam = Exam.create(temp.resolve("exam"), 3);
        Object[] answers = new Object[exam.size()];
        answers[0] = 1000;
        answers[1] = "three";

        Grade grade = exam.grade(answers);

        assertThat(grade.marks().subList(0, 3))
                .extracting(Mark::verdict)
                .containsExactly(Verdict.WRONG, Verdict.OTHER_KIND, Verdict.NO_ANSWER);
        assertThat(grade.toString())
                .contains("  1  WRONG       look: 02-writing")
                .contains("  2  other kind  give a whole number")
                .contains("  3  no answer   look: ")
                .endsWith("0 of 20 right");
    }

    @Test
    void theSecondsBesideTheRightOneAreRightToo() {
        Instant time = Instant.parse("2026-03-01T10:00:59.800Z");
        List<String> times = AnswerForm.TIME.accepted(time);

        assertThat(times)
                .contains(AnswerForm.TIME.canonical(time.plusSeconds(1)).orElseThrow())
                .contains(AnswerForm.TIME.canonical(time.toEpochMilli() - 1000).orElseThrow())
                .doesNotContain(AnswerForm.TIME.canonical(time.plusMillis(2000)).orElseThrow());
        assertThat(AnswerForm.LENGTH.accepted(Duration.ofMillis(25_800)))
                .containsExactly("24", "25", "26")
                .contains(
                        AnswerForm.LENGTH.canonical(Duration.ofMillis(-25_800)).orElseThrow());
        assertThat(AnswerForm.BLOCKS.accepted(List.of(3, 1, 2)))
                .containsExactly(AnswerForm.BLOCKS.canonical(Set.of(1, 2, 3)).orElseThrow());
    }

    @Test
    void answersOutOfAllBoundsAreWrong() {
        Exam exam = Exam.create(temp.resolve("exam"), Long.MIN_VALUE);

        for (Object answer : new Object[] {
            Instant.MAX, Instant.MIN, Long.MIN_VALUE, Duration.ofSeconds(Long.MIN_VALUE), List.of(), "", Double.NaN
        }) {
            Object[] answers = new Object[exam.size()];
            Arrays.fill(answers, answer);
            assertThat(exam.grade(answers).right()).as("%s", answer).isZero();
        }
    }

    @Test
    void anExamOfOtherBytesIsToldAsChanged() throws IOException {
        Path directory = temp.resolve("exam");
        Exam.create(directory, 1);
        for (byte[] bytes : new byte[][] {{}, {(byte) 0xc3, 0x28}, {0, 0, (byte) 0xfe, (byte) 0xff}, {'[', 'n'}}) {
            Files.write(directory.resolve("exam.json"), bytes);
            assertThatThrownBy(() -> Exam.load(directory))
                    .isInstanceOfSatisfying(
                            ValkkaException.class,
                            e -> assertThat(e.kind()).as(Arrays.toString(bytes)).isEqualTo(Kind.CORRUPT));
        }
    }

    @Test
    void theNotebookHasACellForEachAnswerAndGradesThemAll() throws IOException {
        Exam exam = Exam.create(temp.resolve("exam"), 5);

        JsonNode notebook = new ObjectMapper().readTree(Files.readString(temp.resolve("exam/exam.ipynb")));

        List<String> code = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        for (JsonNode cell : notebook.get("cells")) {
            ids.add(cell.get("id").asText());
            if (cell.get("cell_type").asText().equals("code")) {
                code.add(cell.get("source").asText());
            }
        }
        assertThat(ids).hasSameSizeAs(notebook.get("cells"));
        assertThat(code).hasSize(exam.size() + 2);
        for (int i = 1; i <= exam.size(); i++) {
            assertThat(code.get(i)).contains(" answer" + i + " = null;");
        }
        assertThat(code.get(exam.size() + 1).replaceAll("\\s", ""))
                .isEqualTo(Stream.iterate(1, i -> i + 1)
                        .limit(exam.size())
                        .map(i -> "answer" + i)
                        .collect(Collectors.joining(",", "exam.grade(", ")")));
        assertThat(notebook.get("metadata").get("kernelspec").get("name").asText())
                .isEqualTo("valkka");
    }

    @Test
    void aDirectoryWithFilesIsLeftAlone() throws IOException {
        Path mine = Files.createDirectory(temp.resolve("mine"));
        Files.writeString(mine.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> Exam.create(mine, 1))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("the directory has files");
        assertThat(mine.toFile().list()).containsExactly("notes.txt");
    }

    @Test
    void errorsSayWhatToDo() throws IOException {
        Exam exam = Exam.create(temp.resolve("exam"), 1);
        assertThatThrownBy(() -> exam.grade(1, 2)).hasMessageContaining("20 questions, and got 2 answers");
        assertThatThrownBy(() -> exam.question(21)).hasMessageContaining("questions 1 to 20");
        assertThatThrownBy(() -> Exam.load(temp)).hasMessageContaining("./valkka exam DIR --seed N makes one");
        for (String damaged : List.of("[{\"text\": 1}]", "[", "{}", "")) {
            Files.writeString(temp.resolve("exam/exam.json"), damaged);
            assertThatThrownBy(() -> Exam.load(temp.resolve("exam")))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("copy the exam's directory again");
        }
    }

    private static void delete(Path directory) {
        for (File file : directory.toFile().listFiles()) {
            assertThat(file.delete()).isTrue();
        }
    }
}
