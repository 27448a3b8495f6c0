package valkka.rtsp;

import io.netty.buffer.ByteBuf;

/**
 * Reads RTCP packets (RFC 3550, section 6), one or several in a datagram. Sender reports and goodbyes
 * are told, all other kinds are skipped.
 *
 * <pre>
 *   |V=2|P| count |  type  | length in words - 1 |  SSRC  |  NTP seconds, fraction | RTP time | ...
 * </pre>
 */
final class RtcpReader {
    private static final int VERSION = 2;
    private static final int SENDER_REPORT = 200;
    private static final int GOODBYE = 203;
    private static final int APPLICATION = 204;
    private static final int SENDER_REPORT_BYTES = 28;

    /** Who is told. */
    interface Listener {
        /**
         * A sender says which wall clock its RTP time is, and how many packets it has sent so far.
         */
        void senderReport(int ssrc, long ntp, int rtpTimestamp, int packets);

        /** A sender says that it sends no more. */
        void goodbye(int ssrc);
    }

    private RtcpReader() {}

    /** Returns whether it is an RTCP packet, where RTP may come too (RFC 5761, section 4). */
    static boolean isRtcp(ByteBuf packet) {
        if (packet.readableBytes() < 4) {
            return false;
        }
        int type = packet.getUnsignedByte(packet.readerIndex() + 1);
        return type >= SENDER_REPORT && type <= APPLICATION;
    }

    /**
     * Reads all readable bytes; the buffer does not change.
     *
     * @return false when they are malformed; what stands in front of the fault was told
     */
    static boolean read(ByteBuf packets, Listener listener) {
        int at = packets.readerIndex();
        int end = packets.writerIndex();
        if (at == end) {
            return false;
        }
        while (at < end) {
            if (end - at < 4 || packets.getUnsignedByte(at) >> 6 != VERSION) {
                return false;
            }
            int length = (packets.getUnsignedShort(at + 2) + 1) * 4;
            if (length > end - at || !readOne(packets, at, length, listener)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static boolean readOne(ByteBuf packets, int at, int length, Listener listener) {
        int type = packets.getUnsignedByte(at + 1);
        if (type == SENDER_REPORT) {
            if (length < SENDER_REPORT_BYTES) {
                return false;
            }
            listener.senderReport(
                    packets.getInt(at + 4), packets.getLong(at + 8), packets.getInt(at + 16), packets.getInt(at + 20));
        } else if (type == GOODBYE) {
            int count = packets.getUnsignedByte(at) & 0x1f;
            if (4 + count * 4 > length) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                listener.goodbye(packets.getInt(at + 4 + i * 4));
            }
        }
        return true;
    }
}
