package valkka.media;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Function;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.FSPars;
import valkka.fs.ValkkaFS;

/**
 * A file that appears under its name when it is whole. Until then its bytes are in a hidden file in
 * the same directory, which only its owner can read.
 */
final class NewFile {
    private static final System.Logger LOG = System.getLogger("valkka.file");

    private NewFile() {}

    /**
     * Writes a file. After an error nothing of it remains, and an older file is still there.
     *
     * @param target as {@link #checked} returns it
     * @param writing gets the hidden file, and writes and closes it
     */
    static <T> T write(Path target, Function<Path, T> writing) {
        Path temporary = temporaryBeside(target);
        try {
            T result = writing.apply(temporary);
            moveTo(temporary, target);
            return result;
        } finally {
            delete(temporary);
        }
    }

    /**
     * Returns the absolute path of a file that may be written.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} for a directory or a file of a recording,
     *     {@code NOT_FOUND} when the file's directory is not there
     */
    static Path checked(ValkkaFS fs, Path file) {
        Path target = TargetFile.of(file);
        FSPars pars = fs.getPars();
        for (Path own : List.of(pars.dumpfile(), pars.blockfile())) {
            if (target.equals(own.toAbsolutePath().normalize())) {
                throw ValkkaException.badArgument(file + " is a file of the recording itself: export to another name");
            }
        }
        return target;
    }

    private static Path temporaryBeside(Path target) {
        try {
            return Files.createTempFile(target.getParent(), "." + target.getFileName() + ".", ".part");
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "cannot write in " + target.getParent() + ": " + e, e);
        }
    }

    private static void moveTo(Path temporary, Path target) {
        try {
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the export is written and cannot be named " + target + ": " + e, e);
        }
    }

    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    () -> "cannot delete " + temporary + ", a part of an export: delete it yourself: " + e);
        }
    }
}
