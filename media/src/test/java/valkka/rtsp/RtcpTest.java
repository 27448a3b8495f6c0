package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.rtsp.RtcpTestPackets.goodbye;
import static valkka.rtsp.RtcpTestPackets.senderReport;
import static valkka.rtsp.RtpTestPackets.SSRC;
import static valkka.rtsp.RtpTestPackets.hex;
import static valkka.rtsp.RtpTestPackets.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3550, section 6: what the camera's reports tell, and what we report. */
class RtcpTest {
    private static final long NTP_OFFSET = 2_208_988_800L;
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final RtpTestTrack track = new RtpTestTrack(RtpTestPackets.track("PCMA", 8_000, 1, Map.of()));

    @Test
    void aReportTellsTheCamerasClock() {
        unit(1, 1000);
        assertThat(track.receiver.senderTime(1000)).isEmpty();
        track.receiver.rtcp(senderReport(SSRC, ntp(NOON), 0x8000_0000, 1000));
        assertThat(track.receiver.senderTime(1000)).contains(NOON.plusMillis(500));
        assertThat(track.receiver.senderTime(9000)).contains(NOON.plusMillis(1500));
        assertThat(track.receiver.senderTime(200)).contains(NOON.plusMillis(400));
        assertThat(track.receiver.senderTime(1000 + 8000 * 601))
                .as("too far away")
                .isEmpty();
    }

    @Test
    void aReportTellsHowManyPacketsTheCameraHasSent() {
        unit(1, 1000);
        assertThat(track.receiver.stats().sent()).as("nothing told yet").isZero();
        sent(SSRC, 5);
        assertThat(track.receiver.stats().sent()).isEqualTo(5);
        sent(SSRC, 5);
        sent(SSRC, 12);
        assertThat(track.receiver.stats().sent()).isEqualTo(12);
        sent(SSRC, 3);
        assertThat(track.receiver.stats().sent()).as("the count began anew").isEqualTo(12);
        sent(SSRC, 7);
        assertThat(track.receiver.stats().sent()).isEqualTo(16);
    }

    @Test
    void aSenderThatBeganLongBeforeIsCountedFromHereOn() {
        unit(1, 1000);
        sent(SSRC, -3);
        assertThat(track.receiver.stats().sent()).isEqualTo(1);
        sent(SSRC, 4);
        assertThat(track.receiver.stats().sent()).as("the count wraps").isEqualTo(8);
    }

    private void sent(int ssrc, int packets) {
        track.receiver.rtcp(senderReport(ssrc, ntp(NOON), 0, 1000, packets));
    }

    @Test
    void aReportInFrontOfAllPacketsCountsToo() {
        track.receiver.rtcp(senderReport(SSRC, ntp(NOON), 0, 1000));
        unit(1, 1000);
        assertThat(track.receiver.senderTime(1000)).contains(NOON);
    }

    @Test
    void theReportOfAnotherSenderDoesNot() {
        unit(1, 1000);
        track.receiver.rtcp(senderReport(SSRC + 1, ntp(NOON), 0, 1000));
        assertThat(track.receiver.senderTime(1000)).isEmpty();
    }

    @Test
    void reportsNeverChangeATimestamp() {
        for (int i = 0; i < 50; i++) {
            unit(i + 1, 1000 + i * 160L);
            track.receiver.rtcp(senderReport(SSRC, ntp(NOON) + i * 1000L, 0, i * 99_999));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(track.timestamps().get(i)).isEqualTo(1000 + i * 160L);
        }
    }

    @ParameterizedTest
    @CsvSource({"zero, 0", "since it was switched on, 86400", "1970, 2208988800", "1999, 3124224000"})
    void aClockThatWasNeverSetTellsNoTime(String what, long ntpSeconds) {
        unit(1, 1000);
        track.receiver.rtcp(senderReport(SSRC, ntpSeconds, 0, 1000));
        assertThat(track.receiver.senderTime(1000)).as(what).isEmpty();
    }

