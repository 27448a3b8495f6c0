package valkka.exam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import valkka.disk.DiskErrors;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** {@code exam.json}: the questions, and the hashes of their answers. */
final class ExamFile {
    static final String NAME = "exam.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExamFile() {}

    static void write(Path directory, List<SealedQuestion> questions) {
        Path file = directory.resolve(NAME);
        try {
            Files.writeString(
                    file,
                    JSON.writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(questions)
                                    .replace("\r\n", "\n") + "\n");
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing an exam", file);
        }
    }

    static Exam load(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "no exam in " + directory + ": it has no " + NAME + "; ./valkka exam DIR --seed N makes one");
        }
        try {
            return new Exam(JSON.readValue(file.toFile(), new TypeReference<List<SealedQuestion>>() {}));
        } catch (JsonProcessingException | CharConversionException | NullPointerException e) {
            throw new ValkkaException(
                    Kind.CORRUPT, file + " is not as ./valkka exam made it: copy the exam's directory again", e);
        } catch (IOException e) {
            throw DiskErrors.of(e, "loading an exam", file);
        }
    }
}
