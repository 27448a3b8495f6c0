package valkka.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import valkka.fs.NativeAndBackwards;
import valkka.rtsp.NativeReceiver;

/** What docs/design/overview.md says about packages: they depend one way, and neither core nor what receives cameras has native code. */
class ArchitectureTest {
    /** The packages as frames flow through them: each may use those in front of it, and no other of ours. */
    static final List<String> PACKAGES = List.of(
            "valkka.frame",
            "valkka.nal",
            "valkka.filter",
            "valkka.lock",
            "valkka.disk",
            "valkka.fs",
            "valkka.play",
            "valkka.proof",
            "valkka.graph",
            "valkka.testkit",
            "valkka.ffmpeg",
            "valkka.rtsp",
            "valkka.onvif",
            "valkka.live",
            "valkka.camera",
            "valkka.media",
            "valkka.view",
            "valkka.player",
            "valkka.exam",
            "valkka.kernel",
            "valkka.command",
            "valkka.lessons",
            "valkka.simulator",
            "valkka.bench");

    static final List<String> PACKAGES_WITH_OTHERS_BEHIND = PACKAGES.subList(0, PACKAGES.size() - 1);

    private static final String[] CORE = {
        "valkka.frame",
        "valkka.nal",
        "valkka.filter",
        "valkka.lock",
        "valkka.disk",
        "valkka.fs",
        "valkka.play",
        "valkka.proof",
        "valkka.graph"
    };

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("valkka");

    private static final JavaClasses COUNTEREXAMPLE = new ClassFileImporter().importClasses(NativeAndBackwards.class);

    private static final JavaClasses NATIVE_RECEIVER = new ClassFileImporter().importClasses(NativeReceiver.class);

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

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void aPackageSaysWhatItIsForAndHasItsNullsChecked(String name) {
        JavaPackage ours = OURS.getPackage(name);
        assertThat(ours.tryGetPackageInfo()).as("package-info of %s", name).isPresent();
        assertThat(ours.isAnnotatedWith(NullMarked.class))
                .as("@NullMarked on %s", name)
                .isTrue();
    }

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void aPackageIsInOneModule(String name) {
        assertThat(modulesOf(OURS.getPackage(name).getClasses())).hasSize(1);
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
    void aRecorderNeedsNoNativeLibrary() {
        receivingUsesNoFfmpeg().check(OURS);
    }

    @Test
    void theRulesFailWhereTheyAreBroken() {
        assertBroken(dependsOnlyForwards("valkka.fs"), "valkka.camera.VirtualCamera");
        assertBroken(coreUsesTheJdkAndJackson(), "org.bytedeco.ffmpeg.global.avutil");
        assertBroken(coreDeclaresNothingNative(), "NativeAndBackwards.call()");
        assertBroken(coreLoadsNoLibrary(), "java.lang.System.loadLibrary");
        assertBroken(receivingUsesNoFfmpeg(), NATIVE_RECEIVER, "org.bytedeco.ffmpeg.global.avformat");
        assertBroken(receivingUsesNoFfmpeg(), NATIVE_RECEIVER, "valkka.ffmpeg.Av");
        Set<JavaClass> split = new HashSet<>(OURS.getPackage("valkka.fs").getClasses());
        split.addAll(COUNTEREXAMPLE.getPackage("valkka.fs").getClasses());
        assertThat(modulesOf(split)).as("modules of a package that is split").hasSize(2);
    }

    /** The jars or directories that classes were read from. */
    private static Set<String> modulesOf(Set<JavaClass> classes) {
        return classes.stream()
                .flatMap(one -> one.getSource().stream()) // an array's class has none
                .map(source -> source.getUri().toString().replace("file:///", "file:/"))
                .map(place -> place.substring(0, place.lastIndexOf("/valkka/")))
                .collect(Collectors.toSet());
    }

    private static void assertBroken(ArchRule rule, String named) {
        assertBroken(rule, COUNTEREXAMPLE, named);
    }

    private static void assertBroken(ArchRule rule, JavaClasses counterexample, String named) {
        assertThatThrownBy(() -> rule.check(counterexample))
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

    private static ArchRule receivingUsesNoFfmpeg() {
        return noClasses()
                .that()
                .resideInAnyPackage("valkka.rtsp", "valkka.live")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "valkka.ffmpeg");
    }
}
