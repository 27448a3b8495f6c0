package valkka.lock;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import valkka.frame.ValkkaException;

/**
 * The files outside of a recording's directory that the user named in a call. A recording from a
 * stranger may lead to any file, by its json and by links. Only the files that the user named are
 * written.
 *
 * @param paths the names, as the user gave them
 */
public record NamedFiles(List<Path> paths) {
    /** No file was named. */
    public static final NamedFiles NONE = new NamedFiles(List.of());

    /** Copies the list. */
    public NamedFiles {
        paths = List.copyOf(paths);
    }

    /**
     * Checks that a file may be written: it is in the directory, or the user named it.
     *
     * @param directory the directory of the recording
     * @param file a file of the recording
     * @param lasting a name of this file that stays, which the message proposes
     * @param size the bytes that the file has by the json; a file with other names too, which is
     *     no recording's, has another size
     * @throws ValkkaException {@code BAD_ARGUMENT} when the file may not be written
     */
    public void check(Path directory, Path file, Path lasting, long size) throws IOException {
        FileIdentity identity = FileIdentity.ofData(file);
        Path real = file.toRealPath();
        boolean inside = real.startsWith(directory.toRealPath());
        if (inside && (identity.names() == 1 || real.toFile().length() == size)) {
            return;
        }
        for (Path named : paths) {
            if (isSame(named, identity)) {
                return;
            }
        }
        String why = inside
                ? file + " has a further name elsewhere (a hard link), and not the size of the recording's"
                : "the recording in " + directory + " leads to " + real + ", outside of its directory";
        throw ValkkaException.badArgument(why + ": to write that file, name it, as in loadFromDirectory(\"" + directory
                + "\", \"" + lasting + "\")");
    }

    private static boolean isSame(Path named, FileIdentity identity) throws IOException {
        try {
            return FileIdentity.of(named).id().equals(identity.id());
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
