package valkka.media;

import java.lang.System.Logger.Level;
import java.util.function.DoubleConsumer;

/** A user's progress callback whose errors do not end the export: the first error is logged. */
final class CheckedProgress {
    private static final System.Logger LOG = System.getLogger("valkka.file");

    private final DoubleConsumer callback;
    private boolean failed;

    CheckedProgress(DoubleConsumer callback) {
        this.callback = callback;
    }

    /** Tells how much is done, from 0 to 1. */
    void tell(double done) {
        try {
            callback.accept(done);
        } catch (RuntimeException e) {
            if (!failed) {
                failed = true;
                LOG.log(Level.WARNING, "the progress callback of an export threw, which goes on", e);
            }
        }
    }
}
