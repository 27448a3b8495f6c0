package valkka.live;

import org.bytedeco.ffmpeg.global.avutil;

/** FFmpeg's native libraries, loaded once in a process: it takes half a second, the first time on a machine longer. */
final class AvNatives {
    private AvNatives() {}

    /**
     * Loads the libraries when they are not yet loaded, and makes FFmpeg itself say nothing on standard error: what goes
     * wrong is in its results, and its own messages may hold passwords.
     */
    static void load() {
        Loaded.touch();
    }

    private static final class Loaded {
        static {
            avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        }

        private static void touch() {}
    }
}
