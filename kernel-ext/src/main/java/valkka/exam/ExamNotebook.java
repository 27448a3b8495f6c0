package valkka.exam;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import valkka.disk.DiskErrors;

/** {@code exam.ipynb}: a cell for each answer, and one that grades all of them. */
final class ExamNotebook {
    private static final String NAME = "exam.ipynb";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArrayNode cells = JSON.createArrayNode();

    private ExamNotebook(List<Question> questions) {
        text("""
                # Exam

                A camera was recorded for a quarter of an hour, and some things went wrong. Find out what, with
                everything that the lessons taught. Nothing needs to be guessed: the recording tells all answers.

                Write each answer into the variable below its question, and run the cell. The last cell grades all
                answers, as often as you like. Your own cells may stand anywhere; **+** above adds one. Times are UTC,
                and count to the whole second.""");
        code("""
                LogLevel.valkkafs(LogLevel.SILENT);  // a warning would answer a question
                Path directory = Path.of(".");
                ValkkaSingleFS fs = session.keep("fs", () -> ValkkaSingleFS.loadFromDirectory(directory));
                Exam exam = Exam.load(directory);
                fs""", "blocks of");
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            text("## Question " + (i + 1) + "\n\n" + paragraphs(question.text()));
            code(question.form().javaType + " answer" + (i + 1) + " = null;  // " + question.form().example, "");
        }
        text("## Your grade");
        code("exam.grade(\n" + arguments(questions.size()) + ")", "of " + questions.size() + " right");
    }

    static void write(Path directory, List<Question> questions) {
        Path file = directory.resolve(NAME);
        ObjectNode notebook = JSON.createObjectNode();
        notebook.set("cells", new ExamNotebook(questions).cells);
        ObjectNode metadata = notebook.putObject("metadata");
        metadata.putObject("kernelspec")
                .put("display_name", "Java (Valkka)")
                .put("language", "java")
                .put("name", "valkka");
        metadata.putObject("language_info")
                .put("file_extension", ".jshell")
                .put("mimetype", "text/x-java-source")
                .put("name", "java");
        notebook.put("nbformat", 4).put("nbformat_minor", 5);
        try {
            Files.writeString(
                    file,
                    JSON.writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(notebook)
                                    .replace("\r\n", "\n") + "\n");
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing an exam", file);
        }
    }

    /** A list in Markdown stands behind an empty line. */
    private static String paragraphs(String text) {
        return text.replaceFirst("\n- ", "\n\n- ");
    }

    private static String arguments(int count) {
        return IntStream.range(0, (count + 4) / 5)
                .mapToObj(row -> IntStream.rangeClosed(5 * row + 1, Math.min(count, 5 * row + 5))
                        .mapToObj(i -> "answer" + i)
                        .collect(Collectors.joining(", ", "    ", "")))
                .collect(Collectors.joining(",\n"));
    }

    private void text(String source) {
        cell("markdown", source);
    }

    /** @param expected a pattern of the cell's output, for a run of the notebook by a program */
    private void code(String source, String expected) {
        ObjectNode cell = cell("code", source);
        cell.putNull("execution_count");
        cell.putArray("outputs");
        if (!expected.isEmpty()) {
            ((ObjectNode) cell.get("metadata")).putObject("valkka").put("text", expected);
        }
    }

    private ObjectNode cell(String type, String source) {
        ObjectNode cell = cells.addObject();
        cell.put("cell_type", type);
        cell.put("id", String.format(Locale.ROOT, "c%02d", cells.size() - 1));
        cell.putObject("metadata");
        cell.put("source", source);
        return cell;
    }
}
