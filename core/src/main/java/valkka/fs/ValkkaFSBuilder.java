package valkka.fs;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Sets the size of a new recording, and makes it. libValkka: the arguments of
 * {@code newFromDirectory}.
 *
 * <p>A block should hold a key frame or two: at 4 Mbit/s and a key frame a second that is 1 MiB.
 *
 * @param <F> the kind of recording
 */
public final class ValkkaFSBuilder<F extends ValkkaFS> {
    private final Disk disk;
    private final Path directory;
    private final BiFunction<Disk, Path, F> loader;
    private long blockSize;
    private long blocks;
    private long deviceSize;
    private boolean overwrite;
    private boolean groupReadable;
    private @Nullable String partitionUuid;
    private @Nullable Path device;

    ValkkaFSBuilder(Path directory, BiFunction<Disk, Path, F> loader) {
        this(Disk.SYSTEM, directory, loader);
    }

    ValkkaFSBuilder(Disk disk, Path directory, BiFunction<Disk, Path, F> loader) {
        this.disk = disk;
        this.directory = Objects.requireNonNull(directory, "directory").toAbsolutePath();
        this.loader = loader;
    }

    /** Sets the bytes in a block, 4096 to 1 GiB; rounded down to a multiple of 4096. */
    public ValkkaFSBuilder<F> blockSize(long bytes) {
        blockSize = bytes;
        return this;
    }

    /**
     * Sets the blocks in the ring, at least 2, since the block that is written next is always
     * empty.
     */
    public ValkkaFSBuilder<F> blocks(int count) {
        if (count < FSPars.FEWEST_BLOCKS) {
            throw ValkkaException.badArgument("a ring of " + count + " blocks: give at least " + FSPars.FEWEST_BLOCKS
                    + ", one of them is always the one that is written next");
        }
        blocks = count;
        return this;
    }

    /**
     * Sets the bytes in all blocks together, in place of {@link #blocks}; rounded down to a
     * multiple of the block size.
     */
    public ValkkaFSBuilder<F> deviceSize(long bytes) {
        if (bytes <= 0) {
            throw ValkkaException.badArgument(
                    "a device size of " + bytes + " bytes: give the size of all blocks together");
        }
        deviceSize = bytes;
        return this;
    }

    /**
     * Puts the frames into a partition of this machine, and only the table into the directory. The
     * partition is of the type Linux swap in a GPT, and nobody uses it. Without {@link #blocks} and
     * {@link #deviceSize} the recording takes the whole partition. Linux alone;
     * docs/guide/devices.md says how to prepare a partition. libValkka: {@code partition_uuid}.
     *
     * @param uuid the partition's own, as {@code lsblk -o PATH,PARTUUID} shows it
     */
    public ValkkaFSBuilder<F> partition(String uuid) {
        partitionUuid = Objects.requireNonNull(uuid, "uuid");
        return this;
    }

    /**
     * Puts the frames onto a whole disk, and only the table into the directory. The disk has no
     * partitions, and nobody uses it. Without {@link #blocks} and {@link #deviceSize} the recording
     * takes the whole disk. Linux alone.
     *
     * @param path a path that does not change, as in
     *     {@code /dev/disk/by-id/ata-ST4000VX007_ZDH0ABCD}
     */
    public ValkkaFSBuilder<F> device(Path path) {
        device = Objects.requireNonNull(path, "path").toAbsolutePath();
        return this;
    }

    /**
     * Permits the loss of an existing recording, or of any content of the device. Without this call
     * either is an error. An existing recording stays whole until the new one is made beside it, so
     * the disk needs room for both.
     */
    public ValkkaFSBuilder<F> overwrite() {
        overwrite = true;
        return this;
    }

    /**
     * Lets the owner's group read the recording: files of mode 0640, in a directory of mode 0750
     * where {@link #create} makes the directory. Without this call only the owner reads.
     * libValkka's files have mode 0644.
     */
    public ValkkaFSBuilder<F> groupReadable() {
        groupReadable = true;
        return this;
    }

