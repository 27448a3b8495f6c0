package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process with a heap that has all its memory from the beginning: what such a process grows by is native, FFmpeg's own and that of sockets,
 * which nothing in Java counts.
 */
public final class SmallProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private SmallProcess() {}

    /** Runs the {@code main} of a class to its end, which must be a good one. @return what it has told */
    public static Rounds run(Class<?> program, String... arguments) throws Exception {
        return runOn(System.getProperty("java.class.path"), program, arguments);
    }

    /** The same, in a process that lacks the jars whose path contains {@code left}. */
    public static Rounds runWithout(String left, Class<?> program, String... arguments) throws Exception {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !jar.contains(left))
                .collect(Collectors.joining(File.pathSeparator));
        return runOn(classPath, program, arguments);
    }

    private static Rounds runOn(String classPath, Class<?> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "MALLOC_ARENA_MAX=1", // else it grows with the number of threads, up to a bound
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                program.getName()));
        command.addAll(List.of(arguments));
        ExternalPrograms.Result result = ExternalPrograms.run(PATIENCE, command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return new Rounds(result.output());
    }

    /**
     * In it: tells what of this process is in memory now, in kB, as Linux alone knows it. The heap counts as a constant: each page of it was
     * touched when the process began. The collection frees native memory whose owners in Java are gone.
     */
    public static void tellKilobytes() throws IOException {
        System.gc();
        long kilobytes = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
        Rounds.tell("kB", kilobytes);
    }
}
