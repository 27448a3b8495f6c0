package valkka.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Turns errors of the operating system into messages that a user can act on. */
public final class DiskErrors {
    private static final long ALMOST_NOTHING_BYTES = 64 << 10;

    private DiskErrors() {}

    /**
     * Returns the exception for a failed call on {@code file}.
     *
     * @param doing the action that failed, as in "writing block 3"
     */
    public static ValkkaException of(IOException error, String doing, Path file) {
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
        return new ValkkaException(Kind.IO, doing + ": " + file + " failed: " + reason(error) + remedy(error), error);
    }

    /**
     * Loads what an error and its log line need: a process that has too many files open can open no
     * more, not even those of a class or of the time zones.
     */
    static void load() {
        new ValkkaException(Kind.IO, "an error, to load its classes").setStackTrace(new StackTraceElement[0]);
        Objects.requireNonNull(ZoneId.systemDefault().getRules());
    }

    /** Closes files because of an error, which gets the errors of closing. */
    public static void closeAfter(Throwable error, List<DiskFile> files) {
        for (DiskFile file : files) {
            try {
                file.close();
            } catch (IOException | RuntimeException e) {
                error.addSuppressed(e);
            }
        }
    }

    private static String reason(IOException error) {
        if (error instanceof FileSystemException detailed && detailed.getReason() != null) {
            return detailed.getReason();
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    private static String remedy(IOException error) {
        return String.valueOf(error.getMessage()).contains("Too many open files")
                ? "; close recordings that are no longer needed, or let the process open more files (ulimit -n)"
                : "";
    }

    private static boolean isFull(IOException error, Path file) {
        String language = Locale.getDefault(Locale.Category.DISPLAY).getLanguage();
        return meansFull(String.valueOf(error.getMessage()), language, usableSpace(file));
    }

    /**
     * Returns whether an error means a full disk. The words of the message decide where they are
     * English. In another language the remaining space decides. A recording may fill its disk by
     * design, so the space alone must not explain every error.
     *
     * @param language the language of the operating system, as ISO 639 has it
     * @param usableSpace in bytes
     */
    static boolean meansFull(String message, String language, long usableSpace) {
        String words = message.toLowerCase(Locale.ROOT);
        return words.contains("no space left")
                || words.contains("quota exceeded")
                || words.contains("not enough space")
                || (!language.equals("en") && usableSpace < ALMOST_NOTHING_BYTES);
    }

    private static long usableSpace(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null
                ? Long.MAX_VALUE
                : SystemDisk.freeSpaceUnder(directory).orElse(Long.MAX_VALUE);
    }
}
