package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.TestFrames;

/**
 * Recordings in partitions and on whole disks. A plain file stands in for the device, and a list that the test writes for that of the
 * system; {@link LoopDeviceTest} has a real one where it may.
 */
class DeviceTest {
    private static final String UUID = "b4e7a9e6-0f2b-4c7e-9a55-0a1b2c3d4e5f";
    private static final String LINUX_DATA = "0fc63daf-8483-4772-8e79-3d69d8477de4";
    private static final int BLOCK = 8192;
    private static final int DEVICE_BYTES = 50 * BLOCK + 4096;

    @TempDir
    Path temp;

    private Path device;
    private String list;

    private final Disk disk = new DelegatingDisk() {
        @Override
        public String listBlockDevices() throws IOException {
            if (list == null) {
                throw new IOException("no such program");
            }
            return list;
        }
    };

    /** With what somebody had there before: garbage that might be taken for frames. */
    @BeforeEach
    void makeDevice() throws IOException {
        device = temp.resolve("sdb3");
        byte[] dirt = new byte[DEVICE_BYTES];
        new Random(3).nextBytes(dirt);
        Files.write(device, dirt);
        list = listing(device, "part", UUID, BlockDevice.LINUX_SWAP, "", "");
    }

    private static String listing(Path path, String type, String uuid, String partType, String fstype, String mounted) {
        return """
                {"blockdevices": [
                  {"path":"/dev/sda", "type":"disk", "partuuid":null, "parttype":null, "fstype":null, "pttype":"gpt",
                   "mountpoint":null, "pkname":null, "size":999, "ro":false},
                  {"path":"%s", "type":"%s", "partuuid":"%s", "parttype":"%s", "fstype":%s, "pttype":null,
                   "mountpoint":%s, "pkname":"/dev/sdb", "size":%d, "ro":false}
                ]}""".formatted(
                        path,
                        type,
                        uuid,
                        partType,
                        fstype.isEmpty() ? "null" : '"' + fstype + '"',
                        mounted.isEmpty() ? "null" : '"' + mounted + '"',
                        DEVICE_BYTES);
    }

    private ValkkaFSBuilder<ValkkaSingleFS> builder() {
        return new ValkkaFSBuilder<>(disk, temp.resolve("recording"), ValkkaSingleFS::new).blockSize(BLOCK);
    }

    private ValkkaFS load() {
        return new ValkkaSingleFS(disk, temp.resolve("recording"));
    }

