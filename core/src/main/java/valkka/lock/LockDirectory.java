package valkka.lock;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory of this user's locks on this host, outside of all recordings: nobody copies or
 * reads these files with a recording. It is the same for all processes of the user, so no
 * environment variable and no setting of the JVM's temporary directory moves it.
 */
final class LockDirectory {
    /** Names another directory, which processes must share to keep each other out. */
    static final String PROPERTY = "valkka.lockDirectory";

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private LockDirectory() {}

    /**
     * Returns the directory, which is made if need be.
     *
     * @throws IOException when it cannot be made, or is not this user's alone
     */
    static Path get() throws IOException {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isEmpty()) {
            return Files.createDirectories(Path.of(named));
        }
        Path unix = Path.of("/tmp");
        if (!Files.isDirectory(unix)
                || !unix.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "jvalkka-locks"));
        }
        return in(unix);
    }

    /** Returns this user's directory in a place where everybody may make files. */
    static Path in(Path place) throws IOException {
        Object user = ownUser(place);
        Path directory = place.resolve("jvalkka-locks-" + user);
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        } catch (FileAlreadyExistsException e) {
            refuseForeign(directory, user);
        }
        return directory;
    }

    /** Returns the number of this user, for which Java has no call: a new file has it. */
    private static Object ownUser(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, "jvalkka", "");
        try {
            return Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    /** Everybody may make files in this place: somebody else may have been there first. */
    private static void refuseForeign(Path directory, Object user) throws IOException {
        boolean ours = FileIdentity.ofName(directory).kind() == FileIdentity.Kind.DIRECTORY
                && Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(user)
                && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                        .equals(OWNER_ALONE);
        if (!ours) {
            throw new FileSystemException(
                    directory.toString(), null, "it is not a directory of user " + user + " alone: remove it");
        }
    }
}
