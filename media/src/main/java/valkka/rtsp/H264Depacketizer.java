package valkka.rtsp;

import java.util.function.Consumer;
import valkka.nal.NalSyntax;

/**
 * H.264 (RFC 6184): single NAL units, STAP-A and FU-A. STAP-B and FU-B, which add a decoding order
 * number, are taken as they come. MTAP, which no camera sends, is refused and counted.
 *
 * <pre>
 *   FU-A:  |F|NRI| 28 |  |S|E|R| type |  piece of the unit behind its first byte
 *   STAP-A:|F|NRI| 24 |  length, NAL unit, length, NAL unit, ...
 * </pre>
 */
final class H264Depacketizer extends VideoDepacketizer {
    private static final int STAP_A = 24;
    private static final int STAP_B = 25;
    private static final int FU_A = 28;
    private static final int FU_B = 29;
    private static final int START = 0x80;
    private static final int END = 0x40;
    private static final int DECODING_ORDER_NUMBER = 2;

    H264Depacketizer() {
        super(NalSyntax.H264);
    }

    @Override
    void payload(RtpPacket packet, Consumer<MediaUnit> units) {
        int type = packet.unsignedByte(0) & 0x1f;
        if (type == 0 ? beginsWithZeros(packet) : type < STAP_A) {
            single(packet, 1, 0, units);
        } else if (type == STAP_A) {
            aggregate(packet, 1, 0, units);
        } else if (type == STAP_B) {
            aggregate(packet, 1 + DECODING_ORDER_NUMBER, 0, units);
        } else if ((type == FU_A || type == FU_B) && packet.payloadLength() > 1) {
            fragment(packet, type, units);
        } else {
            malformed();
        }
    }

    /** A start code in front of the unit, which some cameras leave there. */
    private static boolean beginsWithZeros(RtpPacket packet) {
        return packet.payloadLength() > 2 && packet.unsignedShort(0) == 0;
    }

    private void fragment(RtpPacket packet, int format, Consumer<MediaUnit> units) {
        int edges = packet.unsignedByte(1);
        int type = edges & 0x1f;
        boolean start = (edges & START) != 0;
        int from = 2;
        if (start) {
            begin(packet, type, units);
            append((packet.unsignedByte(0) & 0xe0) | type);
            if (format == FU_B) {
                from += DECODING_ORDER_NUMBER;
            }
        }
        fragment(packet, type, Math.min(from, packet.payloadLength()), (edges & END) != 0, units);
    }
}
