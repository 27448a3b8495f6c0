package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;

/** The common part of the forks: several filters get every frame, even when one filter throws. */
final class FilterOutputs {
    private FilterOutputs() {}

    /**
     * Hands the frame to each of the filters, in their order. Throws the first filter's exception
     * after all filters have had the frame; it carries the other exceptions as suppressed ones.
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
