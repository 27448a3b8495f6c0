package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.disk.Disk;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.TroubledDisk;

/** What a new recording looks like on the disk, and what is left of one that cannot be made: nothing. */
class CreateTest {
    @TempDir
    Path temp;

    private Path directory() {
        return temp.resolve("fs");
    }

    private ValkkaFSBuilder<ValkkaSingleFS> newRecording() {
        return ValkkaSingleFS.newFromDirectory(directory());
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(kind);
    }

    private static long allocated(Path file) throws IOException {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String kib = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Long.parseLong(kib.split("\\s")[0]) * 1024;
    }

    // ---- sizes ----

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 4095, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 30) + 1})
    void aBlockSizeThatCannotBeIsRefusedAndNothingIsMade(long size) {
        assertFails(
                Kind.BAD_ARGUMENT,
                "a block size of " + size + " bytes",
                () -> newRecording().blockSize(size).blocks(4).create());
        assertThat(directory()).doesNotExist();
    }

    @Test
    void sizesAreRoundedDownToWholeGrainsAndWholeBlocks() throws IOException {
        try (ValkkaFS fs = newRecording().blockSize(10_000).deviceSize(100_000).create()) {
            assertThat(fs.getPars().blockSize()).isEqualTo(8192);
            assertThat(fs.getPars().nBlocks()).isEqualTo(12);
            assertThat(Files.size(directory().resolve("dumpfile"))).isEqualTo(12 * 8192);
            assertThat(Files.size(directory().resolve("blockfile"))).isEqualTo(12 * 16);
        }
    }

    @Test
    void theNumberOfBlocksIsGivenOnceAndIsAtLeastTwo() {
        assertFails(
                Kind.BAD_ARGUMENT,
                "blocks(...) or deviceSize(...)",
                () -> newRecording().blockSize(4096).create());
        assertFails(
                Kind.BAD_ARGUMENT,
                "blocks(...) or deviceSize(...)",
                () -> newRecording()
                        .blockSize(4096)
                        .blocks(4)
                        .deviceSize(1 << 20)
                        .create());
        assertFails(
                Kind.BAD_ARGUMENT, "a ring of 1 blocks", () -> newRecording().blocks(1));
        assertFails(
                Kind.BAD_ARGUMENT, "a ring of -4 blocks", () -> newRecording().blocks(-4));
        assertFails(
                Kind.BAD_ARGUMENT,
                "a device size of 0 bytes",
                () -> newRecording().deviceSize(0));
        assertFails(
                Kind.BAD_ARGUMENT,
                "a device size of 8191 bytes is 1 blocks",
                () -> newRecording().blockSize(4096).deviceSize(8191).create());
        assertFails(
                Kind.BAD_ARGUMENT,
                "a recording of 2147483647 blocks",
                () -> newRecording().blockSize(4096).blocks(Integer.MAX_VALUE).create());
        assertThat(directory()).doesNotExist();
    }

    // ---- what is there already ----

    @Test
    void aFileInPlaceOfTheDirectoryIsLeftAlone() throws IOException {
        Files.writeString(directory(), "precious");
        assertFails(
                Kind.EXISTS,
                "is a file",
                () -> newRecording().blockSize(4096).blocks(4).overwrite().create());
        assertThat(directory()).hasContent("precious");
        assertFails(
                Kind.EXISTS,
                directory() + " is a file",
                () -> ValkkaSingleFS.newFromDirectory(directory().resolve("deeper"))
                        .blockSize(4096)
                        .blocks(4)
                        .create());
    }

    @Test
    void aLinkToADiskThatIsNotMountedIsTold() throws IOException {
        Path away = directory().resolveSibling("not-mounted");
        Files.createSymbolicLink(directory(), away);
        for (Path wanted : List.of(directory(), directory().resolve("front-door"))) {
            assertFails(
                    Kind.NOT_FOUND,
                    directory() + " is a link to " + away + ", which is not there: mount its disk",
                    () -> ValkkaSingleFS.newFromDirectory(wanted)
                            .blockSize(4096)
                            .blocks(4)
                            .create());
        }
    }

    @Test
    void anExistingRecordingIsLeftAloneWithoutOverwriteAndReplacedWithIt() {
        try (ValkkaFS fs = newRecording().blockSize(4096).blocks(4).create()) {
            Recordings.write(fs, 0, 3, 100);
        }
        Map<String, String> before = Recordings.fingerprint(directory());
        assertFails(
                Kind.EXISTS,
                "overwrite()",
                () -> newRecording().blockSize(8192).blocks(6).create());
        assertThat(Recordings.fingerprint(directory())).isEqualTo(before);

        try (ValkkaFS fs = newRecording().blockSize(8192).blocks(6).overwrite().create()) {
            assertThat(fs.getPars().nBlocks()).isEqualTo(6);
            assertThat(fs.getTimeRange()).isEqualTo(TimeRange.EMPTY);
            assertThat(fs.readBlock(0)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumpfile", "blockfile", "valkkafs.json"})
    void oneFileOfARecordingIsEnoughToBeLeftAlone(String name) throws IOException {
        Files.createDirectory(directory());
        Files.writeString(directory().resolve(name), "precious");
        assertFails(
                Kind.EXISTS,
                "overwrite()",
                () -> newRecording().blockSize(4096).blocks(4).create());
        assertThat(directory().resolve(name)).hasContent("precious");
        assertThat(ValkkaFS.checkDirectory(directory())).isEqualTo(name.equals("valkkafs.json"));
    }

    @Test
    void otherFilesInTheDirectoryStay() throws IOException {
        Files.createDirectory(directory());
        Files.writeString(directory().resolve("notes.txt"), "precious");
        newRecording().blockSize(4096).blocks(4).create().close();
        newRecording().blockSize(4096).blocks(4).overwrite().create().close();
        assertThat(directory().resolve("notes.txt")).hasContent("precious");
    }

    // ---- on the disk ----

    @Test
    void onlyTheOwnerMayReadANewRecording() throws IOException {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        try (ValkkaFS fs = newRecording().blockSize(4096).blocks(4).create()) {
            Recordings.write(fs, 0, 3, 100);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(directory())) {
            assertThat(files.toList())
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void theGroupMayReadARecordingThatIsMadeForItAlsoAfterItsJsonWasReplaced() throws IOException {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        try (ValkkaFS fs =
                newRecording().blockSize(4096).blocks(4).groupReadable().create()) {
            Recordings.write(fs, 0, 3, 100);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwxr-x---");
        for (String name : List.of("dumpfile", "blockfile", "valkkafs.json")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory().resolve(name))))
                    .isEqualTo("rw-r-----");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 1 << 20})
    void theSpaceIsReallyAllocated(int blockSize) throws IOException {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        newRecording().blockSize(blockSize).blocks(4).create().close();
        assertThat(allocated(directory().resolve("dumpfile"))).isGreaterThanOrEqualTo(4L * blockSize);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumpfile", "blockfile", "valkkafs.json"})
    void aFullDiskIsToldAndNothingIsLeft(String name) {
        Disk full = new TroubledDisk().withoutRoomFor(name);
        assertFails(
                Kind.FULL,
                "creating a recording of 16 KiB",
                () -> new ValkkaFSBuilder<>(full, directory(), ValkkaSingleFS::new)
                        .blockSize(4096)
                        .blocks(4)
                        .create());
        assertThat(directory()).isEmptyDirectory();
    }

    @Test
    void aSmallFileSystemIsToldToBeFullAndNothingIsLeft() throws IOException, InterruptedException {
        Path small = Files.createDirectory(temp.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()), "only root may mount");
        try {
            assertFails(
                    Kind.FULL,
                    "has room for",
                    () -> ValkkaSingleFS.newFromDirectory(small)
                            .blockSize(1 << 20)
                            .blocks(4)
                            .create());
            assertThat(small).isEmptyDirectory();
            ValkkaSingleFS.newFromDirectory(small)
                    .blockSize(4096)
                    .blocks(4)
                    .create()
                    .close();
        } finally {
            assertThat(run("umount", small.toString())).isTrue();
        }
    }

    @Test
    void aRecordingLargerThanTheDiskIsRefusedAtOnceAndTheOneThereStays() throws IOException {
        newRecording().blockSize(4096).blocks(4).create().close();
        long more = temp.toFile().getTotalSpace() + Bytes.GiB;

        assertFails(
                Kind.FULL,
                "beside the recording that is there, which stays until the new one is made",
                () -> newRecording()
                        .blockSize(Bytes.MiB)
                        .deviceSize(more)
                        .overwrite()
                        .create());

        try (ValkkaFS before = ValkkaSingleFS.loadFromDirectory(directory())) {
            assertThat(before.getBlockTable().size()).isEqualTo(4);
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aMultiRecordingIsMadeTheSameWay() {
        try (ValkkaFS fs = ValkkaMultiFS.newFromDirectory(directory().toString())
                .blockSize(4096)
                .blocks(4)
                .create()) {
            assertThat(fs).hasToString("ValkkaMultiFS " + directory() + ": 4 blocks of 4 KiB, empty");
            assertThat(ValkkaFS.checkDirectory(directory().toString())).isTrue();
        }
    }
}
