package valkka.rtsp;

/**
 * A payload format: how access units are cut into the payloads of RTP packets. Keeps nothing
 * between access units.
 */
interface RtpPacketizer {
    /** The longest payload: with IP, UDP and RTP headers it stays below every network's limit. */
    int MAX_PAYLOAD = 1400;

    /**
     * Returns the dynamic or static payload type (RFC 3551), as the session description gives it.
     */
    int payloadType();

    /** RTP ticks a second. */
    int clockRate();

    /**
     * Sends one access unit's payloads, each by {@link RtpStream#begin} and
     * {@link RtpStream#send()}.
     */
    void packetize(RtpAccessUnit unit, RtpStream stream);
}
