package valkka.nal;

import java.io.ByteArrayOutputStream;
import valkka.frame.Codec;

/** Writes NAL units bit by bit, behind start codes: their headers as the standards say, and then filler. */
final class NalWriter {
    static final int P = 0;
    static final int B = 1;
    static final int I = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int current;
    private int count;

    private NalWriter(int... header) {
        for (int one : header) {
            bytes.write(one);
        }
    }

    private NalWriter bits(int value, int length) {
        for (int i = length - 1; i >= 0; i--) {
            current = (current << 1) | ((value >> i) & 1);
            count++;
            if (count == 8) {
                bytes.write(current);
                current = 0;
                count = 0;
            }
        }
        return this;
    }

    private NalWriter ue(int value) {
        int length = 32 - Integer.numberOfLeadingZeros(value + 1);
        return bits(0, length - 1).bits(value + 1, length);
    }

    private NalWriter se(int value) {
        return ue(value > 0 ? 2 * value - 1 : -2 * value);
    }

    /** Ends the unit: a stop bit, filler that no parser may look at, and the bytes that prevent start codes. */
    private byte[] unit() {
        bits(1, 1).bits(0, (8 - count) % 8);
        byte[] plain = bytes.toByteArray();
        ByteArrayOutputStream unit = new ByteArrayOutputStream();
        unit.writeBytes(new byte[] {0, 0, 0, 1});
        int zeros = 0;
        for (byte one : plain) {
            if (zeros >= 2 && (one & 0xfc) == 0) {
                unit.write(3);
                zeros = 0;
            }
            unit.write(one);
            zeros = one == 0 ? zeros + 1 : 0;
        }
        return unit.toByteArray();
    }

    static byte[] sps(int id) {
        return sps(id, true);
    }

    /** @param framesOnly false where a picture may be two fields */
    static byte[] sps(int id, boolean framesOnly) {
        NalWriter sps = new NalWriter(0x67).bits(77, 8).bits(0, 8).bits(30, 8).ue(id);
        sps.ue(0).ue(0).ue(2); // frame_num of 4 bits, order by pic_order_cnt_lsb of 6
        sps.ue(4).bits(0, 1).ue(39).ue(29).bits(framesOnly ? 1 : 0, 1);
        return sps.bits(framesOnly ? 0 : 1, framesOnly ? 0 : 1).bits(0, 3).unit();
    }

    static byte[] pps(int id, int sps) {
        return new NalWriter(0x68).ue(id).ue(sps).bits(1, 1).bits(0, 1).ue(0).unit();
    }

    static byte[] idr(int firstBlock, int pps) {
        return slice(0x65, firstBlock, I, pps, 0, 0);
    }

    static byte[] slice(int firstBlock, int pps, int frameNumber) {
        return slice(0x61, firstBlock, P, pps, frameNumber, (2 * frameNumber) & 63);
    }

    /** A slice of a stream of frames; {@code header} is the unit's first byte. */
    static byte[] slice(int header, int firstBlock, int type, int pps, int frameNumber, int orderCount) {
        NalWriter slice = new NalWriter(header).ue(firstBlock).ue(type).ue(pps).bits(frameNumber, 4);
        if ((header & 31) == 5) {
            slice.ue(0);
        }
        return slice.bits(orderCount, 6).bits(0xabcdef, 24).unit();
    }

    /** A slice of a field: 1 of the top, 2 of the bottom. */
    static byte[] fieldSlice(int header, int firstBlock, int pps, int frameNumber, int field) {
        NalWriter slice = new NalWriter(header).ue(firstBlock).ue(P).ue(pps).bits(frameNumber, 4);
        return slice.bits(field == 2 ? 3 : 2, 2).bits(0, 6).bits(0xabcdef, 24).unit();
    }

    /** SEI: user data that is longer than a byte can count, and behind it a recovery point. */
    static byte[] recoveryPoint(Codec codec, int count) {
        boolean h265 = codec.equals(Codec.H265);
        NalWriter sei = h265 ? new NalWriter(39 << 1, 1) : new NalWriter(6);
        sei.bits(5, 8).bits(255, 8).bits(45, 8);
        for (int i = 0; i < 300; i++) {
            sei.bits(i % 7 == 0 ? 0 : 6, 8);
        }
        NalWriter message = new NalWriter();
        byte[] payload =
                (h265 ? message.se(count) : message.ue(count)).bits(1, 1).unit();
        sei.bits(6, 8).bits(payload.length - 4, 8);
        for (int i = 4; i < payload.length; i++) {
            sei.bits(payload[i], 8);
        }
        return sei.unit();
    }

    static byte[] sei() {
        return new NalWriter(6).bits(5, 8).bits(3, 8).bits(0x112233, 24).unit();
    }

    static byte[] delimiter(Codec codec) {
        return codec.equals(Codec.H265)
                ? new NalWriter(35 << 1, 1).bits(2, 3).unit()
                : new NalWriter(9).bits(7, 3).unit();
    }

    static byte[] vps(int id) {
        return new NalWriter(32 << 1, 1).bits(id, 4).bits(0xffff, 16).unit();
    }

    static byte[] sps265(int id, int vps) {
        NalWriter sps = new NalWriter(33 << 1, 1).bits(vps, 4).bits(1, 3).bits(1, 1); // two sub-layers
        sps.bits(0x01600000, 32).bits(0, 32).bits(0, 24).bits(93, 8);
        sps.bits(3, 2).bits(0, 14); // the sub-layer says its profile and its level
        return sps.bits(0x01600000, 32)
                .bits(0, 32)
                .bits(0, 24)
                .bits(90, 8)
                .ue(id)
                .ue(1)
                .unit();
    }

    static byte[] pps265(int id, int sps, int extraBits) {
        return new NalWriter(34 << 1, 1)
                .ue(id)
                .ue(sps)
                .bits(0, 2)
                .bits(extraBits, 3)
                .unit();
    }

    /** A slice of H.265; one that is not the first one has no type that could be read. */
    static byte[] slice265(int unitType, boolean first, int pps, int extraBits, int type) {
        NalWriter slice = new NalWriter(unitType << 1, 1).bits(first ? 1 : 0, 1);
        slice.bits(0, unitType >= 16 && unitType <= 23 ? 1 : 0).ue(pps);
        return slice.bits(0, extraBits).ue(type).bits(0xabcdef, 24).unit();
    }
}
