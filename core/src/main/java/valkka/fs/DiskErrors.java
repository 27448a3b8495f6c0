package valkka.fs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Turns what the operating system says into what a user can act on. */
final class DiskErrors {
    private static final long ALMOST_NOTHING = 64 * Bytes.KiB;

    private DiskErrors() {}

    /**
     * The exception for a failed call on {@code file}.
     *
     * @param doing what was being done, as in "writing block 3"
     */
    static ValkkaException of(IOException error, String doing, Path file) {
        if (error instanceof ClosedByInterruptException || error instanceof InterruptedIOException) {
            ValkkaException interrupted = ValkkaException.interrupted(doing + " of " + file);
            interrupted.addSuppressed(error);
            return interrupted;
        }
        if (error instanceof NoSuchFileException) {
            return new ValkkaException(Kind.NOT_FOUND, doing + ": there is no file " + file, error);
        }
        if (error instanceof AccessDeniedException) {
            return new ValkkaException(
                    Kind.IO,
                    doing + ": no permission for " + file + "; look at the rights of the file and its directory",
                    error);
        }
        if (isFull(error, file)) {
            return new ValkkaException(
                    Kind.FULL,
                    doing + ": the disk under " + file + " is full; free some space, or take fewer or smaller blocks",
                    error);
        }
        return new ValkkaException(Kind.IO, doing + ": " + file + " failed: " + reason(error), error);
    }

    private static String reason(IOException error) {
        if (error instanceof FileSystemException detailed && detailed.getReason() != null) {
            return detailed.getReason();
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    /** By the words, and where these are of another language by the space that is left. */
    private static boolean isFull(IOException error, Path file) {
        String words = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("no space left") || words.contains("quota exceeded") || words.contains("not enough space")) {
            return true;
        }
        try {
            Path directory = file.toAbsolutePath().getParent();
            return directory != null && Files.getFileStore(directory).getUsableSpace() < ALMOST_NOTHING;
        } catch (IOException e) {
            return false;
        }
    }
}
