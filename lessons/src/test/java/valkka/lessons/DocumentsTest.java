package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The documents name what there is. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");

    /** What users start and do not call. */
    private static final Set<String> PROGRAMS = Set.of("valkka.command", "valkka.lessons");

    @Test
    void everyPublicClassIsInTheApiReference() throws IOException {
        String reference = Files.readString(ROOT.resolve("docs/reference/api.md"));
        List<String> classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("valkka").stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !PROGRAMS.contains(type.getPackageName()))
                        .map(type -> "`" + type.getSimpleName() + "`")
                        .toList();

        assertThat(classes).contains("`ValkkaFSWriterThread`", "`LiveThread`");
        assertThat(classes).allSatisfy(name -> assertThat(reference).contains(name));
    }

    @Test
    void everyLessonIsInTheReadme() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(Lesson.NAMES).allSatisfy(name -> assertThat(readme).contains("./valkka lesson " + name));
    }
}
