package valkka.fs;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import valkka.frame.ValkkaException;

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
        return BlockDevices.of(disk).swapPartitions();
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
}
