package valkka.fs;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/** The room on a disk. */
final class FreeSpace {
    private FreeSpace() {}

    /**
     * Returns the bytes that may still be written under a directory, or 0 where the system does not
     * say. {@code FileStore} is no help: it fails where the list of mounts lacks the directory's
     * own mount, as in a chroot.
     */
    static long under(Path directory) {
        return directory.getFileSystem() == FileSystems.getDefault()
                ? directory.toFile().getUsableSpace()
                : 0;
    }
}
