package valkka.rtsp;

import io.netty.channel.Channel;
import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets packets gather for a moment before an event loop waits for the next ones: the packets of many
 * cameras are then read in few rounds. The moment is two milliseconds for each connection, so that one
 * camera alone is hardly delayed, and {@value #MOST_MILLIS} ms at most. What comes while the loop waits
 * is read at once. Used on the loop alone.
 */
final class GatheringStrategy implements SelectStrategy {
    private static final int MOST_MILLIS = 40;
    private static final int MILLIS_PER_CONNECTION = 2;

    private int connections;
    private boolean ended;

    /** A connection is there from now on. */
    void opened(Channel connection) {
        connections++;
        connection.closeFuture().addListener(closed -> connections--);
    }

    /** Ends it for good: sockets of UDP hold little, and a large key frame could overflow them. */
    void end() {
        ended = true;
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        if (hasTasks) {
            return selectNow.get();
        }
        if (ended || connections == 0) {
            return SELECT;
        }
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(Math.min(MOST_MILLIS, MILLIS_PER_CONNECTION * connections)));
        int ready = selectNow.get();
        return ready > 0 ? ready : SELECT;
    }
}
