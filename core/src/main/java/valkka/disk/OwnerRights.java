package valkka.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The access rights of a recording's files, where the file system knows owners: for the owner
 * alone, or for the owner's group too.
 */
public final class OwnerRights {
    private OwnerRights() {}

    /** Returns the rights for a new file at {@code path}. */
    static FileAttribute<?>[] file(Path path) {
        return attributes(path, "rw-------");
    }

    /** Returns the rights for a new directory at {@code path}. */
    public static FileAttribute<?>[] directory(Path path) {
        return attributes(path, "rwx------");
    }

    /** Returns whether the file system of {@code path} knows owners and groups. */
    public static boolean areKnown(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Lets the group read a file, or look into a directory. */
    public static void letGroupRead(Path path) throws IOException {
        Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        rights.add(PosixFilePermission.GROUP_READ);
        if (Files.isDirectory(path)) {
            rights.add(PosixFilePermission.GROUP_EXECUTE);
        }
        Files.setPosixFilePermissions(path, rights);
    }

    /** Gives {@code file} the rights of the file that it will replace, where there is one. */
    static void copy(Path replaced, Path file) throws IOException {
        if (areKnown(replaced) && Files.isRegularFile(replaced, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(replaced));
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String rights) {
        if (!areKnown(path)) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))};
    }
}
