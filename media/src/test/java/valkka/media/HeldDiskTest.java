package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.Deadline;
import valkka.rtsp.ExternalPrograms;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.DelegatingFile;

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
        Thread writes = new Thread(() -> feed(file), "writes into the pipe");
        writes.setDaemon(true);
        writes.start();
        // From here on the lock is held: only who holds it may come to the pipe, where nothing would wake this test.
        Deadline.until("the thread is inside FFmpeg's opening of the file", () -> isInside(writes, "avio_open2"));
        for (ThrowingCallable asked : List.<ThrowingCallable>of(file::result, file::close)) {
            assertThatThrownBy(asked)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                    .hasMessageContaining(
                            "{FileFrameFilter:file}: another thread has been writing to " + pipe + " for 0.2 s")
                    .hasMessageContaining("the disk holds it");
        }
        assertThat(inTheCallbackOfAWriter(file::result))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY))
                .hasMessageContaining("in the callback of the writer 'writer', which waits for nobody")
                .hasMessageContaining("call it in a thread of your own");
        letGo(pipe, writes);
    }

    /** What is thrown there. */
    private Throwable inTheCallbackOfAWriter(ThrowingCallable call) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (ValkkaSingleFS fs = TestStreams.create(temp.resolve("other"), 4)) {
            fs.setBlockCallback(() -> thrown.complete(catchThrowable(call)));
            TestStreams.record(fs, List.of(List.of(BasicFrame.of(1, 0, 1000, Codec.H264, SPS))));
            return thrown.get(20, TimeUnit.SECONDS);
        }
    }

    private static boolean isInside(Thread thread, String method) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(call -> call.getMethodName().equals(method));
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
    private static void letGo(Path pipe, Thread held) throws Exception {
        while (held.isAlive()) {
            try (var other = Files.newByteChannel(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                assertThat(other.isOpen()).isTrue();
                TimeUnit.SECONDS.timedJoin(held, 20);
                assertThat(held.isAlive()).as("the thread is still inside").isFalse();
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
        Path target = temp.resolve("export.mkv");
        HoldingDisk disk = new HoldingDisk();
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(disk, directory)) {
            ExportOptions held = ExportOptions.NONE.withProgress(done -> disk.holds = true);
            ExportRun run = new ExportRun(fs, SAMPLE_ID, fs.getTimeRange(), held, SHORT);
            Throwable thrown = catchThrowable(() -> run.toFile(Container.MATROSKA, target));
            disk.letGo.countDown(); // so that closing does not wait for the reader
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                    .hasMessageContaining("has brought nothing for 0.2 s", "export again");
            assertThat(temp).isDirectoryNotContaining("glob:**.{mkv,part}");
        }
    }

    /** A disk that brings nothing any more once it holds, as one whose network is gone. */
    private static final class HoldingDisk extends DelegatingDisk {
        private final CountDownLatch letGo = new CountDownLatch(1);
        private volatile boolean holds;

        @Override
        public DiskFile openForReading(Path file) throws IOException {
            return new DelegatingFile(super.openForReading(file)) {
                @Override
                public int read(ByteBuffer buffer, long position) throws IOException {
                    try {
                        if (holds && !letGo.await(60, TimeUnit.SECONDS)) {
                            throw new IOException("nobody has let go");
                        }
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                    return super.read(buffer, position);
                }
            };
        }
    }
}
