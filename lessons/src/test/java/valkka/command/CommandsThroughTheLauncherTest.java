package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.command.TestConsole.framesIn;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.camera.VirtualCamera;

/** The commands as real processes, started by the launcher: what only a process has, signals and exit codes. */
class CommandsThroughTheLauncherTest {
    private static final Path LAUNCHER = Path.of("..", "valkka").toAbsolutePath();
    private static final String PASSWORD = "s3cret";
    private static final Pattern FRAMES = Pattern.compile("frames +(\\d+) \\(.*\\), none dropped\n");

    private final VirtualCamera camera =
            VirtualCamera.builder().gop(5).user("admin", PASSWORD).start();

    @TempDir
    Path temp;

    private Process process;
    private String flightRecording = "";

    /** A project in which there is nothing to build but what is there. */
    @BeforeEach
    void aProjectWhoseMavenHasNothingToDo() throws IOException {
        Files.copy(LAUNCHER, temp.resolve("valkka"));
        Files.writeString(temp.resolve("pom.xml"), "<project/>");
        Files.createDirectories(temp.resolve(".mvn/wrapper"));
        Files.createFile(temp.resolve(".mvn/wrapper/maven-wrapper.jar"));
        Files.createDirectories(temp.resolve("lessons/src/main"));
        Files.createDirectories(temp.resolve("docs/reference"));
        Files.writeString(temp.resolve("lessons/pom.xml"), "<project/>");
        Path mvnw = temp.resolve("mvnw");
        Files.writeString(mvnw, """
                #!/bin/sh
                mkdir -p lessons/target/classes
                printf %%s "%s:%s" >lessons/target/classpath
                """.formatted(
                Path.of("target", "classes").toAbsolutePath(), Files.readString(Path.of("target", "classpath"))));
        Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void endWhatStillRuns() {
        camera.close();
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aRecordingThatIsInterruptedEndsWellWithEveryFrameThere(String signal) throws Exception {
        Path directory = temp.resolve("rec");
        start("record", directory.toString(), "--size", "8MiB");
        awaitFrames(directory);
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .start()
                .waitFor();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(text("err")).isEqualTo(BUILDING);
        assertThat(process.exitValue()).isZero();
        Matcher frames = FRAMES.matcher(text("out"));
        assertThat(frames.find()).as(text("out")).isTrue();
        assertThat(framesIn(directory)).isEqualTo(Long.parseLong(frames.group(1)));
        assertThat(new TestConsole().run("check", directory.toString())).isZero();
        assertThat(text("out")).doesNotContain("\r", "\u001B", PASSWORD);
    }

    @Test
    void probeAnswersWithAnExitCodeAndInfoReadsWhileSomebodyWrites() throws Exception {
        Path directory = temp.resolve("rec");
        start("record", directory.toString(), "--size", "8MiB");
        awaitFrames(directory);
        Process writing = process;
        try {
            assertThat(run("probe")).isZero();
            assertThat(text("out")).contains("640x360").doesNotContain(PASSWORD, "\u001B");
            assertThat(run("info", directory.toString())).isZero();
            assertThat(text("out")).contains("id 1: H264").contains("640x360");
            assertThat(run("record", directory.toString())).isEqualTo(1);
            assertThat(text("err"))
                    .startsWith(
                            "valkka: the recording in " + directory + " is being written by process " + writing.pid());
        } finally {
            writing.destroyForcibly();
        }
    }

    @Test
    void aWrongPasswordIsOneLineThatDoesNotShowIt() throws Exception {
        int exit = run("probe", camera.address().replace(PASSWORD, "wr0ng"));

        assertThat(exit).isEqualTo(1);
        assertThat(text("out")).isEmpty();
        assertThat(text("err"))
                .startsWith(BUILDING + "valkka: rtsp://admin:***@127.0.0.1:")
                .hasLineCount(2)
                .contains("refuses the user name or the password")
                .doesNotContain(PASSWORD, "wr0ng");
    }

    /**
     * A flight recording holds Java's arguments, properties and environment, and the list of
     * processes holds the arguments.
     */
    @Test
    void neitherAFlightRecordingNorTheListOfProcessesHoldsThePassword() throws Exception {
        Path flight = temp.resolve("flight.jfr");
        flightRecording = "-XX:StartFlightRecording=filename=" + flight;
        Path directory = temp.resolve("rec");
        start("record", camera.address(), directory.toString(), "--size", "8MiB");
        awaitFrames(directory);
        assertThat(process.info().arguments().map(List::of).orElse(List.of()))
                .contains("record", directory.toString())
                .noneMatch(argument -> argument.contains(PASSWORD));
        new ProcessBuilder("sh", "-c", "kill -TERM " + process.pid()).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(facts(flight)).contains("record").doesNotContain(PASSWORD);

        assertThat(run("discover", "127.0.0.1:1", "--user", "viewer:" + PASSWORD, "--seconds", "0.1"))
                .isEqualTo(1);
        assertThat(facts(flight)).contains("viewer").doesNotContain(PASSWORD);
    }

    private static String facts(Path flight) throws IOException {
        return RecordingFile.readAllEvents(flight).stream()
                .filter(event -> event.getEventType().getName().matches("jdk\\.(Initial|JVMInformation).*"))
                .map(event -> event.getFields().stream()
                        .map(field -> String.valueOf(event.<Object>getValue(field.getName())))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    private static final String BUILDING =
            "Building jvalkka (first time: about a minute, and a download of about 100 MB) ...\n";

    private int run(String... args) throws Exception {
        start(args);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void start(String... args) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("bash", temp.resolve("valkka").toString()));
        if (System.getProperty("os.name").equals("Linux")) {
            // Tests that run in a shell's background ignore SIGINT, and so would what they start.
            words.addAll(0, List.of("env", "--default-signal=INT"));
        }
        words.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("VALKKA_CAMERA", camera.address());
        builder.environment().put("VALKKA_PASSWORD", PASSWORD);
        if (!flightRecording.isEmpty()) {
            builder.environment().put("JDK_JAVA_OPTIONS", flightRecording);
        }
        process = builder.start();
    }

    private String text(String stream) throws IOException {
        return Files.readString(temp.resolve(stream));
    }

    private void awaitFrames(Path directory) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .failFast("the recorder has ended", () -> !process.isAlive())
                .untilAsserted(() -> assertThat(framesIn(directory) > 0)
                        .as("something is recorded: " + text("out") + text("err"))
                        .isTrue());
    }
}
