package valkka.fs;

import java.nio.file.Path;

/**
 * A disk or a partition, as the system describes it. What is empty or {@code ""} the system does not tell.
 *
 * @param path as in {@code /dev/sdb3}
 * @param type as in {@code disk}, {@code part}, {@code loop}
 * @param partUuid of a partition in a GPT
 * @param partType what a partition is for, a GUID
 * @param signature what its first bytes look like: a file system, a swap space, a partition table
 * @param mountedAt where it is in use
 * @param parent the disk of a partition
 * @param size in bytes
 * @param readOnly whether nothing can be written to it
 */
record BlockDevice(
        Path path,
        String type,
        String partUuid,
        String partType,
        String signature,
        String mountedAt,
        String parent,
        long size,
        boolean readOnly) {
    /** What a GPT calls a partition for Linux swap. */
    static final String LINUX_SWAP = "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f";

    boolean isSwapPartition() {
        return partType.equalsIgnoreCase(LINUX_SWAP);
    }
}
