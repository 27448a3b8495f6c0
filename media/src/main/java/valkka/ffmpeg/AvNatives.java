package valkka.ffmpeg;

import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * FFmpeg's native libraries, loaded once in a process: it takes half a second, the first time on a
 * machine longer. Nothing of FFmpeg's, not even a pointer, may be made before.
 */
public final class AvNatives {
    private static final String ELSEWHERE =
            "name a directory for them, by JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=DIR";

    private AvNatives() {}

    /**
     * Loads the libraries when they are not yet loaded, and makes FFmpeg itself say nothing on
     * standard error: what goes wrong is in its results, and its own messages may hold passwords.
     *
     * @throws ValkkaException {@code IO} when the libraries cannot be loaded, with the cause; each
     *     later call says the same
     */
    public static void load() {
        LinkageError failure = Loaded.FAILURE;
        if (failure != null) {
            throw new ValkkaException(Kind.IO, "FFmpeg cannot be loaded: " + explain(innermost(failure)), failure);
        }
    }

    /** Returns the cause in a sentence, and what to do. */
    static String explain(String cause) {
        if (cause.contains("create the cache")) {
            return "its libraries are copied into a directory first, and neither the home nor the directory for"
                    + " temporary files can be written; " + ELSEWHERE;
        }
        if (cause.contains("No space left")) {
            return "its libraries are copied into a directory first, and the disk is full; free 60 MB, or " + ELSEWHERE;
        }
        if (cause.contains("failed to map segment")) {
            return "its libraries lie where no program may run (noexec): " + cause + "; " + ELSEWHERE;
        }
        if (cause.contains("GLIBC_")) {
            return "this system is too old for it, which needs glibc 2.35 or newer: " + cause;
        }
        return cause + "; put org.bytedeco:ffmpeg with the classifier of this platform on the class path";
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        for (Throwable next = failure; next != null; next = next.getCause()) {
            cause = next;
        }
        return String.valueOf(cause.getMessage());
    }

    private static final class Loaded {
        /** Kept, because a class that failed once only says so from then on, without the cause. */
        @SuppressWarnings("StaticAssignmentOfThrowable")
        private static final @Nullable LinkageError FAILURE = attempt();

        private static @Nullable LinkageError attempt() {
            try {
                avutil.av_log_set_level(avutil.AV_LOG_QUIET);
                return null;
            } catch (LinkageError e) {
                return e;
            }
        }
    }
}
