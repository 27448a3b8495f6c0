package valkka.fs;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The access rights of a recording's files: its owner's alone, where the file system knows owners.
 */
final class OwnerRights {
    private OwnerRights() {}

    /** Returns the rights for a new file at {@code path}. */
    static FileAttribute<?>[] file(Path path) {
        return attributes(path, "rw-------");
    }

    /** Returns the rights for a new directory at {@code path}. */
    static FileAttribute<?>[] directory(Path path) {
        return attributes(path, "rwx------");
    }

    private static FileAttribute<?>[] attributes(Path path, String rights) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))};
    }
}
