package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** Faults of the real file system: full, read-only, gone, cut short. */
class RealFaultsTest {
    private static final int BLOCK = 64 * 1024;

    @TempDir
    Path temp;

    @Test
    void aDumpfileThatIsCutShortWhileItIsReadIsCorruptThere() throws IOException {
        Path directory = recorded();
        TroubledDisk disk = new TroubledDisk();
        try (ValkkaFS fs = new ValkkaSingleFS(disk, directory)) {
            assertThat(fs.readBlock(0)).isNotEmpty();
            disk.beforeReading("dumpfile", () -> cut(directory.resolve("dumpfile"), BLOCK + 1000));
            List<RecordedFrame> frames = fs.readBlock(1);
            assertThat(frames).hasSizeLessThanOrEqualTo(3);
            TestFrames.firstOfSequence(frames);
            assertThat(new ValkkaFSTool(fs).check().toString())
                    .contains("F1 ")
                    .contains("B1 block 1 is corrupt at byte ")
                    .contains("the file ends within the block");
        }
    }

    @Test
    void aCutAtEachReadOfACheckNeitherHangsNorEscapes() throws IOException {
        for (int reads = 0; reads < 12; reads++) {
            Path directory = temp.resolve("cut" + reads);
            record(directory);
            TroubledDisk disk = new TroubledDisk();
            try (ValkkaFS fs = new ValkkaSingleFS(disk, directory)) {
                cutAtRead(disk, directory, reads);
                CheckReport report = new ValkkaFSTool(fs).check();
                assertThat(new ValkkaFSTool(fs).check().isClean()).isFalse();
                assertThat(report.blocks()).isEqualTo(4);
            }
        }
    }

    private static void cutAtRead(TroubledDisk disk, Path directory, int reads) {
        disk.beforeReading(
                "dumpfile",
                reads == 0
                        ? () -> cut(directory.resolve("dumpfile"), 5000)
                        : () -> cutAtRead(disk, directory, reads - 1));
    }

    @Test
    void aDumpfileThatIsCutShortDuringRecordingGrowsAgainAndKeepsTheNewFrames() throws IOException {
        Path directory = temp.resolve("fs");
        try (ValkkaFS fs = create(directory);
                ValkkaFSWriterThread writer = writer(fs)) {
            feed(writer, 0, 100);
            writer.flush();
            cut(directory.resolve("dumpfile"), 10);
            feed(writer, 100, 400);
            writer.stop();
            assertThat(writer.stats().lost()).isZero();
            assertThat(fs.getTimeRange().to()).isEqualTo(TestFrames.TIME_0 + 399);
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            assertThat(new ValkkaFSTool(fs).check()).isNotNull();
            assertThat(fs.readBlock(fs.blocks().get(fs.blocks().size() - 1).number()))
                    .isNotEmpty();
        }
    }

