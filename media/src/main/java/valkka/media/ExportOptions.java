package valkka.media;

import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.proof.SigningKey;

/**
 * The choices of an export.
 *
 * @param audioSampleRate Hz; 0 where the recording is to tell
 * @param keepsAfterLoss whether pictures behind lost ones are kept, up to the next key frame
 * @param proof whether the file carries the proof of its blocks
 * @param progress takes how much is done, from 0 to 1
 */
record ExportOptions(int audioSampleRate, boolean keepsAfterLoss, Proof proof, DoubleConsumer progress) {
    static final ExportOptions NONE = new ExportOptions(0, false, new Proof(false, null), done -> {});

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
        return new ExportOptions(hertz, keepsAfterLoss, proof, progress);
    }

    ExportOptions withProgress(DoubleConsumer newProgress) {
        return new ExportOptions(audioSampleRate, keepsAfterLoss, proof, newProgress);
    }

    ExportOptions withPicturesAfterLoss() {
        return new ExportOptions(audioSampleRate, true, proof, progress);
    }

    ExportOptions withProof(@Nullable SigningKey key) {
        return new ExportOptions(audioSampleRate, keepsAfterLoss, new Proof(true, key), progress);
    }

    /**
     * Whether a proof is wanted.
     *
     * @param key signs it; {@code null} for none
     */
    record Proof(boolean isWanted, @Nullable SigningKey key) {}
}
