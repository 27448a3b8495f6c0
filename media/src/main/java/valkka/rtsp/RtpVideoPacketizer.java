package valkka.rtsp;

import valkka.nal.NalSyntax;

/**
 * H.264 (RFC 6184) and H.265 (RFC 7798): whole NAL units, and fragments of long units. A fragment
 * has three parts: the unit's own header with the type of a fragment, a byte with the unit's type
 * and the marks of its beginning and end, and a piece of the unit.
 */
final class RtpVideoPacketizer implements RtpPacketizer {
    private static final int FU_A = 28;
    private static final int FU = 49;
    private static final int FU_START = 0x80;
    private static final int FU_END = 0x40;

    private final NalSyntax syntax;
    /** Bytes of a NAL unit's header. */
    private final int header;

    RtpVideoPacketizer(NalSyntax syntax) {
        this.syntax = syntax;
        this.header = syntax == NalSyntax.H265 ? 2 : 1;
    }

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
        int position = header;
        while (position < nal.length) {
            int length = Math.min(MAX_PAYLOAD - header - 1, nal.length - position);
            boolean end = position + length == nal.length;
            int edges = (position == header ? FU_START : 0) | (end ? FU_END : 0);
            stream.begin(length + header + 1, last && end)
                    .writeByte(fragmentType(nal[0]))
                    .writeBytes(nal, 1, header - 1)
                    .writeByte(edges | syntax.type(nal[0]))
                    .writeBytes(nal, position, length);
            stream.send();
            position += length;
        }
    }

    /** Returns the first byte of the header, all but the type as it is. */
    private int fragmentType(byte first) {
        return syntax == NalSyntax.H265 ? (first & 0x81) | (FU << 1) : (first & 0xe0) | FU_A;
    }
}
