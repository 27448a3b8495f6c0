package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Map;

/** Writes RTP packets and descriptions by hand. */
final class RtpTestPackets {
    static final int PAYLOAD_TYPE = 96;
    static final int SSRC = 0x1234_5678;

    private RtpTestPackets() {}

    static MediaDescription track(String encoding, int clockRate, int channels, Map<String, String> parameters) {
        String media = clockRate == 90_000 ? "video" : "audio";
        return new MediaDescription(
                media,
                PAYLOAD_TYPE,
                encoding,
                clockRate,
                channels,
                parameters,
                null,
                MediaDescription.Direction.SENDRECV,
                0,
                0,
                null,
                null);
    }

    static MediaDescription h264() {
        return track("H264", 90_000, 0, Map.of());
    }

    static MediaDescription h265(Map<String, String> parameters) {
        return track("H265", 90_000, 0, parameters);
    }

    static byte[] hex(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static ByteBuf packet(int sequence, long timestamp, boolean marker, byte[] payload) {
        return packet(SSRC, sequence, timestamp, marker, payload);
    }

    static ByteBuf packet(int ssrc, int sequence, long timestamp, boolean marker, byte[] payload) {
        return Unpooled.buffer(12 + payload.length)
                .writeByte(0x80)
                .writeByte((marker ? 0x80 : 0) | PAYLOAD_TYPE)
                .writeShort(sequence)
                .writeInt((int) timestamp)
                .writeInt(ssrc)
                .writeBytes(payload);
    }
}