    private static void record(ValkkaFS fs, int frames) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            for (int i = 0; i < frames; i++) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, i, 300));
            }
        }
    }

    @Test
    void aPartitionIsFoundByItsUuidAndTakesAllOfIt() throws Exception {
        try (ValkkaFS fs = builder().partition(UUID.toUpperCase(Locale.ROOT)).create()) {
            assertThat(fs.getPars().nBlocks()).isEqualTo(50);
            assertThat(fs.getPars().dumpfile()).isEqualTo(device);
            assertThat(fs.getBlockTable().max()).isZero();
            record(fs, 500);
            assertThat(TestFrames.numbers(fs)).hasSize(500);
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
        assertThat(temp.resolve("recording/dumpfile")).doesNotExist();
        assertThat(Files.readString(temp.resolve("recording/valkkafs.json")))
                .contains("\"partition_uuid\": \"" + UUID.toUpperCase(Locale.ROOT) + "\"");
        assertThat(Files.size(device)).as("neither grown nor cut").isEqualTo(DEVICE_BYTES);
    }

    @Test
    void partitionsForRecordingsAreFoundWithTheirUuidsSizesAndWhatTheyHold() {
        assertThat(BlockDevice.findBlockDevices(disk)).singleElement().satisfies(found -> {
            assertThat(found.path()).isEqualTo(device);
            assertThat(found.partUuid()).isEqualTo(UUID);
            assertThat(found.size()).isEqualTo(DEVICE_BYTES);
            assertThat(found.isSwapPartition()).isTrue();
            assertThat(found.isFree()).isTrue();
            assertThat(found.toString())
                    .contains(device.toString(), "404 KiB", UUID)
                    .endsWith("free");
        });
        list = listing(device, "part", UUID, BlockDevice.LINUX_SWAP, "swap", "[SWAP]");
        assertThat(BlockDevice.findBlockDevices(disk)).singleElement().satisfies(found -> {
            assertThat(found.isFree()).isFalse();
            assertThat(found.toString()).endsWith("in use at [SWAP]");
        });
        list = listing(device, "part", UUID, BlockDevice.LINUX_SWAP, "ext4", "");
        assertThat(BlockDevice.findBlockDevices(disk).get(0).toString()).endsWith("holds ext4");
        list = listing(device, "part", UUID, LINUX_DATA, "", "");
        assertThat(BlockDevice.findBlockDevices(disk)).isEmpty();
        list = null;
        assertFails(Kind.IO, () -> BlockDevice.findBlockDevices(disk), "needs Linux", "lsblk");
    }

    @Test
    void aPartitionWhoseNameHasChangedIsFoundAgain() throws Exception {
        try (ValkkaFS fs = builder().partition(UUID).create()) {
            record(fs, 100);
        }
        Path renamed = Files.move(device, temp.resolve("sdc1"));
        list = listing(renamed, "part", UUID, BlockDevice.LINUX_SWAP, "", "");
        try (ValkkaFS fs = load()) {
            assertThat(TestFrames.numbers(fs)).hasSize(100);
            // A json from a stranger may name any partition: to write one takes a call that names it.
            assertFails(Kind.BAD_ARGUMENT, () -> record(fs, 50), "name it", "/dev/disk/by-partuuid/" + UUID);
            assertFails(Kind.BAD_ARGUMENT, fs::reinit, "name it", "/dev/disk/by-partuuid/" + UUID);
            fs.permit(List.of(renamed));
            record(fs, 50);
            assertThat(TestFrames.numbers(fs)).hasSize(150);
        }
        list = listing(temp.resolve("sda1"), "part", "another", BlockDevice.LINUX_SWAP, "", "");
        assertFails(Kind.NOT_FOUND, this::load, UUID, "another");
    }

    @Test
    void aLapOverADirtyDeviceNeverShowsWhatWasThere() {
        try (ValkkaFS fs = builder().partition(UUID).blocks(4).create()) {
            for (int block = 0; block < 4; block++) {
                assertThat(fs.readBlock(block)).isEmpty();
            }
            record(fs, 30);
            for (int i = 0; i < 5; i++) {
                record(fs, 20);
            }
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
    }

    @Test
    void aNewRecordingShowsNothingOfTheOneBefore() {
        try (ValkkaFS fs = builder().partition(UUID).create()) {
            record(fs, 900);
        }
        assertFails(Kind.EXISTS, () -> builder().partition(UUID).create(), "overwrite()");
        try (ValkkaFS fs = builder().partition(UUID).overwrite().create()) {
            assertThat(fs.getBlockTable().max()).isZero();
            for (int block = 0; block < fs.getPars().nBlocks(); block++) {
                assertThat(fs.readBlock(block)).isEmpty();
            }
            fs.reinit();
            record(fs, 10);
            assertThat(TestFrames.numbers(fs)).hasSize(10);
        }
    }

    @Test
    void anOpenBlockOnADeviceIsFoundAfterAKill() throws Exception {
        try (ValkkaFS fs = builder().partition(UUID).create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            for (int i = 0; i < 5; i++) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, i, 300));
            }
            writer.flush();
            try (ValkkaFS reader = load()) {
                assertThat(TestFrames.numbers(reader)).hasSize(5);
            }
        }
    }

    @Test
    void aDiskIsTakenByItsPath() {
        list = listing(device, "disk", "", "", "", "");
        try (ValkkaFS fs = builder().device(device).blocks(10).create()) {
            record(fs, 100);
        }
        try (ValkkaFS fs = load()) {
            assertThat(TestFrames.numbers(fs)).hasSize(100);
            assertThat(fs.getPars().dumpfile()).isEqualTo(device);
            assertThat(fs.getPars().partitionUuid()).isNull();
        }
    }

    @Test
    void whatIsNoFreeSwapPartitionIsRefusedAndStaysAsItIs() throws Exception {
        byte[] before = Files.readAllBytes(device);
        assertFails(Kind.NOT_FOUND, () -> builder().partition("nobody").create(), "nobody", UUID);
        assertFails(Kind.NOT_FOUND, () -> builder().partition("").create(), UUID);
        list = listing(device, "part", UUID, LINUX_DATA, "", "");
        assertFails(
                Kind.BAD_ARGUMENT, () -> builder().partition(UUID).overwrite().create(), LINUX_DATA, "Linux swap");
        list = listing(device, "part", UUID, BlockDevice.LINUX_SWAP, "swap", "[SWAP]");
        assertFails(Kind.BUSY, () -> builder().partition(UUID).overwrite().create(), "in use at [SWAP]");
        list = listing(device, "part", UUID, BlockDevice.LINUX_SWAP, "ext4", "");
        assertFails(Kind.EXISTS, () -> builder().partition(UUID).create(), "ext4", "overwrite()");
        list = listing(device, "part", UUID, BlockDevice.LINUX_SWAP, "", "");
        assertFails(Kind.FULL, () -> builder().partition(UUID).blocks(51).create(), "is larger than");
        assertFails(
                Kind.BAD_ARGUMENT,
                () -> builder().partition(UUID).device(device).create(),
                "partition(...) or device(...)");
        assertFails(
                Kind.BAD_ARGUMENT,
                () -> builder().partition(UUID).blocks(3).deviceSize(9 * BLOCK).create(),
                "one of them");
        list = list.replace("\"ro\":false}\n]", "\"ro\":true}\n]");
        assertFails(Kind.IO, () -> builder().partition(UUID).create(), "can only be read");
        assertThat(Files.readAllBytes(device)).isEqualTo(before);
        assertThat(temp.resolve("recording/valkkafs.json")).doesNotExist();
    }

    @Test
    void aDiskWithPartitionsOrInUseIsRefused() throws Exception {
        Path sdb = Files.createFile(temp.resolve("sdb"));
        list = """
                {"blockdevices": [
                  {"path":"%1$s", "type":"disk", "mountpoint":null, "pkname":null, "size":99999, "ro":false},
                  {"path":"%2$s", "type":"part", "mountpoint":null, "pkname":"%1$s", "size":99999, "ro":false}]}""".formatted(sdb, device);
        assertFails(Kind.BUSY, () -> builder().device(sdb).overwrite().create(), "has partitions", device.toString());
        assertFails(Kind.NOT_FOUND, () -> builder().device(temp.resolve("sdz")).create(), "no device");
        assertFails(Kind.NOT_FOUND, () -> builder().device(temp).create(), "no disk and no partition");
        list = listing(device, "disk", "", "", "", "/home");
        assertFails(Kind.BUSY, () -> builder().device(device).overwrite().create(), "/home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "nonsense", "{\"blockdevices\": [{}]}", "{\"blockdevices\": 3}"})
    void aListThatIsNoneFindsNothing(String text) {
        list = text;
        assertThatThrownBy(() -> builder().partition(UUID).create())
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isIn(Kind.NOT_FOUND, Kind.IO));
    }

    @Test
    void whereNobodyListsDisksItIsSaid() {
        list = null;
        assertFails(Kind.IO, () -> builder().partition(UUID).create(), "needs Linux", "a file works everywhere");
    }

    @Test
    void aStripeThatFailsLeavesNoRecording() throws Exception {
        Files.write(device, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        Disk failing = new DelegatingDisk() {
            @Override
            public String listBlockDevices() {
                return list;
            }

            @Override
            public DiskFile openForWriting(Path file) throws IOException {
                throw new IOException("worn out");
            }
        };
        assertFails(
                Kind.IO,
                () -> new ValkkaFSBuilder<>(failing, temp.resolve("recording"), ValkkaSingleFS::new)
                        .blockSize(BLOCK)
                        .partition(UUID)
                        .create(),
                "worn out");
        assertThat(temp.resolve("recording")).isEmptyDirectory();
    }

    private static void assertFails(Kind kind, ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ValkkaException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContainingAll(words);
    }
}
