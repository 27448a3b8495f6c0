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
import valkka.rtsp.Rounds;
import valkka.rtsp.SmallProcess;

/** Graphs and exports leave nothing behind: no thread, no open file, no native memory, no temporary file. */
@Timeout(120)
class NothingRemainsTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");
    private static final long SAMPLE_ID = 1001;
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 15;
    private static final int GRAPHS = 70;
    private static final int EXPORTS = 16;
    /** A lost muxer takes 70 kB, a lost parser 1 MB, and a round has four exports of each kind. The process itself adds up to 50 kB. */
    private static final double MOST_GROWTH_KB = 140;

    @TempDir
    Path temp;

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofAThousandGraphsAndTwoHundredExportsHalfOfThemInterrupted() throws Exception {
        Rounds rounds = SmallProcess.run(NothingRemainsTest.class, temp.toString());

        assertThat(rounds.growth("threads")).as(rounds.output()).isLessThan(0.5);
        assertThat(rounds.growth("files")).as(rounds.output()).isLessThan(0.5);
        assertThat(rounds.growth("kB")).as(rounds.output()).isLessThan(MOST_GROWTH_KB);
        assertThat(namesIn(temp)).containsExactlyInAnyOrder("graph.mkv", "export.mkv", "export.mp4");
    }

    public static void main(String[] args) throws Exception {
        LogLevel.file(LogLevel.SILENT);
        Path directory = Path.of(args[0]);
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                runGraphs(fs, directory, GRAPHS);
                runExports(fs, directory, EXPORTS);
                if (round >= 0) {
                    tellWhatIsHeld(fs);
                }
            }
        }
    }

    private static void tellWhatIsHeld(ValkkaSingleFS fs) throws IOException {
        fs.readBlock(0); // keeps a file open for the next time, which an interrupt may have closed
        Rounds.tell("threads", threads());
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            Rounds.tell("files", open.count());
        }
        SmallProcess.tellKilobytes();
    }

    /** Those of the program, and not the system's own and JavaCPP's, which run to the end. The last to end may take a moment for it. */
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
                .filter(thread -> !thread.getName().startsWith("JavaCPP"))
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
        ExportRun run = new ExportRun(fs, SAMPLE_ID, range, ExportOptions.NONE.withProgress(done -> {
            if (done >= at) {
                Thread.currentThread().interrupt();
            }
        }));
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
