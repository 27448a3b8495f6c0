package valkka.lessons;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import valkka.fs.NativeAndBackwards;

/** What docs/design/overview.md says about packages: they depend one way, and core has no native code. */
class ArchitectureTest {
    /** The packages as frames flow through them: each may use those in front of it, and no other of ours. */
    static final List<String> PACKAGES = List.of(
            "valkka.frame",
            "valkka.filter",
            "valkka.fs",
            "valkka.play",
            "valkka.graph",
            "valkka.ffmpeg",
            "valkka.nal",
            "valkka.live",
            "valkka.media",
            "valkka.view",
            "valkka.kernel",
            "valkka.command",
            "valkka.lessons");

    static final List<String> PACKAGES_WITH_OTHERS_BEHIND = PACKAGES.subList(0, PACKAGES.size() - 1);

    private static final String[] CORE = {"valkka.frame", "valkka.filter", "valkka.fs", "valkka.play", "valkka.graph"};

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("valkka");

    private static final JavaClasses COUNTEREXAMPLE = new ClassFileImporter().importClasses(NativeAndBackwards.class);

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(OURS.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(PACKAGES);
    }

    @ParameterizedTest
    @FieldSource("PACKAGES_WITH_OTHERS_BEHIND")
    void aPackageDependsOnlyOnThoseInFrontOfIt(String name) {
        dependsOnlyForwards(name).check(OURS);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("valkka.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void coreUsesTheJdkAndJacksonAlone() {
        coreUsesTheJdkAndJackson().check(OURS);
    }

    @Test
    void coreHasNoNativeMethodAndLoadsNoLibrary() {
        coreDeclaresNothingNative().check(OURS);
        coreLoadsNoLibrary().check(OURS);
    }

    @Test
    void theRulesFailWhereTheyAreBroken() {
        assertBroken(dependsOnlyForwards("valkka.fs"), "valkka.live.VirtualCamera");
        assertBroken(coreUsesTheJdkAndJackson(), "org.bytedeco.ffmpeg.global.avutil");
        assertBroken(coreDeclaresNothingNative(), "NativeAndBackwards.call()");
        assertBroken(coreLoadsNoLibrary(), "java.lang.System.loadLibrary");
    }

    private static void assertBroken(ArchRule rule, String named) {
        assertThatThrownBy(() -> rule.check(COUNTEREXAMPLE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(named);
    }

    private static ArchRule dependsOnlyForwards(String name) {
        String[] behind = PACKAGES.stream().skip(PACKAGES.indexOf(name) + 1L).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(behind);
    }

    private static ArchRule coreUsesTheJdkAndJackson() {
        String[] allowed = Stream.concat(
                        Stream.of(CORE),
                        Stream.of(
                                "java..",
                                "com.fasterxml.jackson..",
                                "org.jspecify.annotations..",
                                "com.google.errorprone.annotations.."))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    private static ArchRule coreDeclaresNothingNative() {
        return noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(CORE)
                .should()
                .haveModifier(JavaModifier.NATIVE);
    }

    private static ArchRule coreLoadsNoLibrary() {
        return noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .callMethod(System.class, "loadLibrary", String.class)
                .orShould()
                .callMethod(System.class, "load", String.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..");
    }
}
