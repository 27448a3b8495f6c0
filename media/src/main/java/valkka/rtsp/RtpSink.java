package valkka.rtsp;

import io.netty.buffer.ByteBuf;

/** Where the packets of one client go. Used by the server's thread alone. */
interface RtpSink {
    /**
     * Begins a packet. Exactly {@code length} bytes are written into the buffer that is returned,
     * then {@link #send()} is called.
     *
     * @param rtcp whether it is a control packet
     */
    ByteBuf begin(boolean rtcp, int length);

    /** Ends the packet that was begun. */
    void send();

    /** Lets everything out that was sent so far. */
    void flush();

    /**
     * Returns whether the client keeps up: false when so much waits for it that more would only
     * grow.
     */
    boolean isWritable();

    /** Returns when the client was last seen to live, by the loop's clock. */
    long lastHeardNanos();

    /** Returns how the client was told to listen: the value of the {@code Transport} header. */
    String transportHeader();

    /** Gives up the sockets that are this sink's own. May be called twice. */
    void close();
}
