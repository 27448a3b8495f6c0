package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets and descriptions that are wrong in ways nobody thought of: nothing is thrown, and nothing grows. The seeds are
 * fixed: what fails once fails again. {@code -Dvalkka.fuzz=1000000} tries more.
 */
class RtpFuzzTest {
    private static final int PACKETS = Integer.getInteger("valkka.fuzz", 30_000);
    private static final Map<String, String> AAC = Map.of(
            "mode", "AAC-hbr", "sizelength", "13", "indexlength", "3", "indexdeltalength", "3", "config", "1408");

    static Stream<MediaDescription> tracks() {
        return Stream.of(
                RtpTestPackets.h264(),
                RtpTestPackets.h265(Map.of()),
                RtpTestPackets.h265(Map.of("sprop-max-don-diff", "1")),
                RtpTestPackets.track("MPEG4-GENERIC", 16_000, 1, AAC),
                RtpTestPackets.track(
                        "MPEG4-GENERIC",
                        16_000,
                        1,
                        Map.of(
                                "config",
                                "1408",
                                "sizelength",
                                "7",
                                "indexlength",
                                "0",
                                "ctsdeltalength",
                                "9",
                                "auxiliarydatasizelength",
                                "17",
                                "streamstateindication",
                                "32")),
                RtpTestPackets.track("MPEG4-GENERIC", 16_000, 1, Map.of("config", "1408", "constantsize", "7")),
                RtpTestPackets.track("MP4A-LATM", 16_000, 1, Map.of("cpresent", "1", "config", "400028103fc0")),
                RtpTestPackets.track("MP4A-LATM", 16_000, 1, Map.of("cpresent", "0", "config", "410028103fc0")),
                RtpTestPackets.track("AAL2-G726-24", 8_000, 1, Map.of()),
                RtpTestPackets.track("PCMA", 8_000, 1, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("tracks")
    void anyPacketsAreTakenAndBoundedMemoryIsHeld(MediaDescription description) {
        Random random = new Random(description.toString().hashCode());
        for (boolean udp : new boolean[] {false, true}) {
            RtpTestTrack track = new RtpTestTrack(description, udp ? RtpReceiver.REORDERING : Duration.ZERO);
            int sequence = 0;
            long emitted = 0;
            long sent = 0;
            for (int i = 0; i < PACKETS; i++) {
                sequence += random.nextInt(20) > 0 ? 1 : random.nextInt(70_000);
                ByteBuf packet = packet(random, sequence, i / 3 * 1024L);
                sent += packet.readableBytes();
                track.rtp(packet);
                assertThat(packet.refCnt()).as("packet " + i + " stays ours").isEqualTo(1);
                if (random.nextInt(10) == 0) {
                    track.receiver.rtcp(rtcp(random));
                    track.pass(Duration.ofMillis(random.nextInt(200)));
                    track.receiver.senderTime(random.nextLong());
                    track.receiver.writeReceiverReport(Unpooled.buffer());
                }
                for (MediaUnit unit : track.units) {
                    assertThat(unit.bytes()).as("unit behind packet " + i).isNotEmpty();
                    emitted += unit.bytes().length;
                }
                track.units.clear();
                assertThat(emitted)
                        .as("no bytes from nowhere, behind packet " + i)
                        .isLessThan(4 * sent + 100_000);
            }
            assertThat(emitted).as("some were good enough").isPositive();
            assertThat(track.remarks).hasSizeLessThan(10);
        }
    }

    @Test
    void anyDescriptionHasADepacketizerOrNone() {
        Random random = new Random(3640);
        List<String> names = List.of(
                "config",
                "mode",
                "sizelength",
                "indexlength",
                "indexdeltalength",
                "cpresent",
                "constantsize",
                "constantduration",
                "ctsdeltalength",
                "sprop-max-don-diff",
                "auxiliarydatasizelength");
        List<String> encodings = List.of("H265", "MPEG4-GENERIC", "MP4A-LATM");
        int some = 0;
        for (int i = 0; i < PACKETS / 5; i++) {
            Map<String, String> parameters = new java.util.HashMap<>();
            for (String name : names) {
                if (random.nextBoolean()) {
                    parameters.put(name, value(random, name));
                }
            }
            MediaDescription description = RtpTestPackets.track(
                    encodings.get(random.nextInt(3)), random.nextInt(3) * 8000, random.nextInt(9), parameters);
            if (Depacketizer.of(description).isPresent()) {
                some++;
                RtpTestTrack track = new RtpTestTrack(description);
                for (int n = 0; n < 5; n++) {
                    track.rtp(packet(random, n, n / 2 * 1024L));
                }
            }
        }
        assertThat(some).isBetween(PACKETS / 500, PACKETS / 5 - 1);
    }

    private static String value(Random random, String name) {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        if (name.equals("config")) {
            String start = random.nextBoolean() ? "1408" : random.nextBoolean() ? "400028103fc0" : "";
            return start + RtpTestPackets.hex(bytes);
        }
        String[] values = {"0", "1", "13", "33", "-1", "", "99999999999", "x", "4294967296", "AAC-lbr"};
        return values[random.nextInt(values.length)];
    }

    /** Mostly a packet whose header is well formed, with a payload that looks as some payload may. */
    private static ByteBuf packet(Random random, int sequence, long timestamp) {
        byte[] payload = new byte[random.nextInt(3) == 0 ? random.nextInt(1400) : random.nextInt(24)];
        random.nextBytes(payload);
        int shape = random.nextInt(6);
        for (int i = 0; i < payload.length && shape < 2; i++) {
            payload[i] &= (byte) (shape == 0 ? 0x03 : 0x1f);
        }
        if (payload.length > 4 && shape == 3) {
            int[] starts = {0x7c85, 0x7c05, 0x7c45, 0x7800, 0x6201, 0x6001, 0x0010, 0x0020, 0x0005};
            int start = starts[random.nextInt(starts.length)];
            payload[0] = (byte) (start >> 8);
            payload[1] = (byte) start;
            payload[2] = random.nextBoolean() ? 0 : payload[2];
        }
        ByteBuf packet = RtpTestPackets.packet(
                random.nextInt(500) == 0 ? random.nextInt(3) : RtpTestPackets.SSRC,
                sequence,
                random.nextInt(100) == 0 ? random.nextLong() : timestamp,
                random.nextBoolean(),
                payload);
        if (random.nextInt(8) == 0) {
            packet.setByte(random.nextInt(Math.min(16, packet.readableBytes())), random.nextInt());
        }
        return random.nextInt(50) == 0 ? packet.writerIndex(random.nextInt(packet.writerIndex() + 1)) : packet;
    }

    private static ByteBuf rtcp(Random random) {
        List<ByteBuf> parts = new ArrayList<>(List.of(
                RtcpTestPackets.senderReport(
                        RtpTestPackets.SSRC, random.nextLong(), random.nextInt(), random.nextInt()),
                RtcpTestPackets.goodbye(random.nextInt(2) + RtpTestPackets.SSRC)));
        java.util.Collections.shuffle(parts, random);
        ByteBuf packet = Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new)).copy();
        for (int n = random.nextInt(3); n > 0; n--) {
            packet.setByte(random.nextInt(packet.readableBytes()), random.nextInt());
        }
        return random.nextInt(5) == 0 ? packet.writerIndex(random.nextInt(packet.writerIndex() + 1)) : packet;
    }
}
