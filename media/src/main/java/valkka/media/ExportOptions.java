package valkka.media;

import java.util.Objects;
import java.util.function.DoubleConsumer;
import valkka.frame.ValkkaException;

/**
 * The choices of an export.
 *
 * @param audioSampleRate Hz; 0 where the recording is to tell
 * @param keepsAfterLoss whether pictures behind lost ones are kept, up to the next key frame
 * @param progress takes how much is done, from 0 to 1
 */
record ExportOptions(int audioSampleRate, boolean keepsAfterLoss, DoubleConsumer progress) {
    static final ExportOptions NONE = new ExportOptions(0, false, done -> {});

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
        return new ExportOptions(hertz, keepsAfterLoss, progress);
    }

    ExportOptions withProgress(DoubleConsumer newProgress) {
        return new ExportOptions(audioSampleRate, keepsAfterLoss, newProgress);
    }

    ExportOptions withPicturesAfterLoss() {
        return new ExportOptions(audioSampleRate, true, progress);
    }
}
