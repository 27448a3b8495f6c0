package valkka.rtsp;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets packets gather for a moment before an event loop waits for the next ones: the packets of many
 * cameras are then read in few rounds. What comes while the loop waits is read at once. Used on the
 * loop alone.
 */
final class GatheringStrategy implements SelectStrategy {
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private boolean ended;

    /** Ends it for good: sockets of UDP hold little, and a large key frame could overflow them. */
    void end() {
        ended = true;
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        if (hasTasks) {
            return selectNow.get();
        }
        if (ended) {
            return SELECT;
        }
        LockSupport.parkNanos(GATHER_NANOS);
        int ready = selectNow.get();
        return ready > 0 ? ready : SELECT;
    }
}
