package valkka.live;

import valkka.nal.NalUnits;

/** H.264 (RFC 6184): whole NAL units, and FU-A fragments (FU indicator, FU header, piece) of those that are too long. */
final class RtpH264Packetizer implements RtpPacketizer {
    private static final int FU_A = 28;
    private static final int FU_START = 0x80;
    private static final int FU_END = 0x40;
    private static final int FU_HEADERS = 2;

    @Override
    public int payloadType() {
        return SessionDescription.PAYLOAD_TYPE;
    }

    @Override
    public int clockRate() {
        return 90_000;
    }

    @Override
    public void packetize(RtpAccessUnit unit, RtpStream stream) {
        int count = unit.nalUnits().size();
        for (int i = 0; i < count; i++) {
            nalUnit(unit.nalUnits().get(i), i == count - 1, stream);
        }
    }

    private void nalUnit(byte[] nal, boolean last, RtpStream stream) {
        if (nal.length <= MAX_PAYLOAD) {
            stream.begin(nal.length, last).writeBytes(nal);
            stream.send();
            return;
        }
        int importance = nal[0] & 0xe0;
        int type = NalUnits.type(nal[0]);
        int position = 1;
        while (position < nal.length) {
            int length = Math.min(MAX_PAYLOAD - FU_HEADERS, nal.length - position);
            boolean end = position + length == nal.length;
            int edges = (position == 1 ? FU_START : 0) | (end ? FU_END : 0);
            stream.begin(length + FU_HEADERS, last && end)
                    .writeByte(importance | FU_A)
                    .writeByte(edges | type)
                    .writeBytes(nal, position, length);
            stream.send();
            position += length;
        }
    }
}
