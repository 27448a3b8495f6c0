package valkka.rtsp;

import java.util.function.Consumer;
import valkka.frame.Codec;

/**
 * G.726 as ATM packs it (RFC 3551, section 4.5.4, {@code AAL2-G726-32} and the like): the first sample
 * in the high bits of a byte. Units have the first sample in the low bits, as all other G.726.
 */
final class Aal2G726Depacketizer extends Depacketizer {
    private final int sampleBits;

    Aal2G726Depacketizer(int sampleBits) {
        this.sampleBits = sampleBits;
    }

    @Override
    public Codec codec() {
        return Codec.G726;
    }

    @Override
    void payload(RtpPacket packet, Consumer<MediaUnit> units) {
        byte[] packed = new byte[packet.payloadLength()];
        packet.copy(0, packed, 0, packed.length);
        emit(repacked(packed), packet.timestamp(), packet.marker(), packet.arrivalNanos(), units);
    }

    private byte[] repacked(byte[] packed) {
        BitReader bits = new BitReader(packed);
        byte[] unit = new byte[packed.length];
        for (int at = 0; at + sampleBits <= unit.length * 8; at += sampleBits) {
            int sample = bits.read(sampleBits) << (at & 7);
            unit[at >> 3] |= (byte) sample;
            if (sample > 0xff) {
                unit[(at >> 3) + 1] |= (byte) (sample >> 8);
            }
        }
        return unit;
    }

    @Override
    void forgetOpen() {}
}
