package valkka.rtsp;

import java.util.function.Consumer;
import valkka.frame.Codec;

/**
 * Sound whose payload is one unit as it is: G.711, G.726 and L16 (RFC 3551, sections 4.5.4, 4.5.11
 * and 4.5.14) and Opus (RFC 7587).
 */
final class SampleDepacketizer extends Depacketizer {
    private final Codec codec;

    SampleDepacketizer(Codec codec) {
        this.codec = codec;
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    void payload(RtpPacket packet, Consumer<MediaUnit> units) {
        byte[] unit = new byte[packet.payloadLength()];
        packet.copy(0, unit, 0, unit.length);
        emit(unit, packet.timestamp(), packet.marker(), packet.arrivalNanos(), units);
    }

    @Override
    void forgetOpen() {}
}
