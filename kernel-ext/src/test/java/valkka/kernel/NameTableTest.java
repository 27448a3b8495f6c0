package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import valkka.kernel.NameTable.Row;

/** The document of names: nothing of libValkka's lesson is missing, and each name here is one. */
class NameTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "reference", "coming-from-libvalkka.md");

    private static Stream<String> theirs() {
        return NameTable.rows().stream().flatMap(row -> row.libValkka().stream());
    }

    private static Stream<String> ours() {
        return NameTable.rows().stream().flatMap(row -> row.here().stream());
    }

    @Test
    void helpReadsTheDocumentThatPeopleRead() throws IOException {
        assertThat(NameTable.rows()).isEqualTo(NameTable.parse(Files.readString(DOCUMENT)));
    }

    @Test
    void eachNameOfTheLessonHasItsRow() throws IOException {
        List<String> lesson;
        try (InputStream in = NameTableTest.class.getResourceAsStream("lesson-11-names.txt")) {
            lesson = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
        assertThat(lesson).hasSizeGreaterThan(70);
        assertThat(theirs()).containsAll(lesson);
    }

    @Test
    void whatTheFileSystemOfLibValkkaHasBesidesHasItsRow() {
        assertThat(theirs())
                .contains("ForkFrameFilter", "ForkFrameFilter3", "reportSlotIdCall", "waitReady", "findBlockDevices")
                .contains("formatMstimestamp", "FSGroup", "map_", "unmap", "is_same", "reinit", "getPars")
                .contains("unSetSlotIdCall", "clearSlotIdCall", "getBlockingFrameFilter", "setBlockCallback");
    }

    @Test
    void eachNameHereIsAClassOrAMemberOfOne() {
        assertThat(ours())
                .hasSizeGreaterThan(150)
                .allSatisfy(name -> assertThat(JavaName.of(name)).as(name).isPresent());
        assertThat(JavaName.of("ValkkaFSReaderThread.pullBlocksPyCall")).isEmpty();
        assertThat(JavaName.of("ValkkaFSReadingThread")).isEmpty();
    }

    @Test
    void eachRowSaysWhatItsNameDoesInOneLine() {
        assertThat(NameTable.rows()).allSatisfy(row -> {
            assertThat(row.libValkka()).isNotEmpty();
            assertThat(row.line()).matches("(?s).{3,200}[^.]");
            assertThat(row.topic()).isNotEmpty();
        });
        assertThat(NameTable.rows().stream().filter(row -> row.here().isEmpty()).map(Row::libValkka))
                .as("names that have none here are few")
                .hasSizeLessThan(15);
    }

    @Test
    void aRowThatIsNoneIsSaid() {
        assertThatThrownBy(() -> NameTable.parse("| libValkka | here | |\n|---|---|---|\n| `a` | `b` |"))
                .hasMessageContaining("a row of 2 cells");
        assertThat(NameTable.parse("| class | |\n|---|---|\n| `a` | `b` |")).isEmpty();
    }
}
