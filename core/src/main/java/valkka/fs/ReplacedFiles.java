package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import valkka.disk.Disk;

/**
 * The files of an old recording while a new one takes their places. They get other names until the
 * new recording is complete, and their own names back when it cannot be made, or when the program
 * was killed meanwhile.
 */
final class ReplacedFiles {
    /** Ends the names of old files. */
    static final String SUFFIX = ".replaced";

    private static final System.Logger LOG = System.getLogger("valkka.fs");
    /** The json first: without it the other files are no recording. */
    private static final List<String> NAMES =
            List.of(ParameterFile.NAME, NewRecording.BLOCKFILE, NewRecording.DUMPFILE, NewRecording.PROOF);

    private final Disk disk;
    private final Path directory;

    ReplacedFiles(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** Returns whether a program ended before it had replaced a recording here. */
    boolean areThere() {
        return NAMES.stream().anyMatch(name -> isThere(old(name)));
    }

    /** Gives the old files other names, the json first. */
    void setAside() throws IOException {
        for (String name : NAMES) {
            Path file = directory.resolve(name);
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(file); // fails when it holds files
            } else if (isThere(file)) {
                disk.rename(file, old(name));
            }
        }
    }

    /** Gives the old files their names back, the json last, in place of new files there. */
    void putBack() throws IOException {
        List<String> jsonLast = new ArrayList<>(NAMES);
        Collections.reverse(jsonLast);
        for (String name : jsonLast) {
            if (isThere(old(name))) {
                Files.deleteIfExists(directory.resolve(name));
                disk.rename(old(name), directory.resolve(name));
            }
        }
    }

    /** Does what a program that was killed here left to do: finishes the new recording, or brings the old one back. */
    void recover() throws IOException {
        boolean complete = isThere(directory.resolve(ParameterFile.NAME));
        LOG.log(
                Level.INFO,
                () -> "a program ended while it replaced the recording in " + directory + ": "
                        + (complete ? "the new one is complete" : "the old one is put back"));
        if (complete) {
            delete();
        } else {
            putBack();
        }
    }

    /** Deletes the old files. The new recording exists, so a file that cannot be deleted is no error. */
    void delete() {
        for (String name : NAMES) {
            try {
                Files.deleteIfExists(old(name));
            } catch (IOException e) {
                LOG.log(Level.WARNING, () -> "cannot delete " + old(name) + ": delete it yourself: " + e.getMessage());
            }
        }
    }

    private Path old(String name) {
        return directory.resolve(name + SUFFIX);
    }

    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
