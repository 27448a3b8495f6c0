package valkka.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.disk.OwnerRights;
import valkka.disk.SystemDisk;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.FileIdentity;
import valkka.lock.WriterLock;

/**
 * Sets the size of a new recording, and makes it. libValkka: the arguments of
 * {@code newFromDirectory}.
 *
 * <p>A block should hold a key frame or two: at 4 Mbit/s and a key frame a second that is 1 MiB.
 *
 * @param <F> the kind of recording
 */
public final class ValkkaFSBuilder<F extends ValkkaFS> {
    static final String DUMPFILE = "dumpfile";
    static final String BLOCKFILE = "blockfile";
    /** Ends the names of files that are about to replace others. */
    private static final String NEW = ".new";

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
        int count = checkedBlocks(wholeGrains, target);
        try {
            boolean made = makeDirectory();
            if (target == null) {
                refuseTooLarge((long) wholeGrains * count);
            }
            recoverReplaced();
            refuseExisting();
            WriterLock lock = lock(target);
            try (lock) {
                refuseExisting(); // or was one made meanwhile?
                if (existing().isEmpty()) {
                    createFiles(wholeGrains, count, target, lock);
                } else {
                    replaceFiles(wholeGrains, count, target, lock);
                }
            }
            if (groupReadable && made) {
                OwnerRights.letGroupRead(directory);
            }
        } catch (IOException e) {
            throw DiskErrors.of(
                    e,
                    "creating a recording of " + Bytes.text((long) wholeGrains * count),
                    directory.resolve(DUMPFILE));
        }
        F created = loader.apply(disk, directory);
        if (target != null) {
            created.permit(List.of(target.path()));
        }
        return created;
    }

    /** Locks the files that will be written or deleted. */
    private WriterLock lock(@Nullable BlockDevice target) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path file : existing()) {
            // A link is deleted, and not the file that it leads to.
            if (FileIdentity.ofName(file).kind() == FileIdentity.Kind.FILE) {
                files.add(file);
            }
        }
        if (target != null) {
            files.add(target.path());
        }
        return WriterLock.take(directory, files);
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

    /** @return whether there was none before */
    private boolean makeDirectory() throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new ValkkaException(
                    Kind.EXISTS, directory + " is a file: give a directory for the recording, or remove the file");
        }
        if (groupReadable && !OwnerRights.areKnown(directory)) {
            throw ValkkaException.badArgument("groupReadable() for " + directory
                    + ": its file system knows no groups; leave groupReadable() out, and set the rights by hand");
        }
        List<Path> made = new ArrayList<>();
        for (Path path = directory; path != null && !Files.exists(path); path = path.getParent()) {
            made.add(path);
        }
        Files.createDirectories(directory, OwnerRights.directory(directory));
        // Without this a power cut may take the new directories, with the recording in them.
        made.forEach(SystemDisk::forceDirectoryOf);
        return !made.isEmpty();
    }

    /**
     * Refuses a recording that is too large for the disk. This happens before anything is deleted
     * or filled with zeros: so an earlier recording stays when the new one has no room.
     */
    private void refuseTooLarge(long size) throws IOException {
        OptionalLong free = SystemDisk.freeSpaceUnder(directory);
        if (free.isEmpty()) {
            return; // the system does not say
        }
        if (size > free.getAsLong()) {
            boolean replaces = overwrite && !existing().isEmpty();
            throw new ValkkaException(
                    Kind.FULL,
                    "creating a recording of " + Bytes.text(size) + ": the disk under " + directory + " has room for "
                            + Bytes.text(free.getAsLong())
                            + (replaces
                                    ? " beside the recording that is there, which stays until the new one is made;"
                                            + " delete its files yourself to do without, free some space,"
                                    : "; free some space,")
                            + " or take fewer or smaller blocks");
        }
    }

    private List<Path> existing() {
        return List.of(ParameterFile.NAME, BLOCKFILE, DUMPFILE).stream()
                .map(directory::resolve)
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** A program may have been killed while it replaced the recording here. */
    private void recoverReplaced() throws IOException {
        ReplacedFiles replaced = new ReplacedFiles(disk, directory);
        if (replaced.areThere()) {
            WriterLock lock = lock(null);
            try (lock) {
                replaced.recover();
            }
        }
    }

    private void refuseExisting() {
        if (!overwrite && !existing().isEmpty()) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    "there is a recording in " + directory
                            + " already: load it with loadFromDirectory, or call overwrite() to delete it");
        }
    }

    /**
     * Replaces the old files by new ones. The old recording stays whole when the new one cannot be
     * made: the new files get their space first, and the old files are deleted last.
     */
    private void replaceFiles(int bytesInBlock, int count, @Nullable BlockDevice target, WriterLock lock)
            throws IOException {
        Path newDumpfile = directory.resolve(DUMPFILE + NEW);
        Path newBlockfile = directory.resolve(BLOCKFILE + NEW);
        Files.deleteIfExists(newDumpfile); // left by a program that was killed here
        Files.deleteIfExists(newBlockfile);
        ReplacedFiles old = new ReplacedFiles(disk, directory);
        try {
            disk.create(newBlockfile, TableRow.position(count));
            if (target == null) {
                disk.create(newDumpfile, (long) bytesInBlock * count);
            }
            old.setAside();
            disk.rename(newBlockfile, directory.resolve(BLOCKFILE));
            if (target == null) {
                disk.rename(newDumpfile, directory.resolve(DUMPFILE));
            }
            completeFiles(bytesInBlock, count, target, lock);
        } catch (IOException | RuntimeException | Error e) {
            try {
                old.putBack();
            } catch (IOException again) {
                e.addSuppressed(again); // the next create() puts them back
            }
            throw e;
        } finally {
            Files.deleteIfExists(newBlockfile);
            Files.deleteIfExists(newDumpfile);
        }
        old.delete();
    }

    private void createFiles(int bytesInBlock, int count, @Nullable BlockDevice target, WriterLock lock)
            throws IOException {
        Path file = directory.resolve(DUMPFILE);
        if (target == null) {
            disk.create(file, (long) bytesInBlock * count);
        }
        try {
            disk.create(directory.resolve(BLOCKFILE), TableRow.position(count));
        } catch (IOException | RuntimeException | Error e) {
            if (target == null) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
        completeFiles(bytesInBlock, count, target, lock);
    }

    /** Writes the json, the last of the files: with the json the recording exists. */
    private void completeFiles(int bytesInBlock, int count, @Nullable BlockDevice target, WriterLock lock)
            throws IOException {
        Path file = directory.resolve(DUMPFILE);
        Path blockfile = directory.resolve(BLOCKFILE);
        try {
            if (target != null) {
                RingEraser.stripe(disk, pars(bytesInBlock, count, target), lock);
            }
            if (groupReadable) {
                OwnerRights.letGroupRead(blockfile);
                if (target == null) {
                    OwnerRights.letGroupRead(file);
                }
            }
            ParameterFile.create(disk, pars(bytesInBlock, count, target)).write(0);
            if (groupReadable) {
                OwnerRights.letGroupRead(directory.resolve(ParameterFile.NAME));
            }
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(directory.resolve(ParameterFile.NAME));
            Files.deleteIfExists(blockfile);
            if (target == null) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    private FSPars pars(int bytesInBlock, int count, @Nullable BlockDevice target) {
        Path dumpfile = target == null ? directory.resolve(DUMPFILE) : device != null ? device : target.path();
        return new FSPars(
                dumpfile,
                partitionUuid,
                directory.resolve(BLOCKFILE),
                bytesInBlock,
                count,
                0,
                directory.resolve(ParameterFile.NAME));
    }
}
