package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The other side of RFC 6184: puts the NAL units of RTP packets together again, and checks each packet on the way. */
public final class RtpTestDepacketizer {
    /** What one marker ended. */
    public record Unit(List<byte[]> nalUnits, int ticks) {}

    public final List<Unit> units = new ArrayList<>();
    final List<Integer> sequence = new ArrayList<>();
    int ssrc;

    private List<byte[]> nalUnits = new ArrayList<>();
    private ByteArrayOutputStream fragment;

    public void packet(byte[] packet) {
        ByteBuffer in = ByteBuffer.wrap(packet);
        assertThat(in.get() & 0xff).as("version 2, no padding, no extension").isEqualTo(0x80);
        int second = in.get() & 0xff;
        assertThat(second & 0x7f).as("payload type").isEqualTo(SessionDescription.PAYLOAD_TYPE);
        int number = in.getShort() & 0xffff;
        if (!sequence.isEmpty()) {
            assertThat(number).isEqualTo((sequence.get(sequence.size() - 1) + 1) & 0xffff);
        }
        sequence.add(number);
        int ticks = in.getInt();
        ssrc = in.getInt();
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        assertThat(payload.length).isBetween(1, RtpVideoPacketizer.MAX_PAYLOAD);
        payload(payload);
        if ((second & 0x80) != 0) {
            assertThat(fragment)
                    .as("a NAL unit that is not whole at the marker")
                    .isNull();
            units.add(new Unit(nalUnits, ticks));
            nalUnits = new ArrayList<>();
        }
    }

    private void payload(byte[] payload) {
        if ((payload[0] & 0x1f) != 28) {
            assertThat(fragment).as("a NAL unit within another's fragments").isNull();
            nalUnits.add(payload);
            return;
        }
        boolean start = (payload[1] & 0x80) != 0;
        boolean end = (payload[1] & 0x40) != 0;
        assertThat(start && end).as("one fragment alone").isFalse();
        if (start) {
            assertThat(fragment).isNull();
            fragment = new ByteArrayOutputStream();
            fragment.write((payload[0] & 0xe0) | (payload[1] & 0x1f));
        }
        assertThat(fragment).as("a fragment without a start").isNotNull();
        fragment.write(payload, 2, payload.length - 2);
        if (end) {
            nalUnits.add(fragment.toByteArray());
            fragment = null;
        }
    }
}
