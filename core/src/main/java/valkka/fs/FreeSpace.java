package valkka.fs;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/** How much room a disk has. */
final class FreeSpace {
    private FreeSpace() {}

    /**
     * The bytes that may still be written under a directory; 0 where nobody tells. Not by {@code FileStore}, which fails where
     * the list of mounts does not name the directory's own, as in a chroot.
     */
    static long under(Path directory) {
        return directory.getFileSystem() == FileSystems.getDefault()
                ? directory.toFile().getUsableSpace()
                : 0;
    }
}
