package valkka.kernel;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import valkka.filter.ValkkaThread;
import valkka.fs.ValkkaFS;

/**
 * Tells whether recordings have ended: each was closed, or its writer was seen at work and has
 * ended. A writer that had ended before the first look does not count. One thread asks.
 */
final class RecordingEnd implements BooleanSupplier {
    private final List<ValkkaFS> recordings;
    private final Set<ValkkaFS> seenAtWork = new HashSet<>();

    RecordingEnd(List<ValkkaFS> recordings) {
        this.recordings = recordings;
    }

    @Override
    public boolean getAsBoolean() {
        int ended = 0;
        for (ValkkaFS fs : recordings) {
            Optional<? extends ValkkaThread> writer = fs.writer().filter(ValkkaThread::isRunning);
            if (writer.isPresent()) {
                seenAtWork.add(fs);
            } else if (fs.isClosed() || seenAtWork.contains(fs)) {
                ended++;
            }
        }
        return ended == recordings.size();
    }
}
