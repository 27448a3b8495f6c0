package valkka.live;

/**
 * A camera that plays.
 *
 * @param source its packets
 * @param tunnel through which they come, or {@code null}
 */
record OpenedCamera(RtspSource source, TlsTunnel tunnel) implements AutoCloseable {
    @Override
    public void close() {
        source.close();
        if (tunnel != null) {
            tunnel.close();
        }
    }
}
