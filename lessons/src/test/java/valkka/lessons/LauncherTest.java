package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.lessons.Command.Result;

/** The launcher in a project of its own, with a Maven wrapper that only pretends and a PATH that holds no more than is put there. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "valkka").toAbsolutePath();

    @TempDir
    Path temp;

    private Path root;
    private Path bin;

    @BeforeEach
    void aProjectInAFolderWithASpaceInItsName() throws IOException {
        root = Files.createDirectory(temp.resolve("my project"));
        bin = Files.createDirectory(temp.resolve("bin"));
        for (String tool : List.of("cat", "dirname", "env", "find", "grep", "head", "mkdir", "mv", "readlink", "sed")) {
            program(bin.resolve(tool), "exec " + onPath(tool) + " \"$@\"");
        }
        Files.copy(LAUNCHER, root.resolve("valkka"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(root.resolve(".mvn/wrapper"));
        Files.createFile(root.resolve(".mvn/wrapper/maven-wrapper.jar"));
        Files.createDirectories(root.resolve("lessons/src/main"));
        Files.createDirectories(root.resolve("docs/reference"));
        Files.writeString(root.resolve("lessons/src/main/Some.java"), "class Some {}");
        Files.writeString(root.resolve("lessons/pom.xml"), "<project/>");
    }

    @Test
    void aMissingJavaIsOneLineThatSaysWhatToInstall() throws Exception {
        Result result = launcher("classpath").with("JAVA_HOME", "").run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("valkka: Java is missing; install a JDK of 17 or newer: ")
                .contains("apt install", "brew install");
    }

    @Test
    void anOldJavaIsOneLineThatSaysWhatToInstall() throws Exception {
        Result result = launcher("classpath")
                .with("JAVA_HOME", javaThatSays("11", temp))
                .run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1).startsWith("valkka: Java 11 is too old; install a JDK");
    }

    @Test
    void aJavaWithoutACompilerIsOneLineThatSaysWhatToInstall() throws Exception {
        Path jre = javaThatSays("17", temp);

        Result result = launcher("classpath").with("JAVA_HOME", jre).run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("valkka: the Java at " + jre)
                .contains("a JRE, not a JDK", "apt install");
    }

    @Test
    void aMissingPythonIsOneLineThatSaysWhatToInstallBeforeAnythingIsBuilt() throws Exception {
        notebookTools();

        Result result = launcher("lab").run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("valkka: Python is missing; install Python 3.10 or newer")
                .contains("apt install python3-venv", "brew install python");
    }

    @Test
    void aPythonWithoutItsVenvIsOneLineThatSaysWhatToInstall() throws Exception {
        notebookTools();
        program(bin.resolve("python3"), "case \"$2\" in *ensurepip*) exit 1 ;; esac");

        Result result = launcher("notebooks").run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("valkka: Python's module venv is missing; install Python 3.10 or newer");
    }

    private void notebookTools() throws IOException {
        Path tools = Files.createDirectories(root.resolve("tools/notebooks"));
        for (String file : List.of("notebooks.sh", "requirements.txt")) {
            Files.copy(LAUNCHER.resolveSibling("tools/notebooks").resolve(file), tools.resolve(file));
        }
    }

    @Test
    void itBuildsOnceAndSaysSo() throws Exception {
        mavenThatBuilds();

        Result first = launcher("classpath").run();
        Result second = launcher("classpath").run();

        assertThat(first.err()).hasLineCount(1).startsWith("Building jvalkka (first time");
        assertThat(first.out().strip())
                .isEqualTo(root.toRealPath() + "/lessons/target/classes:" + root.resolve("a.jar"));
        assertThat(second.err()).isEmpty();
        assertThat(second).extracting(Result::out).isEqualTo(first.out());
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void itBuildsAgainWhenASourceIsNewerOrAJarIsGoneOrTheProjectMoved() throws Exception {
        mavenThatBuilds();
        launcher("classpath").run();

        Files.setLastModifiedTime(
                root.resolve("lessons/src/main/Some.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(launcher("classpath").run().err()).isEqualTo("Building jvalkka ...\n");
        assertThat(builds()).isEqualTo(2);

        Files.setLastModifiedTime(root.resolve("lessons/src/main/Some.java"), FileTime.from(Instant.EPOCH));
        Files.delete(root.resolve("a.jar"));
        launcher("classpath").run();
        assertThat(builds()).isEqualTo(3);

        Path document = Files.createFile(root.resolve("docs/reference/names.md"));
        Files.setLastModifiedTime(document, FileTime.from(Instant.now().plusSeconds(60)));
        launcher("classpath").run();
        assertThat(builds()).as("help answers from a document").isEqualTo(4);
        Files.setLastModifiedTime(document, FileTime.from(Instant.EPOCH));

        root = Files.move(root, temp.resolve("moved"));
        launcher("classpath").run();
        assertThat(builds()).isEqualTo(5);
    }

    @Test
    void aBuildThatFailsShowsMavensWordsAndIsTriedAgain() throws Exception {
        program(root.resolve("mvnw"), "echo '[ERROR] no such symbol'; exit 1");

        Result result = launcher("classpath").run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("[ERROR] no such symbol", "valkka: the build failed");
        assertThat(launcher("classpath").run().exit()).isEqualTo(2);
    }

    @Test
    void itRunsThroughSymbolicLinksFromAnyFolder() throws Exception {
        mavenThatBuilds();
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("my project/valkka"));
        Path linkToLink = Files.createSymbolicLink(temp.resolve("link to link"), link);

        Result result = command(linkToLink, "classpath").in(bin).run();

        assertThat(result.out()).startsWith(root.toRealPath() + "/lessons/target/classes:");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aLessonsSettingThatCannotBeIsOneLineAndAnEmptyOneCountsAsNone() throws Exception {
        mavenThatBuilds();

        for (String wrong : List.of("abc", "-3", "1.5", "100000")) {
            Result result = launcher("lesson", "writing")
                    .with("VALKKA_LESSON_SECONDS", wrong)
                    .run();
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err())
                    .endsWith("valkka: VALKKA_LESSON_SECONDS is '" + wrong
                            + "': give a whole number of seconds, at most 9999\n");
        }
    }

    @Test
    void anUnknownCommandIsNotWorthABuild() throws Exception {
        Result result = launcher("play").run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("valkka: there is no command 'play': ./valkka help lists what there is\n");
    }

    @Test
    void helpNamesEveryCommandAndNeedsNoJava() throws Exception {
        Result result = launcher("help").with("JAVA_HOME", "").run();

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("probe [ADDRESS]", "record [ADDRESS] DIR", "info DIR", "dump DIR", "check DIR")
                .contains("lesson NAME", "test", "shell", "bench", "classpath");
        assertThat(result.out()).contains(Lesson.NAMES);
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lab", "notebooks", "shell", "classpath", "test"})
    void whatTheLauncherRunsItselfExplainsItselfWithoutJava(String command) throws Exception {
        Result result = launcher(command, "--help").with("JAVA_HOME", "").run();

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("Usage: ./valkka " + command);
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(launcher("help", command).with("JAVA_HOME", "").run()).isEqualTo(result);
    }

    @Test
    @EnabledOnOs(OS.LINUX) // script takes other options elsewhere
    void anInteractiveShellSaysWhereToBegin() throws Exception {
        mavenThatBuilds();
        Path home = javaThatSays("17", temp);
        program(home.resolve("bin/javac"), "exit 1");
        program(home.resolve("bin/jshell"), "echo jshell starts");

        String interactive = terminal(home, "shell").run().out().replace("\r", "");
        String banner = interactive.substring(interactive.indexOf("jvalkka: "), interactive.indexOf("jshell starts"));
        assertThat(banner.lines()).hasSizeBetween(3, 6);
        assertThat(banner)
                .contains("help()", "loadFromDirectory(\"" + root.toRealPath() + "/sample-fs/single\")")
                .contains(Lesson.NAMES);

        assertThat(launcher("shell").with("JAVA_HOME", home).typing("1\n").run().out())
                .isEqualTo("jshell starts\n");
        assertThat(terminal(home, "shell script.jsh").run().out().replace("\r", ""))
                .isEqualTo("jshell starts\n");
    }

    /** The launcher as somebody starts it in a terminal. */
    private Command terminal(Path javaHome, String arguments) {
        String command = "'" + onPath("bash") + "' '" + root.resolve("valkka") + "' " + arguments;
        return Command.of(onPath("script"), "-qec", command, "/dev/null")
                .with("PATH", bin)
                .with("JAVA_HOME", javaHome);
    }

    @Test
    void theVersionIsTheProjectsAndNeedsNoJava() throws Exception {
        Files.copy(LAUNCHER.resolveSibling("pom.xml"), root.resolve("pom.xml"), StandardCopyOption.REPLACE_EXISTING);

        Result result = launcher("--version").with("JAVA_HOME", "").run();

        assertThat(result.exit()).isZero();
        assertThat(result.out()).matches("jvalkka [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n");
    }

    private Command launcher(String... arguments) {
        return command(root.resolve("valkka"), arguments);
    }

    private Command command(Path script, String... arguments) {
        Object[] words = new Object[2 + arguments.length];
        words[0] = onPath("bash");
        words[1] = script;
        System.arraycopy(arguments, 0, words, 2, arguments.length);
        return Command.of(words).with("PATH", bin).with("JAVA_HOME", System.getProperty("java.home"));
    }

    private void mavenThatBuilds() throws IOException {
        program(bin.resolve("mvn"), "exit 1"); // an installed one, which is not asked
        program(root.resolve("mvnw"), """
                echo build >>"%s/builds"
                mkdir -p lessons/target/classes
                printf %%s "$PWD/a.jar" >lessons/target/classpath
                echo >a.jar
                """.formatted(temp));
    }

    private int builds() throws IOException {
        return Files.readAllLines(temp.resolve("builds")).size();
    }

    private static Path javaThatSays(String version, Path temp) throws IOException {
        Path home = Files.createDirectory(temp.resolve("java-" + version));
        Files.createDirectory(home.resolve("bin"));
        program(home.resolve("bin/java"), """
                echo "    java.home = %s"
                echo "    java.specification.version = %s"
                """.formatted(home, version));
        return home;
    }

    static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!" + onPath("bash") + "\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static Path onPath(String tool) {
        for (String folder : System.getenv("PATH").split(":", 0)) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return Path.of(folder, tool);
            }
        }
        throw new AssertionError(tool + " is not on the PATH");
    }
}
