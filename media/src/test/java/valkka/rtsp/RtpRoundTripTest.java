package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import valkka.nal.NalSyntax;

/**
 * Random access units through our packetizers, a bad network and our receiver. Each unit comes as it was sent, or the
 * loss is named. {@code -Dvalkka.units=100000} tries more; the description of a failure has its seed.
 */
class RtpRoundTripTest {
    private static final int UNITS = Integer.getInteger("valkka.units", 20_000);
    private static final int ROUND = 200;
    private static final long MS = 1_700_000_000_000L;

    /** A unit as it was sent: in which packets, the first and the last of them by number. */
    private record Sent(byte[] bytes, int first, int last) {}

    @Test
    void h264ComesAsItWasSentOrTheLossIsNamed() {
        rounds(UNITS * 2 / 5, seed -> video(seed, NalSyntax.H264, RtpTestPackets.h264()));
    }

    @Test
    void h265ComesAsItWasSentOrTheLossIsNamed() {
        rounds(UNITS * 2 / 5, seed -> video(seed, NalSyntax.H265, RtpTestPackets.h265(Map.of())));
    }

    @Test
    void soundComesAsItWasSentOrTheLossIsNamed() {
        rounds(UNITS / 5, this::sound);
    }

    private static void rounds(int units, java.util.function.IntConsumer round) {
        IntStream.rangeClosed(1, Math.max(4, units / ROUND)).forEach(round);
    }

    private void video(int seed, NalSyntax syntax, MediaDescription description) {
        Random random = new Random(seed);
        RtpTestSink sink = new RtpTestSink();
        RtpStream stream = new RtpStream(new RtpVideoPacketizer(syntax), Ticker.systemTicker(), random);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
            List<byte[]> nalUnits = new ArrayList<>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int size =
                        random.nextInt(4) > 0 ? random.nextInt(1000) : random.nextInt(10 * RtpPacketizer.MAX_PAYLOAD);
                nalUnits.add(nalUnit(random, syntax, 3 + size));
            }
            stream.send(new RtpAccessUnit(nalUnits, MS + i * 40L, false), sink);
            all.addAll(nalUnits);
        }
        check(seed, random, sink.rtp, sent(all, sink.rtp, syntax), description);
    }

    private void sound(int seed) {
        Random random = new Random(seed);
        RtpTestSink sink = new RtpTestSink();
        RtpStream stream = new RtpStream(new RtpPcmaPacketizer(), Ticker.systemTicker(), random);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
            byte[] samples = new byte[1 + random.nextInt(320)];
            random.nextBytes(samples);
            stream.send(RtpAccessUnit.sound(samples, MS + i * 20L), sink);
            sent.add(new Sent(samples, i, i));
        }
        sink.rtp.forEach(packet -> packet[1] = (byte) ((packet[1] & 0x80) | RtpTestPackets.PAYLOAD_TYPE));
        check(seed, random, sink.rtp, sent, RtpTestPackets.track("PCMA", 8_000, 1, Map.of()));
    }

    private static void check(
            int seed, Random random, List<byte[]> packets, List<Sent> sent, MediaDescription description) {
        boolean udp = random.nextBoolean();
        double loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.05;
        Duration delay = udp ? Duration.ofMillis(random.nextInt(90)) : Duration.ZERO;
        RtpTestNetwork network = new RtpTestNetwork(random, loss, 0.03, delay);
        RtpTestTrack track = new RtpTestTrack(description, udp ? RtpReceiver.REORDERING : Duration.ZERO);
        network.deliver(packets, track);

        String round = "round of seed " + seed + (udp ? " by UDP" : " by TCP");
        List<Sent> whole = sent.stream()
                .filter(unit -> network.lost.get(unit.first(), unit.last() + 1).isEmpty())
                .toList();
        assertThat(track.units).as(round).hasSameSizeAs(whole);
        int behind = 0; // the packet behind the last one of the unit before
        for (int i = 0; i < whole.size(); i++) {
            MediaUnit unit = track.units.get(i);
            Sent expected = whole.get(i);
            byte[] packet = packets.get(expected.last());
            String place = round + ", unit " + i;
            assertThat(unit.bytes()).as(place).isEqualTo(expected.bytes());
            assertThat(unit.afterLoss())
                    .as(place + " says whether something is missing in front of it")
                    .isEqualTo(!network.lost.get(behind, expected.first()).isEmpty());
            assertThat(unit.marker()).as(place).isEqualTo((packet[1] & 0x80) != 0);
            assertThat((int) unit.timestamp()).as(place).isEqualTo(new java.math.BigInteger(packet, 4, 4).intValue());
            behind = expected.last() + 1;
        }
        RtpStats stats = track.receiver.stats();
        long lost = network.lost.length() == packets.size()
                ? network.lost.previousClearBit(packets.size() - 1) + 1
                : packets.size();
        assertThat(stats.lost())
                .as(round)
                .isEqualTo(network.lost.get(0, (int) lost).cardinality());
        assertThat(stats.late()).as(round).isEqualTo(network.repeated);
        assertThat(stats.malformed() + stats.restarts() + stats.ignored())
                .as(round)
                .isZero();
    }

    /** Finds the packets of each NAL unit: each begins with a payload that is no fragment, or a first one. */
    private static List<Sent> sent(List<byte[]> nalUnits, List<byte[]> packets, NalSyntax syntax) {
        int header = syntax == NalSyntax.H265 ? 2 : 1;
        int fragment = syntax == NalSyntax.H265 ? 49 : 28;
        List<Integer> starts = IntStream.range(0, packets.size())
                .filter(i -> syntax.type(packets.get(i)[12]) != fragment || packets.get(i)[12 + header] < 0)
                .boxed()
                .toList();
        assertThat(starts).hasSameSizeAs(nalUnits);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < nalUnits.size(); i++) {
            int last = i + 1 < starts.size() ? starts.get(i + 1) - 1 : packets.size() - 1;
            byte[] framed = new byte[4 + nalUnits.get(i).length];
            framed[3] = 1;
            System.arraycopy(nalUnits.get(i), 0, framed, 4, nalUnits.get(i).length);
            sent.add(new Sent(framed, starts.get(i), last));
        }
        return sent;
    }

    /** Bytes as an encoder may make them: no start code within, and no zero at the end. */
    private static byte[] nalUnit(Random random, NalSyntax syntax, int size) {
        byte[] nal = new byte[size];
        random.nextBytes(nal);
        int type = syntax == NalSyntax.H265 ? random.nextInt(40) : 1 + random.nextInt(12);
        nal[0] = (byte) (syntax == NalSyntax.H265 ? type << 1 : 0x60 | type);
        nal[1] |= 1;
        for (int i = 2; i < size; i++) {
            if (nal[i - 1] == 0 && nal[i - 2] == 0 && nal[i] >= 0 && nal[i] < 4) {
                nal[i] = 3;
            }
        }
        nal[size - 1] |= (byte) 0x80;
        return nal;
    }
}
