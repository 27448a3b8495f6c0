package valkka.ffmpeg;

import org.bytedeco.ffmpeg.global.avutil;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * FFmpeg's native libraries, loaded once in a process: it takes half a second, the first time on a
 * machine longer.
 */
public final class AvNatives {
    private AvNatives() {}

    /**
     * Loads the libraries when they are not yet loaded, and makes FFmpeg itself say nothing on
     * standard error: what goes wrong is in its results, and its own messages may hold passwords.
     *
     * @throws ValkkaException {@code IO} when this platform has no such library
     */
    public static void load() {
        try {
            Loaded.touch();
        } catch (LinkageError e) {
            throw new ValkkaException(
                    Kind.IO,
                    "FFmpeg cannot be loaded (" + e.getMessage()
                            + "): put org.bytedeco:ffmpeg with the classifier of this"
                            + " platform on the class path; it needs glibc 2.35 or newer on Linux",
                    e);
        }
    }

    private static final class Loaded {
        static {
            avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        }

        private static void touch() {}
    }
}
