package valkka.rtsp;

import java.util.function.Consumer;
import valkka.nal.NalSyntax;

/**
 * H.265 (RFC 7798): single NAL units, aggregation packets and fragments. Decoding order numbers, which
 * {@code sprop-max-don-diff} announces, are left out.
 *
 * <pre>
 *   fragment:    |F| 49 | layer | TID |  |S|E| type |  [number]  piece of the unit behind its header
 *   aggregation: |F| 48 | layer | TID |  [number] length, NAL unit, [difference] length, NAL unit, ...
 * </pre>
 */
final class H265Depacketizer extends VideoDepacketizer {
    private static final int AGGREGATION = 48;
    private static final int FRAGMENT = 49;
    private static final int HEADER = 2;
    private static final int START = 0x80;
    private static final int END = 0x40;

    /** Bytes of a decoding order number: 2, or 0 without. */
    private final int number;

    H265Depacketizer(MediaDescription track) {
        super(NalSyntax.H265);
        String difference =
                track.formatParameters().getOrDefault("sprop-max-don-diff", "0").strip();
        number = difference.matches("0*") ? 0 : 2;
    }

    @Override
    void payload(RtpPacket packet, Consumer<MediaUnit> units) {
        int length = packet.payloadLength();
        int type = (packet.unsignedByte(0) >> 1) & 0x3f;
        if (length < HEADER + number) {
            malformed();
        } else if (type < AGGREGATION) {
            single(packet, HEADER, number, units);
        } else if (type == AGGREGATION) {
            aggregate(packet, HEADER + number, number / 2, units);
        } else if (type == FRAGMENT && length > HEADER) {
            fragment(packet, units);
        } else {
            malformed();
        }
    }

    private void fragment(RtpPacket packet, Consumer<MediaUnit> units) {
        int edges = packet.unsignedByte(HEADER);
        int type = edges & 0x3f;
        int from = HEADER + 1;
        if ((edges & START) != 0) {
            begin(packet, type, units);
            append((packet.unsignedByte(0) & 0x81) | (type << 1));
            append(packet.unsignedByte(1));
            from += number;
        }
        fragment(packet, type, Math.min(from, packet.payloadLength()), (edges & END) != 0, units);
    }
}
