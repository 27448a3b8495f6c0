package valkka.media;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.OwnerOnly;

/** A file that is going to be written. */
final class TargetFile {
    private TargetFile() {}

    /**
     * Its absolute path.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is a directory, {@code NOT_FOUND} when the directory that it would be in is not there
     */
    static Path of(Path file) {
        Path target = file.toAbsolutePath().normalize();
        if (Files.isDirectory(target)) {
            throw ValkkaException.badArgument(file + " is a directory: give the name of a file in it");
        }
        Path parent = target.getParent();
        if (!Files.isDirectory(parent)) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "there is no directory " + parent + " to write " + file.getFileName() + " into: make it first");
        }
        return target;
    }

    /** Makes an empty file that its owner alone can read; one that is there stays as it is. */
    static void makeOwners(Path file) {
        try {
            Files.createFile(file, OwnerOnly.file(file));
        } catch (FileAlreadyExistsException e) {
            // its rights are its owner's choice
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "cannot make the file " + file + ": " + e, e);
        }
    }
}