    @Test
    void ntpBeginsAnewInTheYear2036() {
        Instant later = Instant.parse("2036-04-01T00:00:00Z");
        unit(1, 1000);
        track.receiver.rtcp(senderReport(SSRC, ntp(later), 0, 1000));
        assertThat(track.receiver.senderTime(1000)).contains(later);
    }

    @Test
    void reportsAreFoundAmongOthersAndInTheWrongChannel() {
        unit(1, 1000);
        ByteBuf compound = Unpooled.buffer();
        compound.writeBytes(hex("81c90007 00000001" + "00".repeat(24)));
        compound.writeBytes(senderReport(SSRC, ntp(NOON), 0, 1000));
        compound.writeBytes(hex("81ca0003 00000001 01046361 6d310000 80cc0001 00000001 80ce0000"));
        compound.writeBytes(goodbye(SSRC));
        track.rtp(compound);
        assertThat(track.receiver.senderTime(1000)).contains(NOON);
        assertThat(track.goodbyes).isEqualTo(1);
        assertThat(track.receiver.stats().malformed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80c8",
                "80c80006 12345678",
                "40c90001 00000001",
                "80c80001 12345678",
                "9fcb0001 12345678",
                "80c90001 00000001 80"
            })
    void whatIsMalformedIsCounted(String packet) {
        track.receiver.rtcp(Unpooled.wrappedBuffer(hex(packet)));
        assertThat(track.receiver.stats().malformed()).isEqualTo(1);
    }

    @Test
    void ourReportSaysWhatCameAndWhatDidNot() {
        unit(65_534, 1000);
        unit(65_535, 1160);
        unit(2, 1640); // 0 and 1 are lost
        track.receiver.rtcp(senderReport(SSRC, 0x1111_2222, 0x3333_4444, 1000));
        track.pass(Duration.ofMillis(1500));
        ByteBuf report = Unpooled.buffer();
        track.receiver.writeReceiverReport(report);

        assertThat(report.getInt(0)).isEqualTo(0x81c9_0007);
        assertThat(report.getInt(8)).as("about").isEqualTo(SSRC);
        assertThat(report.getUnsignedByte(12)).as("2 of 5, in 256ths").isEqualTo((short) (2 * 256 / 5));
        assertThat(report.getUnsignedMedium(13)).as("lost in all").isEqualTo(2);
        assertThat(report.getInt(16)).as("one wrap, number 2").isEqualTo(0x1_0002);
        assertThat(report.getInt(20)).as("jitter, as all came at once").isPositive();
        assertThat(report.getInt(24)).as("the middle of its NTP time").isEqualTo(0x2222_3333);
        assertThat(report.getInt(28)).as("1.5 s in 65536ths").isBetween(98_300, 98_310);
        assertThat(report.getInt(32) >>> 16).as("the name").isEqualTo(0x81ca);
        assertThat(report.getInt(36)).isEqualTo(report.getInt(4));
        assertThat(report.readableBytes()).isEqualTo(32 + 4 + 4 * report.getUnsignedShort(34));
        assertThat(RtcpReader.read(report, null)).as("well formed").isTrue();

        ByteBuf next = Unpooled.buffer();
        track.receiver.writeReceiverReport(next);
        assertThat(next.getInt(12)).as("none lost since, two in all").isEqualTo(2);
    }

    @Test
    void ourReportIsEmptyWhileNothingCame() {
        ByteBuf report = Unpooled.buffer();
        track.receiver.writeReceiverReport(report);
        assertThat(report.getInt(0)).isEqualTo(0x80c9_0001);
        assertThat(RtcpReader.read(report, null)).isTrue();
    }

    private void unit(int number, long timestamp) {
        track.rtp(packet(number, timestamp, false, hex("aa")));
    }

    private static long ntp(Instant time) {
        return time.getEpochSecond() + NTP_OFFSET;
    }
}
