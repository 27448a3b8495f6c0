package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** RTCP by hand. */
final class RtcpTestPackets {
    private RtcpTestPackets() {}

    static ByteBuf senderReport(int ssrc, long ntpSeconds, int fraction, int rtpTimestamp) {
        return senderReport(ssrc, ntpSeconds, fraction, rtpTimestamp, 1);
    }

    static ByteBuf senderReport(int ssrc, long ntpSeconds, int fraction, int rtpTimestamp, int packets) {
        return Unpooled.buffer()
                .writeInt(0x80c8_0006)
                .writeInt(ssrc)
                .writeInt((int) ntpSeconds)
                .writeInt(fraction)
                .writeInt(rtpTimestamp)
                .writeInt(packets)
                .writeInt(2);
    }

    static ByteBuf goodbye(int ssrc) {
        return Unpooled.buffer().writeInt(0x81cb_0001).writeInt(ssrc);
    }
}
