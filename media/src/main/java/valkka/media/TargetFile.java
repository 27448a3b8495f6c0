package valkka.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** A file that is going to be written. */
final class TargetFile {
    private static final System.Logger LOG = System.getLogger("valkka.file");
    /** The files of a recording, in its directory. */
    private static final Set<String> OF_RECORDINGS = Set.of("dumpfile", "blockfile", "valkkafs.json", "valkkafs.lock");

    private TargetFile() {}

    /**
     * Its absolute path.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is a directory or a file of a recording,
     *     {@code NOT_FOUND} when the directory that it would be in is not there
     */
    static Path of(Path file) {
        Path target = file.toAbsolutePath().normalize();
        if (Files.isDirectory(target)) {
            throw ValkkaException.badArgument(file + " is a directory: give the name of a file in it");
        }
        Path parent = target.getParent();
        if (isOfRecording(target)) {
            throw ValkkaException.badArgument(file + " is a file of the recording itself: write to another name");
        }
        if (parent == null || !Files.isDirectory(parent)) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "there is no directory " + parent + " to write " + file.getFileName() + " into: make it first");
        }
        return target;
    }

    /** Also by a link that leads to it. */
    private static boolean isOfRecording(Path target) {
        Path real = target;
        try {
            real = Files.exists(target) ? target.toRealPath() : target;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "where " + target + " leads cannot be told: " + e);
        }
        return OF_RECORDINGS.contains(real.getFileName().toString())
                && Files.exists(real.resolveSibling("valkkafs.json"));
    }

    /**
     * Makes an empty file that its owner alone can read; one that is there is emptied, and keeps
     * its rights.
     */
    static void makeEmpty(Path file) {
        try {
            Files.createFile(file, rightsOfTheOwner(file));
        } catch (FileAlreadyExistsException e) {
            empty(file);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "cannot make the file " + file + ": " + e, e);
        }
    }

    /** For its owner alone, where the file system knows owners. */
    private static FileAttribute<?>[] rightsOfTheOwner(Path file) {
        boolean knowsOwners = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return knowsOwners
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** No channel: an interrupt that another filter has left in this thread would close it. */
    private static void empty(Path file) {
        try (RandomAccessFile there = new RandomAccessFile(file.toFile(), "rw")) {
            if (there.length() > 0) {
                there.setLength(0);
            }
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "cannot replace the file " + file + ": " + e, e);
        }
    }
}
