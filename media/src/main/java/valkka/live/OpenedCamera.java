package valkka.live;

import org.jspecify.annotations.Nullable;

/**
 * A camera that plays.
 *
 * @param source its packets
 * @param tunnel through which they come, or {@code null}
 */
record OpenedCamera(RtspSource source, @Nullable TlsTunnel tunnel) implements AutoCloseable {
    @Override
    public void close() {
        source.close();
        if (tunnel != null) {
            tunnel.close();
        }
    }
}
