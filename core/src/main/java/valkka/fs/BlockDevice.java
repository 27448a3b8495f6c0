package valkka.fs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import valkka.disk.Disk;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A disk or a partition, as the system describes it. A text that the system does not give is empty.
 *
 * <pre>{@code
 * BlockDevice.findBlockDevices().forEach(System.out::println);
 * }</pre>
 *
 * @param path as in {@code /dev/sdb3}
 * @param type as in {@code disk}, {@code part}, {@code loop}
 * @param partUuid the uuid of a partition in a GPT, which {@link ValkkaFSBuilder#partition} takes
 * @param partType the purpose of a partition, a GUID
 * @param signature what the first bytes look like: a file system, a swap space, a partition table
 * @param mountedAt where the device is in use
 * @param parent the disk of a partition
 * @param size in bytes
 * @param readOnly whether the device cannot be written
 */
public record BlockDevice(
        Path path,
        String type,
        String partUuid,
        String partType,
        String signature,
        String mountedAt,
        String parent,
        long size,
        boolean readOnly) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String GUIDE = "see docs/guide/devices.md";

    /** The type of a partition for Linux swap in a GPT. */
    static final String LINUX_SWAP = "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f";

    /**
     * Returns the partitions of this machine that can hold a recording: all of type Linux swap,
     * even used ones. libValkka: {@code findBlockDevices}, which needs root, and gives a partition
     * the size of its disk.
     *
     * @throws ValkkaException {@code IO} where the system lists no devices: the list needs Linux
     *     and its program lsblk
     */
    public static List<BlockDevice> findBlockDevices() {
        return findBlockDevices(Disk.SYSTEM);
    }

    static List<BlockDevice> findBlockDevices(Disk disk) {
        return swapPartitions(all(disk));
    }

    /** Returns whether the device is a partition of type Linux swap, as a recording needs it. */
    public boolean isSwapPartition() {
        return partType.equalsIgnoreCase(LINUX_SWAP);
    }

    /**
     * Returns whether nobody uses the device, its content looks like nothing known, and it can be
     * written.
     */
    public boolean isFree() {
        return mountedAt.isEmpty() && signature.isEmpty() && !readOnly;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-14s %10s  %-36s  %s", path, Bytes.text(size), partUuid, use());
    }

    private String use() {
        if (!mountedAt.isEmpty()) {
            return "in use at " + mountedAt;
        }
        if (!signature.isEmpty()) {
            return "holds " + signature;
        }
        return readOnly ? "read only" : "free";
    }

    /**
     * Lists the devices of this machine.
     *
     * @throws ValkkaException {@code IO} when the system does not list them
     */
    private static List<BlockDevice> all(Disk disk) {
        try {
            List<BlockDevice> devices = new ArrayList<>();
            for (JsonNode node : JSON.readTree(disk.listBlockDevices()).path("blockdevices")) {
                devices.add(new BlockDevice(
                        Path.of(text(node, "path")),
                        text(node, "type"),
                        text(node, "partuuid"),
                        text(node, "parttype"),
                        text(node, "fstype") + text(node, "pttype"),
                        text(node, "mountpoint"),
                        text(node, "pkname"),
                        node.path("size").asLong(),
                        node.path("ro").asBoolean()));
            }
            return devices;
        } catch (JsonProcessingException e) {
            throw new ValkkaException(
                    Kind.IO, "lsblk lists the disks in an unknown form: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ValkkaException(
                    Kind.IO,
                    "the system does not list the disks (" + e.getMessage()
                            + "): recording into a partition or a disk needs Linux and its program lsblk; a file works everywhere",
                    e);
        }
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).isTextual() ? node.path(key).textValue() : "";
    }

    /**
     * Returns the swap partition of that uuid, which nobody uses.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such partition,
     *     {@code BAD_ARGUMENT} when it is of another type, {@code BUSY} when it is in use
     */
    static BlockDevice partition(Disk disk, String uuid) {
        List<BlockDevice> devices = all(disk);
        BlockDevice found = devices.stream()
                .filter(device -> !uuid.isEmpty() && device.partUuid().equalsIgnoreCase(uuid))
                .findFirst()
                .orElseThrow(() -> new ValkkaException(
                        Kind.NOT_FOUND,
                        "there is no partition " + uuid + "; the swap partitions are: " + uuidsOfSwapPartitions(devices)
                                + "; " + GUIDE));
        if (!found.isSwapPartition()) {
            throw ValkkaException.badArgument("the partition " + uuid + " (" + found.path() + ") is of type "
                    + (found.partType().isEmpty() ? "unknown" : found.partType())
                    + ", and a recording takes one of type Linux swap alone, so that a wrong uuid hits nothing else; "
                    + GUIDE);
        }
        found.refuseInUse();
        return found;
    }

    /** Returns the partitions that may hold a recording, even used ones. */
    private static List<BlockDevice> swapPartitions(List<BlockDevice> devices) {
        return devices.stream().filter(BlockDevice::isSwapPartition).toList();
    }

    private static List<String> uuidsOfSwapPartitions(List<BlockDevice> devices) {
        return swapPartitions(devices).stream()
                .map(device -> device.partUuid() + " (" + device.path() + ")")
                .toList();
    }

    /**
     * Returns the disk or partition at that path. Nobody uses the device or a partition of it.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such device, {@code BUSY} when it
     *     is in use
     */
    static BlockDevice at(Disk disk, Path path) {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            throw new ValkkaException(Kind.NOT_FOUND, "there is no device " + path + "; " + GUIDE, e);
        }
        List<BlockDevice> devices = all(disk);
        BlockDevice found = devices.stream()
                .filter(device -> device.path().equals(real))
                .findFirst()
                .orElseThrow(() -> new ValkkaException(
                        Kind.NOT_FOUND, path + " is no disk and no partition (lsblk does not list it); " + GUIDE));
        found.refuseInUse();
        for (BlockDevice other : devices) {
            if (!other.parent().isEmpty() && other.parent().equals(found.path().toString())) {
                throw new ValkkaException(
                        Kind.BUSY,
                        path + " has partitions (" + other.path()
                                + "): a recording takes one of them, or a disk that has none; " + GUIDE);
            }
        }
        return found;
    }

    private void refuseInUse() {
        if (!mountedAt.isEmpty()) {
            throw new ValkkaException(
                    Kind.BUSY, path + " is in use at " + mountedAt + ": take another, or unmount it; " + GUIDE);
        }
        if (readOnly) {
            throw new ValkkaException(Kind.IO, path + " can only be read; " + GUIDE);
        }
    }

    /**
     * Checks that a new recording may have the device: its content looks like nothing known, or
     * {@code overwrite} permits the loss of this content.
     *
     * @throws ValkkaException {@code EXISTS} for known content, {@code IO} when this user may not
     *     write
     */
    void checkFree(boolean overwrite) {
        if (!signature.isEmpty() && !overwrite) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    path + " holds something (" + signature + "): if that may be lost, say overwrite(); " + GUIDE);
        }
        if (!Files.isWritable(path) || !Files.isReadable(path)) {
            throw new ValkkaException(
                    Kind.IO, "no permission to write to " + path + ": let a udev rule give it to you; " + GUIDE);
        }
    }
}
