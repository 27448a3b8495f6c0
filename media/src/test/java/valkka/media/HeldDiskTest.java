package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaSingleFS;
import valkka.live.ExternalPrograms;
import valkka.live.TestThreads;

/**
 * A disk that does not answer, as a named pipe whose other end nobody opens: nobody waits for it
 * for ever without a word.
 */
@Timeout(60)
class HeldDiskTest {
    private static final Path SAMPLE = Path.of("..", "sample-fs", "single");
    private static final long SAMPLE_ID = 1001;
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final byte[] SPS = {0, 0, 0, 1, 0x67, 66, (byte) 192, 30, 1, 2};
    private static final byte[] PPS = {0, 0, 0, 1, 0x68, 1, 2};
    private static final byte[] IDR = {0, 0, 0, 1, 0x65, (byte) 0x88, 2, 3};

    @TempDir
    Path temp;

    private static void makePipe(Path pipe) throws Exception {
        ExternalPrograms.Result made = ExternalPrograms.run(Duration.ofSeconds(30), "mkfifo", pipe.toString());
        assertThat(made.exitCode()).as(made.output()).isZero();
    }

    @Test
    void whoAsksAFileFilterThatTheDiskHoldsIsToldSo() throws Exception {
        Path pipe = temp.resolve("pipe.mkv");
        makePipe(pipe);
        FileFrameFilter file = new FileFrameFilter("file", frame -> {}, SHORT);
        file.activate(pipe);
        CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> feed(file), TestThreads.EACH_ITS_OWN);
        assertThatThrownBy(() -> askUntilItIsHeld(file))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                .hasMessageContaining(
                        "{FileFrameFilter:file}: another thread has been writing to " + pipe + " for 0.2 s");
        assertThatThrownBy(file::close).hasMessageContaining("the disk holds it");

        letGo(pipe, writes);
    }

    private static void askUntilItIsHeld(FileFrameFilter file) {
        while (file.result().pictures() == 0) {
            Thread.onSpinWait();
        }
    }

    /** A second of pictures, after which the file is opened. */
    private static void feed(FileFrameFilter file) {
        file.run(new SetupFrame(1, 0, 1000, Codec.H264));
        for (long time = 1000; time < 3000; time += 40) {
            for (byte[] unit : new byte[][] {SPS, PPS, IDR}) {
                file.run(BasicFrame.of(1, 0, time, Codec.H264, unit));
            }
        }
    }

    /**
     * Opens the other end, so that the thread comes out. What comes of its work is nobody's
     * business.
     */
    private static void letGo(Path pipe, CompletableFuture<?> held) throws Exception {
        while (!held.isDone()) {
            try (var other = Files.newByteChannel(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                assertThat(other.isOpen()).isTrue();
                held.handle((done, failure) -> done).get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void anExportWhoseRecordingIsNotBroughtEndsAndLeavesNothing() throws Exception {
        Path directory = Files.createDirectory(temp.resolve("recording"));
        try (Stream<Path> files = Files.list(SAMPLE)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Path dumpfile = directory.resolve("dumpfile");
        Path real = temp.resolve("real");
        Path target = temp.resolve("export.mkv");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            boolean[] swapped = {false};
            ExportRun run = new ExportRun(
                    fs,
                    SAMPLE_ID,
                    fs.getTimeRange(),
                    done -> {
                        if (!swapped[0]) {
                            swapped[0] = true;
                            swap(dumpfile, real);
                        }
                    },
                    SHORT);
            assertThatThrownBy(() -> run.toFile(Container.MATROSKA, target))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                    .hasMessageContaining("has brought nothing for 0.2 s", "export again");
            assertThat(temp).isDirectoryNotContaining("glob:**.{mkv,part}");
            Files.newByteChannel(dumpfile, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
        }
    }

    private static void swap(Path dumpfile, Path real) {
        try {
            Files.move(dumpfile, real);
            makePipe(dumpfile);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
