package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of one RTP packet (RFC 3550, section 5.1). A receiver has one view, and reads packet after
 * packet through it: what a view says holds until the next {@link #read}.
 *
 * <pre>
 *   0                   1                   2                   3
 *   +---+-+-+-------+-+-------------+-------------------------------+
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   +---+-+-+-------+-+-------------+-------------------------------+
 *   |                           timestamp                           |
 *   |                             SSRC                              |
 *   |                  CC CSRCs, of 4 bytes each                    |
 *   |   with X: 2 bytes profile, 2 bytes length in words, words     |
 *   |      payload, and with P: padding, its length at the end      |
 *   +---------------------------------------------------------------+
 * </pre>
 */
final class RtpPacket {
    private static final int FIXED_HEADER = 12;
    private static final int VERSION = 2;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int size;
    private int payload;
    private int payloadLength;
    private boolean marker;
    private int payloadType;
    private int sequenceNumber;
    private int rtpTimestamp;
    private int ssrc;
    private long timestamp;
    private long arrivalNanos;
    private boolean afterLoss;

    /**
     * Reads the readable bytes of {@code packet} without a copy. They must not change while the view
     * is used.
     *
     * @return false when the packet is malformed; the view holds nothing then
     */
    boolean read(ByteBuf packet) {
        int start = packet.readerIndex();
        size = packet.readableBytes();
        if (size < FIXED_HEADER) {
            return false;
        }
        int first = packet.getUnsignedByte(start);
        int at = FIXED_HEADER + (first & 0x0f) * 4;
        if (first >> 6 != VERSION || at > size) {
            return false;
        }
        if ((first & EXTENSION) != 0) {
            if (at + 4 > size) {
                return false;
            }
            at += 4 + packet.getUnsignedShort(start + at + 2) * 4;
        }
        int padding = (first & PADDING) != 0 ? packet.getUnsignedByte(start + size - 1) : 0;
        if (at + padding > size) {
            return false;
        }
        buffer = packet;
        payload = start + at;
        payloadLength = size - padding - at;
        int second = packet.getUnsignedByte(start + 1);
        marker = (second & 0x80) != 0;
        payloadType = second & 0x7f;
        sequenceNumber = packet.getUnsignedShort(start + 2);
        rtpTimestamp = packet.getInt(start + 4);
        ssrc = packet.getInt(start + 8);
        return true;
    }

    /** Adds what the receiver knows of the packet. */
    void received(long unwrappedTimestamp, long nanos, boolean behindLoss) {
        timestamp = unwrappedTimestamp;
        arrivalNanos = nanos;
        afterLoss = behindLoss;
    }

    /** Returns the bytes of the packet with its headers. */
    int size() {
        return size;
    }

    boolean marker() {
        return marker;
    }

    int payloadType() {
        return payloadType;
    }

    int sequenceNumber() {
        return sequenceNumber;
    }

    /** Returns the 32 bits of the timestamp as they came. */
    int rtpTimestamp() {
        return rtpTimestamp;
    }

    int ssrc() {
        return ssrc;
    }

    /** Returns the timestamp, unwrapped to 64 bits. */
    long timestamp() {
        return timestamp;
    }

    long arrivalNanos() {
        return arrivalNanos;
    }

    /** Returns whether packets were lost right in front of this one. */
    boolean afterLoss() {
        return afterLoss;
    }

    int payloadLength() {
        return payloadLength;
    }

    /** Returns a byte of the payload, 0 to 255. */
    int unsignedByte(int offset) {
        return buffer.getUnsignedByte(payload + offset);
    }

    /** Returns two bytes of the payload, the high one first. */
    int unsignedShort(int offset) {
        return buffer.getUnsignedShort(payload + offset);
    }

    /** Copies a part of the payload. */
    void copy(int offset, byte[] to, int at, int length) {
        buffer.getBytes(payload + offset, to, at, length);
    }
}
