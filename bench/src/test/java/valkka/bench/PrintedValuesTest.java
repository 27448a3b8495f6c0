package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a shell can print of the library says what it is: no value is printed as {@code Class@hash}. */
class PrintedValuesTest {
    private static final Path START_UP = Path.of("../kernel-ext/src/main/resources/valkka/valkka.jsh");
    private static final Pattern IMPORT = Pattern.compile("import (valkka\\.\\w+)\\.\\*;");

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("valkka");

    @Test
    void eachTypeThatAShellCanGetHasAToStringOfItsOwn() throws Exception {
        List<String> packages = imported();
        Set<String> nameless = new TreeSet<>();
        for (JavaClass type : returned(packages)) {
            kinds(type, packages).filter(kind -> !printsItself(kind)).forEach(kind -> nameless.add(kind.getName()));
        }
        assertThat(nameless).as("types whose toString() is Object's").isEmpty();
    }

    @Test
    void theSearchFindsTheTypesOfALesson() throws Exception {
        assertThat(returned(imported()).stream().map(JavaClass::getSimpleName))
                .contains(
                        "BlockTable",
                        "PullResult",
                        "RecordedFrame",
                        "FilterGraph",
                        "ValkkaFSReaderThread",
                        "ValkkaFSManager",
                        "VirtualCamera",
                        "Player",
                        "Live",
                        "Session");
        assertThat(printsItself(new ClassFileImporter().importClass(Object.class)))
                .isFalse();
    }

    /** The packages whose names need no import in a shell. */
    private static List<String> imported() throws Exception {
        return IMPORT.matcher(Files.readString(START_UP))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    /** The types that public methods return, alone or in a list or another type, and those that {@code new} makes. */
    private static Set<JavaClass> returned(List<String> packages) {
        Set<JavaClass> types = new HashSet<>();
        OURS.stream()
                .filter(type -> packages.contains(type.getPackageName()) && isPublic(type))
                .forEach(type -> {
                    type.getMethods().stream()
                            .filter(PrintedValuesTest::isPublic)
                            .forEach(method ->
                                    types.addAll(method.getReturnType().getAllInvolvedRawTypes()));
                    if (type.getConstructors().stream().anyMatch(PrintedValuesTest::isPublic)) {
                        types.add(type);
                    }
                });
        types.removeIf(type -> !type.getPackageName().startsWith("valkka"));
        return types;
    }

    private static boolean isPublic(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PrintedValuesTest::isPublic).orElse(true);
    }

    /** The classes of which an object of this type can be, in the packages of a shell and in the type's own. */
    private static Stream<JavaClass> kinds(JavaClass type, List<String> packages) {
        return Stream.concat(Stream.of(type), type.getAllSubclasses().stream())
                .filter(kind -> packages.contains(kind.getPackageName())
                        || kind.getPackageName().equals(type.getPackageName()))
                .filter(kind -> !kind.isInterface() && !kind.isArray())
                .filter(kind -> !kind.getModifiers().contains(JavaModifier.ABSTRACT));
    }

    private static boolean printsItself(JavaClass type) {
        return type.getAllMethods().stream()
                .filter(method -> method.getName().equals("toString")
                        && method.getRawParameterTypes().isEmpty())
                .anyMatch(method -> !method.getOwner().isEquivalentTo(Object.class));
    }
}
