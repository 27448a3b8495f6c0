package valkka.rtsp;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.lang.System.Logger.Level;

/**
 * For what Netty does later and nobody waits for: a failure is logged, for a client that has gone
 * is no error.
 */
final class RtspServerFailures {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final ChannelFutureListener LOGGER = RtspServerFailures::completed;

    private RtspServerFailures() {}

    /** Logs it when {@code future} fails. */
    static void log(ChannelFuture future) {
        future.addListener(LOGGER);
    }

    /** Logs what went wrong with one client. */
    static void log(Throwable cause) {
        LOG.log(Level.DEBUG, () -> "RTSP server: trouble with a client, which it may have ended itself: " + cause);
    }

    private static void completed(ChannelFuture future) {
        if (!future.isSuccess()) {
            log(future.cause());
        }
    }
}
