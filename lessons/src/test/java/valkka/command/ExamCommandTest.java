package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamCommandTest {
    private final TestConsole console = new TestConsole();

    @TempDir
    Path temp;

    @Test
    void itMakesAFolderForStudentsAndNeverTheSameTwice() throws Exception {
        Path exam = temp.resolve("exam");

        assertThat(console.run("exam", exam.toString(), "--seed", "-20261129")).isZero();

        assertThat(console.out())
                .contains("20 questions", exam.resolve("exam.ipynb").toString());
        assertThat(exam.toFile().list())
                .containsExactlyInAnyOrder("blockfile", "dumpfile", "exam.ipynb", "exam.json", "valkkafs.json");
        assertThat(console.run("check", exam.toString())).as("a torn block").isEqualTo(1);
        byte[] before = Files.readAllBytes(exam.resolve("exam.json"));
        assertThat(console.run("exam", exam.toString(), "--seed", "2")).isEqualTo(2);
        assertThat(console.err()).contains("the directory has files");
        assertThat(exam.resolve("exam.json")).hasBinaryContent(before);
    }

    @Test
    void aTeacherSeesTheAnswersAndNoFileIsMade() throws Exception {
        assertThat(console.run("exam", "--seed", "7", "--answers")).isZero();
        assertThat(console.out().lines()).hasSize(20);
        assertThat(console.out()).contains("15  B1");

        assertThat(console.run("exam", temp.resolve("exam").toString(), "--seed", "7", "--answers"))
                .isEqualTo(2);
        assertThat(temp).isEmptyDirectory();
    }
}