    /**
     * Makes the recording, with its space really allocated. Only its owner may read the recording,
     * unless {@link #groupReadable} was called. After an error no file of the new recording is
     * left.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} for impossible sizes; {@code EXISTS} when there
     *     is a recording already, or a file in the directory's place, or known content on the
     *     device; {@code BUSY} when the recording to be replaced is being written, or the device is
     *     in use; {@code NOT_FOUND} when there is no such device; {@code FULL} when the disk has no
     *     room; {@code IO} when the disk fails
     */
    public F create() {
        int wholeGrains = checkedBlockSize();
        BlockDevice target = chosenDevice();
        FSPars pars = pars(wholeGrains, checkedBlocks(wholeGrains, target), target);
        new NewRecording(disk, directory, pars, target, overwrite, groupReadable).make();
        F created = loader.apply(disk, directory);
        if (target != null) {
            created.permit(List.of(target.path()));
        }
        return created;
    }

    private int checkedBlockSize() {
        if (blockSize < RecordFormat.GRAIN || blockSize > FSPars.LARGEST_BLOCK) {
            throw ValkkaException.badArgument("a block size of " + blockSize + " bytes: give blockSize(...) from "
                    + RecordFormat.GRAIN + " to " + FSPars.LARGEST_BLOCK + " bytes");
        }
        return (int) (blockSize / RecordFormat.GRAIN * RecordFormat.GRAIN);
    }

    /** Returns the requested device, or null for a file. */
    private @Nullable BlockDevice chosenDevice() {
        if (partitionUuid != null && device != null) {
            throw ValkkaException.badArgument(
                    "a recording in a partition and on a device: give partition(...) or device(...)");
        }
        if (partitionUuid != null) {
            return checkedFree(BlockDevice.partition(disk, partitionUuid));
        }
        return device == null ? null : checkedFree(BlockDevice.at(disk, device));
    }

    private BlockDevice checkedFree(BlockDevice chosen) {
        chosen.checkFree(overwrite);
        return chosen;
    }

    private int checkedBlocks(int bytesInBlock, @Nullable BlockDevice target) {
        if (blocks > 0 ? deviceSize > 0 : deviceSize == 0 && target == null) {
            throw ValkkaException.badArgument(
                    "how large is the recording? Give blocks(...) or deviceSize(...), one of them");
        }
        long bytes = deviceSize == 0 && target != null ? target.size() : deviceSize;
        long count = blocks > 0 ? blocks : bytes / bytesInBlock;
        if (target != null && count * bytesInBlock > target.size()) {
            throw new ValkkaException(
                    Kind.FULL,
                    "a recording of " + Bytes.text(count * bytesInBlock) + " is larger than " + target.path()
                            + ", which has " + Bytes.text(target.size()) + ": take fewer or smaller blocks");
        }
        if (count < FSPars.FEWEST_BLOCKS || count > FSPars.MOST_BLOCKS) {
            String asked = blocks > 0 ? "a recording of " : "a device size of " + bytes + " bytes is ";
            throw ValkkaException.badArgument(asked + count + " blocks of " + bytesInBlock + " bytes: give "
                    + FSPars.FEWEST_BLOCKS + " to " + FSPars.MOST_BLOCKS + " blocks");
        }
        return (int) count;
    }

    private FSPars pars(int bytesInBlock, int count, @Nullable BlockDevice target) {
        Path dumpfile =
                target == null ? directory.resolve(NewRecording.DUMPFILE) : device != null ? device : target.path();
        return new FSPars(
                dumpfile,
                partitionUuid,
                directory.resolve(NewRecording.BLOCKFILE),
                bytesInBlock,
                count,
                0,
                directory.resolve(ParameterFile.NAME));
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "a new recording in " + directory + ": "
                + (blocks > 0 ? blocks + " blocks" : deviceSize > 0 ? "blocks in " + Bytes.text(deviceSize) : "blocks")
                + (blockSize > 0 ? " of " + Bytes.text(blockSize) : "")
                + (overwrite ? ", overwriting an earlier recording" : "")
                + "; create() makes it";
    }
}
