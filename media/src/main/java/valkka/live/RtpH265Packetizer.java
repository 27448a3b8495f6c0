package valkka.live;

/**
 * H.265 (RFC 7798): whole NAL units, and fragmentation units (payload header of two bytes, FU header, piece) of those that are too
 * long.
 */
final class RtpH265Packetizer implements RtpPacketizer {
    private static final int FU = 49;
    private static final int FU_START = 0x80;
    private static final int FU_END = 0x40;
    private static final int NAL_HEADER = 2;
    private static final int FU_HEADERS = NAL_HEADER + 1;
    /** What a NAL unit's first byte says besides its type: the forbidden bit and the highest bit of the layer. */
    private static final int BESIDES_TYPE = 0x81;

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

    private static void nalUnit(byte[] nal, boolean last, RtpStream stream) {
        if (nal.length <= MAX_PAYLOAD) {
            stream.begin(nal.length, last).writeBytes(nal);
            stream.send();
            return;
        }
        int type = (nal[0] >> 1) & 0x3f;
        int position = NAL_HEADER;
        while (position < nal.length) {
            int length = Math.min(MAX_PAYLOAD - FU_HEADERS, nal.length - position);
            boolean end = position + length == nal.length;
            int edges = (position == NAL_HEADER ? FU_START : 0) | (end ? FU_END : 0);
            stream.begin(length + FU_HEADERS, last && end)
                    .writeByte((nal[0] & BESIDES_TYPE) | (FU << 1))
                    .writeByte(nal[1])
                    .writeByte(edges | type)
                    .writeBytes(nal, position, length);
            stream.send();
            position += length;
        }
    }
}