    @Test
    void aDirectoryThatIsRenamedOrRemovedDuringRecordingEndsInOneError() throws IOException {
        for (boolean remove : List.of(false, true)) {
            Path directory = temp.resolve("moved" + remove);
            List<ValkkaException> errors = new ArrayList<>();
            try (ValkkaFS fs = create(directory);
                    ValkkaFSWriterThread writer = writer(fs)) {
                writer.setErrorCallback(error -> {
                    synchronized (errors) {
                        errors.add(error);
                    }
                });
                feed(writer, 0, 20);
                writer.flush();
                if (remove) {
                    delete(directory);
                } else {
                    Files.move(directory, temp.resolve("elsewhere"));
                }
                feed(writer, 20, 120);
                try {
                    writer.stop();
                } catch (ValkkaException e) {
                    assertThat(e.kind()).isIn(Kind.IO, Kind.NOT_FOUND);
                    assertThat(e).hasMessageContaining(directory.toString());
                }
            }
            assertThat(errors.size()).isLessThanOrEqualTo(1);
            assertThat(directory).doesNotExist();
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp.resolve("elsewhere"))) {
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
            assertThat(TestFrames.numbers(fs)).contains(19L);
        }
    }

    @Test
    void aFullFileSystemRefusesTheRecordingAndLeavesNothing() throws IOException, InterruptedException {
        Path mount = Files.createDirectory(temp.resolve("small"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "valkka-test", mount.toString()))
                .as("this test mounts a tmpfs, which needs root")
                .isZero();
        try {
            Path directory = mount.resolve("fs");
            assertThatThrownBy(() -> ValkkaSingleFS.newFromDirectory(directory)
                            .blockSize(BLOCK)
                            .blocks(64)
                            .create())
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
            assertThat(directory).isEmptyDirectory();
            record(directory);
            fill(mount.resolve("rest"));
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                assertThat(TestFrames.numbers(fs)).endsWith(199L);
                assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
            }
            Files.write(directory.resolve("blockfile"), new byte[0]);
            assertThatThrownBy(() -> Repair.of(directory).single().apply())
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
            assertThat(directory.resolve("blockfile")).isEmptyFile();
        } finally {
            assertThat(run("umount", mount.toString())).isZero();
        }
    }

    /** Takes the last bytes, too. */
    private static void fill(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            java.nio.ByteBuffer page = java.nio.ByteBuffer.allocate(4096);
            while (channel.write(page.clear()) > 0) {
                // until there is no room
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void aReadOnlyFileSystemIsReadAndCheckedAndRefusesAWriter() throws IOException, InterruptedException {
        Path directory = recorded();
        assumeThat(run("mount", "--bind", directory.toString(), directory.toString()))
                .as("this test mounts a directory read-only, which needs root")
                .isZero();
        try {
            assumeThat(run("mount", "-o", "remount,ro,bind", directory.toString()))
                    .isZero();
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
                assertThat(Repair.of(directory).look().changes()).isEmpty();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
                assertThatThrownBy(writer::start).isInstanceOf(ValkkaException.class);
                writer.close();
            }
        } finally {
            assertThat(run("umount", directory.toString())).isZero();
        }
    }

    @Test
    void aProcessThatMayOpenNoMoreFilesSaysSoAndRecordsOn() throws IOException {
        List<String> said = inProcessOfFewFiles(FileHungryProgram.class);
        assertThat(said).endsWith("frames 2").contains("made");
        assertThat(said.subList(0, said.indexOf("made")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("IO ").contains("Too many open files", "ulimit -n"));
    }

    private List<String> inProcessOfFewFiles(Class<?> main) throws IOException {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 256; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        jars(),
                        main.getName(),
                        temp.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.inputReader().lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The class path in jars, as users have it: a class is no file to be opened then. */
    private String jars() {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String jar = entry;
            if (Files.isDirectory(Path.of(entry))) {
                jar = temp.resolve(jars.size() + ".jar").toString();
                assertThat(ToolProvider.findFirst("jar")
                                .orElseThrow()
                                .run(System.out, System.err, "-cf", jar, "-C", entry, "."))
                        .isZero();
            }
            jars.add(jar);
        }
        return String.join(File.pathSeparator, jars);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            return -1; // there is no such program
        }
    }

    private Path recorded() {
        Path directory = temp.resolve("fs");
        record(directory);
        return directory;
    }

    private static void record(Path directory) {
        try (ValkkaFS fs = create(directory)) {
            Recordings.write(fs, 0, 200, 900);
        }
    }

    private static ValkkaFS create(Path directory) {
        return ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(BLOCK)
                .blocks(4)
                .create();
    }

    private static ValkkaFSWriterThread writer(ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE);
        writer.setSlotId(1, TestFrames.ID);
        writer.start();
        return writer;
    }

    private static void feed(ValkkaFSWriterThread writer, int from, int to) {
        for (int number = from; number < to; number++) {
            writer.getFrameFilter().run(TestFrames.frame(1, number, 900));
        }
    }

    private static void cut(Path file, long size) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
