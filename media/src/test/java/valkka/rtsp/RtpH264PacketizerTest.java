package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import valkka.nal.NalSyntax;

class RtpH264PacketizerTest {
    private static final long MS = 1_700_000_000_123L;
    private static final int MAX = RtpVideoPacketizer.MAX_PAYLOAD;

    private final RtpStream stream = new RtpStream(new RtpVideoPacketizer(NalSyntax.H264), Ticker.systemTicker());
    private final RtpTestSink sink = new RtpTestSink();

    @Test
    void nalUnitsOfAnySizeComeBackAsTheyWere() {
        Random random = new Random(11);
        List<RtpAccessUnit> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<byte[]> nalUnits = new ArrayList<>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                nalUnits.add(nal(random, 1 + random.nextInt(random.nextBoolean() ? 40 : 9 * MAX)));
            }
            sent.add(new RtpAccessUnit(nalUnits, MS + i * 40L, false));
        }
        assertSentAndReceived(sent);
    }

    @Test
    void theSizesAroundTheLongestPayloadComeBackToo() {
        Random random = new Random(12);
        List<RtpAccessUnit> sent = new ArrayList<>();
        for (int size :
                new int[] {1, 2, MAX - 1, MAX, MAX + 1, MAX + 2, 2 * MAX - 4, 2 * MAX - 3, 2 * MAX - 2, 2 * MAX}) {
            sent.add(new RtpAccessUnit(List.of(nal(random, size)), MS + sent.size() * 40L, true));
        }
        assertSentAndReceived(sent);
    }

    @Test
    void timeRunsAtNinetyTicksAMillisecondAndWrapsAround() {
        long[] times = {MS, MS + 40, MS + 80, MS + 50_000_000, MS + 100_000_000};
        for (long ms : times) {
            stream.send(new RtpAccessUnit(List.of(new byte[] {0x65}), ms, true), sink);
        }
        List<RtpTestDepacketizer.Unit> units = received().units;
        for (int i = 0; i < times.length; i++) {
            int elapsed = units.get(i).ticks() - units.get(0).ticks();
            assertThat(elapsed).isEqualTo((int) ((times[i] - MS) * 90));
        }
    }

    @Test
    void timeNeverBeginsAtZeroForThenFfmpegWouldMergeTheFirstTwoPictures() {
        RtpStream unlucky = new RtpStream(new RtpVideoPacketizer(NalSyntax.H264), Ticker.systemTicker(), () -> 0L);
        unlucky.send(new RtpAccessUnit(List.of(new byte[] {0x65}), MS, true), sink);
        assertThat(received().units.get(0).ticks()).isNotZero();
        assertThat(ByteBuffer.wrap(sink.rtcp.get(0)).getInt(16))
                .as("in the sender report too")
                .isNotZero();
    }

    @Test
    void aSenderReportTellsTheWallClockOfThePicture() {
        stream.send(new RtpAccessUnit(List.of(new byte[] {0x65, 1, 2}), MS, true), sink);

        assertThat(sink.rtcp).hasSize(1);
        ByteBuffer report = ByteBuffer.wrap(sink.rtcp.get(0));
        assertThat(report.getInt()).isEqualTo(0x80c80006);
        assertThat(report.getInt()).isEqualTo(stream.ssrc());
        long ntpSeconds = report.getInt() & 0xffffffffL;
        long ntpFraction = report.getInt() & 0xffffffffL;
        assertThat(ntpSeconds).isEqualTo(1_700_000_000L + 2_208_988_800L);
        assertThat(ntpFraction / 4294967296.0).isBetween(0.1229, 0.1231);
        assertThat(report.getInt())
                .as("the picture's own ticks")
                .isEqualTo(received().units.get(0).ticks());
    }

    @Test
    void aReportIsMadeOfWholeWordsAndNamesItsSource() {
        stream.send(new RtpAccessUnit(List.of(new byte[] {0x65}), MS, true), sink);
        stream.bye(sink);

        for (byte[] packet : sink.rtcp) {
            ByteBuffer in = ByteBuffer.wrap(packet);
            while (in.hasRemaining()) {
                int head = in.getInt();
                assertThat(head >>> 30).isEqualTo(2);
                assertThat((head >> 16) & 0xff).isIn(200, 201, 202, 203);
                assertThat(in.getInt()).isEqualTo(stream.ssrc());
                in.position(in.position() + (head & 0xffff) * 4 - 4);
            }
        }
        assertThat(new String(sink.rtcp.get(0), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("\u0001\u0007jvalkka");
    }

    @Test
    void reportsComeEachSecondAndCountWhatWasSentBefore() {
        for (int i = 0; i < 101; i++) {
            stream.send(new RtpAccessUnit(List.of(new byte[100]), MS + i * 40L, true), sink);
        }
        assertThat(sink.rtcp).hasSize(5);
        ByteBuffer last = ByteBuffer.wrap(sink.rtcp.get(4));
        assertThat(last.getInt(20)).as("packets").isEqualTo(100);
        assertThat(last.getInt(24)).as("octets").isEqualTo(100 * 100);
    }

    private void assertSentAndReceived(List<RtpAccessUnit> sent) {
        sent.forEach(unit -> stream.send(unit, sink));
        RtpTestDepacketizer received = received();
        assertThat(received.ssrc).isEqualTo(stream.ssrc());
        assertThat(received.units).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(received.units.get(i).nalUnits().toArray(byte[][]::new))
                    .isDeepEqualTo(sent.get(i).nalUnits().toArray(byte[][]::new));
        }
    }

    private RtpTestDepacketizer received() {
        RtpTestDepacketizer depacketizer = new RtpTestDepacketizer();
        sink.rtp.forEach(depacketizer::packet);
        return depacketizer;
    }

    private static byte[] nal(Random random, int size) {
        byte[] nal = new byte[size];
        random.nextBytes(nal);
        nal[0] = (byte) (0x60 | (1 + random.nextInt(12)));
        return nal;
    }
}
