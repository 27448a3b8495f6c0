package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import valkka.nal.NalSyntax;

/** Fragments are put together again as RFC 7798, section 4.4.3, says. */
class RtpH265PacketizerTest {
    private static final int HEADER = 12;
    private static final int FU = 49;

    @Test
    void nalUnitsOfAnySizeComeBackAsTheyWere() {
        Random random = new Random(13);
        List<byte[]> sent = new ArrayList<>();
        RtpTestSink sink = new RtpTestSink();
        RtpStream stream = new RtpStream(new RtpVideoPacketizer(NalSyntax.H265), Ticker.systemTicker());
        int max = RtpPacketizer.MAX_PAYLOAD;
        for (int size : new int[] {2, 3, max - 1, max, max + 1, 2 * max - 4, 2 * max - 3, 2 * max, 9 * max}) {
            byte[] nal = new byte[size];
            random.nextBytes(nal);
            nal[0] &= (byte) (0x81 | (random.nextInt(41) << 1)); // of a picture or a parameter set
            sent.add(nal);
            stream.send(new RtpAccessUnit(List.of(nal), 1_700_000_000_000L + 40L * sent.size(), true), sink);
        }
        assertThat(received(sink.rtp).toArray(byte[][]::new)).isDeepEqualTo(sent.toArray(byte[][]::new));
    }

    private static List<byte[]> received(List<byte[]> packets) {
        List<byte[]> units = new ArrayList<>();
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            byte[] payload = Arrays.copyOfRange(packet, HEADER, packet.length);
            boolean marker = (packet[1] & 0x80) != 0;
            assertThat(payload.length).isLessThanOrEqualTo(RtpPacketizer.MAX_PAYLOAD);
            if (((payload[0] >> 1) & 0x3f) != FU) {
                assertThat(marker).as("each unit here is an access unit").isTrue();
                units.add(payload);
                continue;
            }
            if ((payload[2] & 0x80) != 0) {
                assertThat(open.size()).isZero();
                open.write((payload[0] & 0x81) | ((payload[2] & 0x3f) << 1));
                open.write(payload[1]);
            }
            open.write(payload, 3, payload.length - 3);
            assertThat(marker).isEqualTo((payload[2] & 0x40) != 0);
            if (marker) {
                units.add(open.toByteArray());
                open.reset();
            }
        }
        return units;
    }
}
