package valkka.frame;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library, unchecked. Its message says what went wrong, where (file, block, byte) and what to
 * do, and is whole in itself: a notebook shows only the top message.
 */
public final class ValkkaException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What kind of thing went wrong, for code that decides by it. */
    public enum Kind {
        /** The bytes read are not a recording's. */
        CORRUPT,
        /** No space is left. */
        FULL,
        /** It was there, and the ring has overwritten it. */
        GONE,
        /** There is nothing under that name, path or number. */
        NOT_FOUND,
        /** There is something already. */
        EXISTS,
        /** Somebody else holds it. */
        BUSY,
        /** An argument cannot be right. */
        BAD_ARGUMENT,
        /** It took too long. */
        TIMEOUT,
        /** The camera wants another user name or password. */
        UNAUTHORIZED,
        /** It has been closed or stopped. */
        CLOSED,
        /** The disk or the network failed. */
        IO
    }

    private final Kind kind;

    public ValkkaException(Kind kind, String message) {
        this(kind, message, null);
    }

    public ValkkaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, true, stackWanted());
        this.kind = kind;
    }

    public static ValkkaException badArgument(String message) {
        return new ValkkaException(Kind.BAD_ARGUMENT, message);
    }

    /**
     * For a wait that {@code Thread.interrupt()} ended: sets the interrupt flag again, for callers further up to see.
     *
     * @param whileDoing what was being waited for, as in "waiting for block 3"
     */
    public static ValkkaException interrupted(String whileDoing) {
        Thread.currentThread().interrupt();
        return new ValkkaException(Kind.CLOSED, "interrupted while " + whileDoing);
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong, where, and what to do: every error of the library says it. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    private static boolean stackWanted() {
        return !"false".equals(System.getProperty("valkka.stackTraces"));
    }
}
