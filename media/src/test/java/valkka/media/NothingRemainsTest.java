package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.initStream;
import static valkka.graph.Nodes.reader;
import static valkka.media.MediaNodes.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.LogLevel;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;
import valkka.live.SmallProcess;

/** Graphs and exports leave nothing behind: no thread, no open file, no native memory, no temporary file. */
@Timeout(120)
class NothingRemainsTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");
    private static final long SAMPLE_ID = 1001;
    /** A muxer that is lost takes 70 kB, a parser 1 MB; and the process itself grows by some MB before it is warm. */
    private static final long MOST_GROWTH_KB = 10 << 10;

    @TempDir
    Path temp;

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofAThousandGraphsAndTwoHundredExportsHalfOfThemInterrupted() throws Exception {
        List<String> lines = SmallProcess.run(NothingRemainsTest.class, temp.toString())
                .lines()
                .filter(line -> line.startsWith("held "))
                .toList();
        long[] before = numbers(lines.get(0));
        long[] after = numbers(lines.get(1));
        assertThat(after[0]).as("threads").isLessThanOrEqualTo(before[0]);
        assertThat(after[1]).as("open files").isLessThanOrEqualTo(before[1]);
        assertThat(after[2]).as("kB in the process").isLessThan(before[2] + MOST_GROWTH_KB);
        assertThat(namesIn(temp)).containsExactlyInAnyOrder("graph.mkv", "export.mkv", "export.mp4");
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.substring("held ".length()).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Prints what the process holds behind the first graphs and exports, and behind those that follow. */
    public static void main(String[] args) throws Exception {
        LogLevel.file(LogLevel.SILENT);
        Path directory = Path.of(args[0]);
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            runGraphs(fs, directory, 500);
            runExports(fs, directory, 100);
            System.out.println(held(fs));
            runGraphs(fs, directory, 1000);
            runExports(fs, directory, 200);
            System.out.println(held(fs));
        }
    }

    private static String held(ValkkaSingleFS fs) throws IOException {
        fs.readBlock(0); // keeps a file open for the next time, which an interrupt may have closed
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return "held " + threads() + " " + open.count() + " " + SmallProcess.kilobytes();
        }
    }

    /** Those of the program, and not the system's own, which begin when they are needed. The last to end may take a moment for it. */
    private static long threads() {
        long begin = System.nanoTime();
        while (applicationThreads() > 1 && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return applicationThreads();
    }

    private static long applicationThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getThreadGroup() == Thread.currentThread().getThreadGroup())
                .count();
    }

    /** Every other one with a file, and every tenth of these with frames in it. */
    private static void runGraphs(ValkkaSingleFS fs, Path directory, int graphs) throws Exception {
        Path mkv = directory.resolve("graph.mkv");
        for (int i = 0; i < graphs; i++) {
            try (FilterGraph g =
                    reader(fs).slotId(1, SAMPLE_ID).to(initStream()).to(fork().connect("count", count()))) {
                if (i % 2 == 0) {
                    g.connect("fork", "mkv", file(mkv));
                }
                g.start();
                if (i % 20 == 0) {
                    g.reader().pullBlocks(0).get();
                }
            }
        }
    }

    private static void runExports(ValkkaSingleFS fs, Path directory, int exports) {
        TimeRange range = fs.getTimeRange();
        Path mkv = directory.resolve("export.mkv");
        Path mp4 = directory.resolve("export.mp4");
        for (int i = 0; i < exports; i++) {
            double at = (i % 8) / 8.0;
            switch (i % 4) {
                case 0 -> Export.matroska(fs, SAMPLE_ID, range, mkv);
                case 1 -> Export.mp4(fs, SAMPLE_ID, range, mp4);
                default ->
                    interrupted(
                            fs,
                            range,
                            directory.resolve("interrupted.mkv"),
                            i % 4 == 2 ? Container.MATROSKA : Container.MP4_IN_PIECES,
                            at);
            }
        }
    }

    private static void interrupted(ValkkaSingleFS fs, TimeRange range, Path mkv, Container container, double at) {
        ExportRun run = new ExportRun(fs, SAMPLE_ID, range, done -> {
            if (done >= at) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> {
                    if (container == Container.MATROSKA) {
                        run.toFile(container, mkv);
                    } else {
                        run.toMemory(container);
                    }
                })
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static Set<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
