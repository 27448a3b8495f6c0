package valkka.fs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The disks and partitions of this machine, and which of them may hold a recording: a write to a
 * wrong device cannot be undone. libValkka takes GPT partitions of the type Linux swap, found by
 * their uuid.
 */
final class BlockDevices {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String GUIDE = "see docs/guide/devices.md";

    private final List<BlockDevice> devices;

    private BlockDevices(List<BlockDevice> devices) {
        this.devices = devices;
    }

    /**
     * Lists the devices of this machine.
     *
     * @throws ValkkaException {@code IO} when the system does not list them
     */
    static BlockDevices of(Disk disk) {
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
            return new BlockDevices(devices);
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
    BlockDevice partition(String uuid) {
        BlockDevice found = devices.stream()
                .filter(device -> !uuid.isEmpty() && device.partUuid().equalsIgnoreCase(uuid))
                .findFirst()
                .orElseThrow(() -> new ValkkaException(
                        Kind.NOT_FOUND,
                        "there is no partition " + uuid + "; the swap partitions are: " + uuidsOfSwapPartitions() + "; "
                                + GUIDE));
        if (!found.isSwapPartition()) {
            throw ValkkaException.badArgument("the partition " + uuid + " (" + found.path() + ") is of type "
                    + (found.partType().isEmpty() ? "unknown" : found.partType())
                    + ", and a recording takes one of type Linux swap alone, so that a wrong uuid hits nothing else; "
                    + GUIDE);
        }
        refuseInUse(found);
        return found;
    }

    /** Returns the partitions that may hold a recording, even used ones. */
    List<BlockDevice> swapPartitions() {
        return devices.stream().filter(BlockDevice::isSwapPartition).toList();
    }

    private List<String> uuidsOfSwapPartitions() {
        return swapPartitions().stream()
                .map(device -> device.partUuid() + " (" + device.path() + ")")
                .toList();
    }

    /**
     * Returns the disk or partition at that path. Nobody uses the device or a partition of it.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such device, {@code BUSY} when it
     *     is in use
     */
    BlockDevice at(Path path) {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            throw new ValkkaException(Kind.NOT_FOUND, "there is no device " + path + "; " + GUIDE, e);
        }
        BlockDevice found = devices.stream()
                .filter(device -> device.path().equals(real))
                .findFirst()
                .orElseThrow(() -> new ValkkaException(
                        Kind.NOT_FOUND, path + " is no disk and no partition (lsblk does not list it); " + GUIDE));
        refuseInUse(found);
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

    private static void refuseInUse(BlockDevice device) {
        if (!device.mountedAt().isEmpty()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    device.path() + " is in use at " + device.mountedAt() + ": take another, or unmount it; " + GUIDE);
        }
        if (device.readOnly()) {
            throw new ValkkaException(Kind.IO, device.path() + " can only be read; " + GUIDE);
        }
    }

    /**
     * Checks that a new recording may have the device: its content looks like nothing known, or
     * {@code overwrite} permits the loss of this content.
     *
     * @throws ValkkaException {@code EXISTS} for known content, {@code IO} when this user may not
     *     write
     */
    static void checkFree(BlockDevice device, boolean overwrite) {
        if (!device.signature().isEmpty() && !overwrite) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    device.path() + " holds something (" + device.signature()
                            + "): if that may be lost, say overwrite(); " + GUIDE);
        }
        if (!Files.isWritable(device.path()) || !Files.isReadable(device.path())) {
            throw new ValkkaException(
                    Kind.IO,
                    "no permission to write to " + device.path() + ": let a udev rule give it to you; " + GUIDE);
        }
    }
}
