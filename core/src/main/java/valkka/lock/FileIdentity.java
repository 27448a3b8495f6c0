package valkka.lock;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What a name leads to: the same for all names of a file, and for all nodes of a device.
 *
 * @param id a short text that may stand in the name of a file
 * @param kind what it is
 * @param names how many hard links lead to it; 1 where the system does not tell
 */
public record FileIdentity(String id, Kind kind, int names) {
    /** What a name may lead to. */
    public enum Kind {
        /** A plain file. */
        FILE,
        /** A disk or a partition. */
        DEVICE,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link that was not followed. */
        LINK,
        /** A named pipe, a socket, a terminal: an attempt to open it may hang, or do harm. */
        OTHER
    }

    private static final int TYPE = 0170000;
    private static final Map<Integer, Kind> KINDS =
            Map.of(0100000, Kind.FILE, 0060000, Kind.DEVICE, 0040000, Kind.DIRECTORY, 0120000, Kind.LINK);

    /** Returns what a name leads to, through all links. */
    public static FileIdentity of(Path file) throws IOException {
        return read(file);
    }

    /** Returns what a name is itself: {@link Kind#LINK} for a link. */
    public static FileIdentity ofName(Path file) throws IOException {
        return read(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileIdentity read(Path file, LinkOption... options) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Map<String, Object> known = Files.readAttributes(file, "unix:mode,dev,ino,rdev,nlink", options);
            Kind kind = KINDS.getOrDefault((int) number(known, "mode") & TYPE, Kind.OTHER);
            String id = kind == Kind.DEVICE
                    ? "device-" + Long.toHexString(number(known, "rdev"))
                    : "file-" + Long.toHexString(number(known, "dev")) + "-" + Long.toHexString(number(known, "ino"));
            return new FileIdentity(id, kind, (int) number(known, "nlink"));
        }
        Map<String, Object> known =
                Files.readAttributes(file, "isRegularFile,isDirectory,isSymbolicLink,fileKey", options);
        Kind kind = Boolean.TRUE.equals(known.get("isRegularFile"))
                ? Kind.FILE
                : Boolean.TRUE.equals(known.get("isDirectory"))
                        ? Kind.DIRECTORY
                        : Boolean.TRUE.equals(known.get("isSymbolicLink")) ? Kind.LINK : Kind.OTHER;
        Object key = Objects.requireNonNullElse(known.get("fileKey"), file.toRealPath(options));
        return new FileIdentity("file-" + Integer.toHexString(key.toString().hashCode()), kind, 1);
    }

    private static long number(Map<String, Object> known, String key) {
        return ((Number) Objects.requireNonNull(known.get(key), key)).longValue();
    }

    /**
     * Checks that a name leads to a file that has bytes to be read and written: a plain file, a
     * disk or a partition. An attempt to open a named pipe would hang.
     *
     * @throws FileSystemException when it is anything else
     */
    public static FileIdentity ofData(Path file) throws IOException {
        FileIdentity found = of(file);
        if (found.kind != Kind.FILE && found.kind != Kind.DEVICE) {
            String what = found.kind == Kind.DIRECTORY ? "a directory" : "a named pipe, a socket or a terminal";
            throw new FileSystemException(
                    file.toString(), null, "it is " + what + ", and no file: remove it, or restore the file");
        }
        return found;
    }
}
