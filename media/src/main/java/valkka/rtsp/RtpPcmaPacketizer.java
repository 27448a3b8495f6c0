package valkka.rtsp;

/** PCMA (RFC 3551, section 4.5.14): a packet of sound is a payload as it is. */
final class RtpPcmaPacketizer implements RtpPacketizer {
    /** The static payload type. */
    static final int PAYLOAD_TYPE = 8;

    @Override
    public int payloadType() {
        return PAYLOAD_TYPE;
    }

    @Override
    public int clockRate() {
        return 8_000;
    }

    @Override
    public void packetize(RtpAccessUnit unit, RtpStream stream) {
        for (byte[] samples : unit.nalUnits()) {
            stream.begin(samples.length, false).writeBytes(samples);
            stream.send();
        }
    }
}
