package valkka.media;

import java.util.Objects;
import java.util.function.DoubleConsumer;
import valkka.frame.ValkkaException;

/**
 * The choices of an export.
 *
 * @param audioSampleRate Hz; 0 where the recording is to tell
 * @param progress takes how much is done, from 0 to 1
 */
record ExportOptions(int audioSampleRate, DoubleConsumer progress) {
    static final ExportOptions NONE = new ExportOptions(0, done -> {});

    private static final int LOWEST_RATE = 1_000;
    private static final int HIGHEST_RATE = 192_000;

    ExportOptions {
        Objects.requireNonNull(progress, "progress");
        if (audioSampleRate != 0 && (audioSampleRate < LOWEST_RATE || audioSampleRate > HIGHEST_RATE)) {
            throw ValkkaException.badArgument("audioSampleRate is " + audioSampleRate + ": give samples a second, from "
                    + LOWEST_RATE + " to " + HIGHEST_RATE);
        }
    }

    ExportOptions withAudioSampleRate(int hertz) {
        if (hertz == 0) {
            throw ValkkaException.badArgument("audioSampleRate is 0: give samples a second, as 16000");
        }
        return new ExportOptions(hertz, progress);
    }

    ExportOptions withProgress(DoubleConsumer newProgress) {
        return new ExportOptions(audioSampleRate, newProgress);
    }
}
