package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;

/** What the forks share: several filters that get every frame, also where one of them throws. */
final class FilterOutputs {
    private FilterOutputs() {}

    /**
     * Hands the frame to each of the filters, in their order. Throws what the first one of them threw, when all have had
     * the frame; what others threw is suppressed in it.
     */
    static void run(Frame frame, FrameFilter... outputs) {
        RuntimeException first = null;
        for (FrameFilter output : outputs) {
            try {
                output.run(frame);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Returns the filters as an array, and refuses {@code null} among them. */
    static FrameFilter[] of(FrameFilter... outputs) {
        for (int i = 0; i < outputs.length; i++) {
            Objects.requireNonNull(outputs[i], i == 0 ? "next" : "next" + (i + 1));
        }
        return outputs;
    }
}
