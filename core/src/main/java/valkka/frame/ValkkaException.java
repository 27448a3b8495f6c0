package valkka.frame;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library, unchecked. Its message says what went wrong, where (file,
 * block, byte) and what to do. The message is complete without a cause: a notebook shows only the
 * top message.
 */
public final class ValkkaException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The kind of an error, for code that decides by the kind. */
    public enum Kind {
        /** The bytes read do not belong to a recording. */
        CORRUPT,
        /** No space is left. */
        FULL,
        /** The ring has overwritten the frames. */
        GONE,
        /** Nothing has that name, path or number. */
        NOT_FOUND,
        /** Something with that name, path or number exists already. */
        EXISTS,
        /** Somebody else holds or runs the object. */
        BUSY,
        /** An argument cannot be right. */
        BAD_ARGUMENT,
        /** A wait took too long. */
        TIMEOUT,
        /** The camera wants another user name or password. */
        UNAUTHORIZED,
        /** The object has been closed or stopped. */
        CLOSED,
        /** The disk or the network failed. */
        IO
    }

    private final Kind kind;

    /** Makes an exception without a cause. */
    public ValkkaException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** Makes an exception; {@code cause} may be null. */
    public ValkkaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, true, stackWanted());
        this.kind = kind;
    }

    /** Returns an exception of the kind {@code BAD_ARGUMENT}. */
    public static ValkkaException badArgument(String message) {
        return new ValkkaException(Kind.BAD_ARGUMENT, message);
    }

    /**
     * Returns the exception for a wait that {@code Thread.interrupt()} ended. Sets the interrupt
     * flag again, so that callers further up see it.
     *
     * @param whileDoing what the thread was waiting for, as in "waiting for block 3"
     */
    public static ValkkaException interrupted(String whileDoing) {
        Thread.currentThread().interrupt();
        return new ValkkaException(Kind.CLOSED, "interrupted while " + whileDoing);
    }

    /** Returns the kind of error. */
    public Kind kind() {
        return kind;
    }

    /** Returns what went wrong, where, and what to do. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    private static boolean stackWanted() {
        return !"false".equals(System.getProperty("valkka.stackTraces"));
    }
}
