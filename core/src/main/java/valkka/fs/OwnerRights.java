package valkka.fs;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The rights of what a recording makes: its owner's alone, where the file system knows owners. */
final class OwnerRights {
    private OwnerRights() {}

    /** For creating the file at {@code path}. */
    static FileAttribute<?>[] file(Path path) {
        return attributes(path, "rw-------");
    }

    /** For creating the directory at {@code path}. */
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
