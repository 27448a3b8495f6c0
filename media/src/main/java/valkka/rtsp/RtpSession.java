package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import valkka.frame.ValkkaException;

/**
 * One stream being received: from a camera ({@link RtspClient}) or as an SDP file says
 * ({@link SdpReceiver}). A session is used once. Everything happens on the event loop of its
 * {@link RtspNetwork}.
 */
public sealed interface RtpSession permits RtspClient, SdpReceiver {
    /** Begins, and returns at once. Any thread may call it, once. */
    void start();

    /**
     * Ends the session, and returns at once. A camera is told so by TEARDOWN; nobody waits for its
     * answer. {@link Listener#onClosed()} comes soon, and nothing after that. Any thread may call
     * it, at any time and more than once.
     */
    void close();

    /**
     * Sends an RTCP packet of ours, a receiver report say, the way that the track's packets come.
     * Only the event loop may call it, and only after {@link Listener#onPlaying}. Does nothing once
     * the session is closed, and where the sender has no known address.
     *
     * @param packet is released by this method
     */
    void sendRtcp(Track track, ByteBuf packet);

    /** Returns how many bytes and packets came that belonged to nothing. Any thread may ask. */
    Strays strays();

    /**
     * A track that comes.
     *
     * @param subsession {@link Subsession#VIDEO} or {@link Subsession#AUDIO}
     * @param description what it carries
     * @param overUdp its packets are datagrams, which may get lost and overtake each other
     */
    record Track(int subsession, MediaDescription description, boolean overUdp) {}

    /**
     * What came and belonged to nothing.
     *
     * @param bytes were skipped between the packets of an RTSP connection, which made no sense
     * @param packets were of no track of the session, or came from another sender
     */
    record Strays(long bytes, long packets) {}

    /** Hears of one session. All calls come on the event loop, and must return soon. */
    interface Listener {
        /**
         * The session plays. Comes at most once, and before any packet.
         *
         * @param tracks those that come: the picture first, where there is one
         * @param notes what was left out or is otherwise than asked for, and why: a sentence each,
         *     without the camera's address
         */
        void onPlaying(List<Track> tracks, List<String> notes);

        /**
         * An RTP packet came.
         *
         * @param packet may be read during the call alone; its bytes have not been looked at
         */
        void onRtp(Track track, ByteBuf packet);

        /**
         * An RTCP packet came.
         *
         * @param packet may be read during the call alone; its bytes have not been looked at
         */
        void onRtcp(Track track, ByteBuf packet);

        /**
         * The session failed: it could not begin, or the camera ended it. Comes at most once;
         * {@link #onClosed()} follows.
         *
         * @param failure names the address, without the password, and says what to do
         */
        void onFailure(ValkkaException failure);

        /** The session has ended, and nothing comes any more. Comes exactly once. */
        void onClosed();
    }
}
