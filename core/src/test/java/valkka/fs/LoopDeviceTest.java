package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import valkka.disk.Disk;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.TestFrames;

/**
 * A recording on a block device of the system: a loop device where this user may make one. Where he may not, which is so in most
 * containers and for everybody but root, a file stands in for it, and the test says so.
 */
class LoopDeviceTest {
    private static final long BYTES = 4 * Bytes.MiB;

    @TempDir
    Path temp;

    @Test
    void aDeviceIsRecordedOntoAndReadBack(TestInfo test) throws Exception {
        Path image = Files.write(temp.resolve("image"), new byte[(int) BYTES]);
        String loop = output("losetup", "--find", "--show", image.toString());
        if (loop.isEmpty()) {
            System.getLogger("valkka.test")
                    .log(
                            System.Logger.Level.INFO,
                            test.getDisplayName() + ": no loop device here, a file stands in for it");
            record(standIn(image), image);
            return;
        }
        try {
            record(Disk.SYSTEM, Path.of(loop));
        } finally {
            output("losetup", "--detach", loop);
        }
        assertThat(Files.size(image)).isEqualTo(BYTES);
    }

    @Test
    void aDeviceHasOneWriterThroughWhateverDirectoryAndDeviceNode(@TempDir Path otherLocks) throws Exception {
        Path image = Files.write(temp.resolve("image"), new byte[(int) BYTES]);
        String loop = output("losetup", "--find", "--show", image.toString());
        assumeFalse(loop.isEmpty(), "needs a loop device");
        try {
            Path device = Path.of(loop);
            Path first = temp.resolve("first");
            ValkkaSingleFS.newFromDirectory(first)
                    .blockSize(64 * Bytes.KiB)
                    .device(device)
                    .create()
                    .close();
            Path second = Files.createDirectory(temp.resolve("second"));
            for (String name : List.of("blockfile", "valkkafs.json")) {
                Files.copy(first.resolve(name), second.resolve(name));
            }
            // Another node of the device names it too.
            Path node = temp.resolve("node");
            String number = output("stat", "--format=%Hr %Lr", loop);
            output("mknod", node.toString(), "b", number.split(" ")[0], number.split(" ")[1]);
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(first, node);
                    ValkkaFS again = ValkkaSingleFS.loadFromDirectory(second, device);
                    ValkkaFS unnamed = ValkkaSingleFS.loadFromDirectory(second);
                    ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
                    ChildJvm sameUser = new ChildJvm(ObeyingProgram.class);
                    ChildJvm stranger =
                            new ChildJvm(List.of("-Dvalkka.lockDirectory=" + otherLocks), ObeyingProgram.class)) {
                assertThatThrownBy(unnamed::reinit)
                        .hasMessageContaining("name it")
                        .hasMessageContaining(loop);
                writer.start();
                assertThatThrownBy(again::reinit).hasMessageContaining("which is this process itself");
                assertThatThrownBy(() -> ValkkaSingleFS.newFromDirectory(temp.resolve("third"))
                                .blockSize(64 * Bytes.KiB)
                                .device(device)
                                .overwrite()
                                .create())
                        .hasMessageContaining("which is this process itself");
                String start = "start " + second + " " + loop;
                assertThat(sameUser.ask(start)).startsWith("BUSY ").contains("process ");
                assertThat(stranger.ask(start)).startsWith("BUSY ").contains("another process");
                writer.stop();
                assertThat(stranger.ask(start)).isEqualTo("writing");
            }
        } finally {
            output("losetup", "--detach", loop);
        }
    }

    private static Disk standIn(Path image) {
        return new DelegatingDisk() {
            @Override
            public String listBlockDevices() {
                return "{\"blockdevices\": [{\"path\": \"" + image + "\", \"type\": \"loop\", \"size\": " + BYTES
                        + "}]}";
            }
        };
    }

    private void record(Disk disk, Path device) {
        Path directory = temp.resolve("recording");
        try (ValkkaFS fs = new ValkkaFSBuilder<>(disk, directory, ValkkaSingleFS::new)
                        .blockSize(64 * Bytes.KiB)
                        .device(device)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            assertThat(fs.getPars().nBlocks()).isEqualTo(64);
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            for (int i = 0; i < 3000; i++) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, i, 1000));
            }
        }
        try (ValkkaFS fs = new ValkkaSingleFS(disk, directory)) {
            assertThat(TestFrames.numbers(fs)).hasSize(3000);
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
    }

    /** What the program prints, or nothing where it fails. */
    private static String output(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : "";
        } catch (IOException e) {
            return ""; // there is no such program
        }
    }
}
