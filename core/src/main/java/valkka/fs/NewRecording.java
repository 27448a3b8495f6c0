package valkka.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
 * A recording that does not exist yet, and the making of its files. The json is written last: with
 * the json the recording exists. After an error no new file is left, and an old recording in the
 * same directory is whole.
 */
final class NewRecording {
    static final String DUMPFILE = "dumpfile";
    static final String BLOCKFILE = "blockfile";
    /** The proof of a recording, which {@code valkka.proof} reads and writes. */
    static final String PROOF = "valkkafs.proof";

    /** Ends the names of files that are about to replace others. */
    private static final String NEW = ".new";

    private final Disk disk;
    private final Path directory;
    private final FSPars pars;
    private final @Nullable BlockDevice device; // the dumpfile, or null when a file is made for it
    private final boolean overwrite;
    private final boolean groupReadable;

    NewRecording(
            Disk disk,
            Path directory,
            FSPars pars,
            @Nullable BlockDevice device,
            boolean overwrite,
            boolean groupReadable) {
        this.disk = disk;
        this.directory = directory;
        this.pars = pars;
        this.device = device;
        this.overwrite = overwrite;
        this.groupReadable = groupReadable;
    }

    /**
     * Makes the files, in the place of an old recording's where that is permitted. Throws what
     * {@link ValkkaFSBuilder#create} promises.
     */
    void make() {
        try {
            boolean made = makeDirectory();
            if (device == null) {
                refuseTooLarge();
            }
            recoverReplaced();
            refuseExisting();
            WriterLock lock = lock(device);
            try (lock) {
                refuseExisting(); // or was one made meanwhile?
                if (existing().isEmpty()) {
                    createFiles(lock);
                } else {
                    replaceFiles(lock);
                }
            }
            if (groupReadable && made) {
                OwnerRights.letGroupRead(directory);
            }
        } catch (IOException e) {
            throw DiskErrors.of(
                    e, "creating a recording of " + Bytes.text(pars.deviceSize()), directory.resolve(DUMPFILE));
        }
    }

    /** Locks the files that will be written or deleted. */
    private WriterLock lock(@Nullable BlockDevice used) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path file : existing()) {
            // A link is deleted, and not the file that it leads to.
            if (FileIdentity.ofName(file).kind() == FileIdentity.Kind.FILE) {
                files.add(file);
            }
        }
        if (used != null) {
            files.add(used.path());
        }
        return WriterLock.take(directory, files);
    }

    /** @return whether there was none before */
    private boolean makeDirectory() throws IOException {
        refuseInTheWay();
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

    /** Refuses a file, and a link that leads nowhere, where the directory or one above it is to be. */
    private void refuseInTheWay() throws IOException {
        Path nearest = directory;
        while (nearest.getParent() != null && !Files.exists(nearest) && !Files.isSymbolicLink(nearest)) {
            nearest = nearest.getParent();
        }
        if (!Files.exists(nearest) && Files.isSymbolicLink(nearest)) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    nearest + " is a link to " + Files.readSymbolicLink(nearest)
                            + ", which is not there: mount its disk, or make that directory");
        }
        if (Files.exists(nearest) && !Files.isDirectory(nearest)) {
            throw new ValkkaException(
                    Kind.EXISTS, nearest + " is a file: give a directory for the recording, or remove the file");
        }
    }

    /**
     * Refuses a recording that is too large for the disk. This happens before anything is deleted
     * or filled with zeros: so an earlier recording stays when the new one has no room.
     */
    private void refuseTooLarge() throws IOException {
        OptionalLong free = SystemDisk.freeSpaceUnder(directory);
        if (free.isEmpty()) {
            return; // the system does not say
        }
        if (pars.deviceSize() > free.getAsLong()) {
            boolean replaces = overwrite && !existing().isEmpty();
            throw new ValkkaException(
                    Kind.FULL,
                    "creating a recording of " + Bytes.text(pars.deviceSize()) + ": the disk under " + directory
                            + " has room for "
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
            WriterLock lock = lock(null); // no device is touched
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
    private void replaceFiles(WriterLock lock) throws IOException {
        Path newDumpfile = directory.resolve(DUMPFILE + NEW);
        Path newBlockfile = directory.resolve(BLOCKFILE + NEW);
        Files.deleteIfExists(newDumpfile); // left by a program that was killed here
        Files.deleteIfExists(newBlockfile);
        ReplacedFiles old = new ReplacedFiles(disk, directory);
        try {
            disk.create(newBlockfile, TableRow.position(pars.nBlocks()));
            if (device == null) {
                disk.create(newDumpfile, pars.deviceSize());
            }
            old.setAside();
            disk.rename(newBlockfile, pars.blockfile());
            if (device == null) {
                disk.rename(newDumpfile, pars.dumpfile());
            }
            completeFiles(lock);
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

    private void createFiles(WriterLock lock) throws IOException {
        Path dumpfile = pars.dumpfile();
        if (device == null) {
            disk.create(dumpfile, pars.deviceSize());
        }
        try {
            disk.create(pars.blockfile(), TableRow.position(pars.nBlocks()));
        } catch (IOException | RuntimeException | Error e) {
            if (device == null) {
                Files.deleteIfExists(dumpfile);
            }
            throw e;
        }
        completeFiles(lock);
    }

    /** Writes the json, the last of the files: with the json the recording exists. */
    private void completeFiles(WriterLock lock) throws IOException {
        Path dumpfile = pars.dumpfile();
        Path blockfile = pars.blockfile();
        try {
            if (device != null) {
                RingEraser.stripe(disk, pars, lock);
            }
            if (groupReadable) {
                OwnerRights.letGroupRead(blockfile);
                if (device == null) {
                    OwnerRights.letGroupRead(dumpfile);
                }
            }
            ParameterFile.create(disk, pars).write(0);
            if (groupReadable) {
                OwnerRights.letGroupRead(pars.jsonfile());
            }
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(pars.jsonfile());
            Files.deleteIfExists(blockfile);
            if (device == null) {
                Files.deleteIfExists(dumpfile);
            }
            throw e;
        }
    }
}
