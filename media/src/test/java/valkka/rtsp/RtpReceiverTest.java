package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.rtsp.RtpTestPackets.SSRC;
import static valkka.rtsp.RtpTestPackets.hex;
import static valkka.rtsp.RtpTestPackets.packet;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Order, loss, repetitions, wraps, and cameras that begin anew. A unit is the number of its packet. */
class RtpReceiverTest {
    private static final MediaDescription SOUND = RtpTestPackets.track("PCMA", 8_000, 1, Map.of());
    private static final int STRAY = 0x0bad_0bad;

    private final RtpTestTrack udp = new RtpTestTrack(SOUND, RtpReceiver.REORDERING);
    private final RtpTestTrack tcp = new RtpTestTrack(SOUND);

    @Test
    void packetsOfUdpAreInOrderAgain() {
        send(udp, 1, 3, 4, 2, 5);
        assertThat(udp.told()).containsExactly("0001", "0002", "0003", "0004", "0005");
        assertThat(udp.receiver.stats().lost()).isZero();
    }

    @Test
    void aMissingPacketIsWaitedForAndThenGivenUp() {
        send(udp, 1, 3, 4);
        udp.pass(Duration.ofMillis(99));
        assertThat(udp.told()).containsExactly("0001");
        udp.pass(Duration.ofMillis(1));
        assertThat(udp.told()).containsExactly("0001", "!0003", "0004");
        send(udp, 2, 5);
        assertThat(udp.told()).containsExactly("0001", "!0003", "0004", "0005");
        assertThat(udp.receiver.stats().lost()).isEqualTo(1);
        assertThat(udp.receiver.stats().late()).isEqualTo(1);
    }

    @Test
    void eachGapHasItsOwnWait() {
        send(udp, 1, 3);
        udp.pass(Duration.ofMillis(60));
        send(udp, 5);
        udp.pass(Duration.ofMillis(40));
        assertThat(udp.told()).containsExactly("0001", "!0003");
        udp.pass(Duration.ofMillis(60));
        assertThat(udp.told()).containsExactly("0001", "!0003", "!0005");
        assertThat(udp.receiver.stats().lost()).isEqualTo(2);
    }

    @Test
    void aHeldPacketKeepsTheTimeOfItsArrival() {
        send(udp, 1, 3);
        long arrival = udp.nanos();
        udp.pass(Duration.ofMillis(50));
        send(udp, 2);
        assertThat(udp.units).extracting(MediaUnit::arrivalNanos).containsExactly(arrival, udp.nanos(), arrival);
    }

    @Test
    void repetitionsAreDroppedAndCounted() {
        send(udp, 1, 1, 3, 3, 2, 2, 3);
        assertThat(udp.told()).containsExactly("0001", "0002", "0003");
        assertThat(udp.receiver.stats().late()).isEqualTo(4);
    }

    @Test
    void noMorePacketsAreHeldThanFit() {
        send(udp, 1);
        IntStream.rangeClosed(3, 2 + RtpSequencer.MOST_PACKETS).forEach(number -> send(udp, number));
        assertThat(udp.units).as("the last one had no room").hasSize(1 + RtpSequencer.MOST_PACKETS);
        assertThat(udp.receiver.stats().lost()).isEqualTo(1);
    }

    @Test
    void noMoreBytesAreHeldThanFit() {
        send(udp, 1);
        byte[] large = new byte[60_000];
        for (int number = 3; number < 3 + 2 * RtpSequencer.MOST_BYTES / large.length; number++) {
            udp.rtp(packet(number, 0, false, large));
        }
        assertThat(udp.units).hasSizeGreaterThan(RtpSequencer.MOST_BYTES / large.length);
        assertThat(udp.receiver.stats().lost()).isEqualTo(1);
    }

    @Test
    void packetsOfTcpAreNotHeld() {
        send(tcp, 1, 3, 2, 4);
        assertThat(tcp.told()).containsExactly("0001", "!0003", "0004");
        assertThat(tcp.receiver.stats().lost()).isEqualTo(1);
        assertThat(tcp.receiver.stats().late()).isEqualTo(1);
    }

    @Test
    void sequenceNumbersWrapAround() {
        send(udp, 65_533, 65_535, 65_534, 1, 0, 2);
        assertThat(udp.told()).containsExactly("fffd", "fffe", "ffff", "0000", "0001", "0002");
        send(tcp, 65_535, 0);
        assertThat(tcp.receiver.stats().lost()).isZero();
    }

    @Test
    void timestampsAreUnwrapped() {
        tcp.rtp(packet(1, 0xffff_fff0L, false, hex("01")));
        tcp.rtp(packet(2, 0x10, false, hex("02")));
        tcp.rtp(packet(3, 0xffff_fff8L, false, hex("03")));
        assertThat(tcp.timestamps()).containsExactly(0xffff_fff0L, 0x1_0000_0010L, 0xffff_fff8L);
    }

    @Test
    void aCameraWithAnotherSsrcBeginsAnewOnceTheFirstOneIsSilent() {
        send(udp, 1, 2);
        udp.pass(Duration.ofMillis(900));
        udp.rtp(packet(STRAY, 9000, 7, false, hex("a1"))).rtp(packet(STRAY, 9001, 7, false, hex("a2")));
        assertThat(udp.told()).as("not yet").containsExactly("0001", "0002");
        udp.pass(Duration.ofMillis(100));
        udp.rtp(packet(STRAY, 9002, 7, false, hex("a3")));
        assertThat(udp.told()).containsExactly("0001", "0002", "!a1", "a2", "a3");
        assertThat(udp.receiver.stats().restarts()).isEqualTo(1);
        assertThat(udp.receiver.stats().lost()).isZero();
    }

    @Test
    void afterAGoodbyeAnotherSsrcIsBelievedAtOnce() {
        send(tcp, 1);
        tcp.receiver.rtcp(RtcpTestPackets.goodbye(SSRC));
        tcp.rtp(packet(STRAY, 9000, 7, false, hex("a1")));
        assertThat(tcp.told()).containsExactly("0001", "!a1");
        assertThat(tcp.goodbyes).isEqualTo(1);
    }

    @Test
    void aStraySecondSenderChangesNothing() {
        for (int number = 1; number <= 200; number++) {
            send(udp, number);
            udp.rtp(packet(STRAY, 500 + number, 7, false, hex("a1")));
            udp.pass(Duration.ofMillis(20));
        }
        assertThat(udp.units).hasSize(200).noneMatch(MediaUnit::afterLoss);
        assertThat(udp.receiver.stats().restarts()).isZero();
        assertThat(udp.receiver.stats().ignored()).isGreaterThanOrEqualTo(199);
        assertThat(udp.remarks).hasSize(1).first().asString().contains("second sender");
    }

    @Test
    void aSenderThatChangesItsNameAndNothingElseGoesOn() {
        send(tcp, 1);
        tcp.rtp(packet(STRAY, 2, 7, false, hex("a1"))).rtp(packet(STRAY + 1, 3, 7, false, hex("a2")));
        assertThat(tcp.told()).containsExactly("0001", "a1", "a2");
        assertThat(tcp.receiver.stats().restarts()).isZero();
    }

    @Test
    void aJumpOfTheNumbersIsANewBeginningByTcpAtOnce() {
        send(tcp, 1, 30_000, 30_001, 5_000);
        assertThat(tcp.told()).containsExactly("0001", "!7530", "7531", "!1388");
        assertThat(tcp.receiver.stats().restarts()).isEqualTo(2);
        assertThat(tcp.receiver.stats().lost()).isZero();
    }

    @Test
    void aJumpOfTheNumbersIsBelievedByUdpWhenItGoesOn() {
        send(udp, 1, 30_000, 2, 40_000, 40_001, 40_002);
        assertThat(udp.told()).containsExactly("0001", "0002", "!9c40", "9c41", "9c42");
        assertThat(udp.receiver.stats().restarts()).isEqualTo(1);
        assertThat(udp.receiver.stats().ignored()).isEqualTo(1);
    }

    @Test
    void numbersThatBeginAnewALittleBehindAreBelievedInTheEnd() {
        send(tcp, 500);
        IntStream.range(300, 400).forEach(number -> send(tcp, number));
        assertThat(tcp.units).hasSize(1 + 100 - RtpSequencer.MOST_LATE);
        assertThat(tcp.receiver.stats().restarts()).isEqualTo(1);
    }

    @Test
    void whatWaitsIsNotForgottenWhenTheCameraBeginsAnew() {
        send(udp, 1, 3, 40_000, 40_001);
        assertThat(udp.told()).containsExactly("0001", "!0003", "!9c40", "9c41");
    }

    @Test
    void otherPayloadTypesAreIgnoredWithOneLineEach() {
        for (int number = 1; number < 5; number++) {
            tcp.rtp(packet(number, 0, false, hex("aa")).setByte(1, 97));
        }
        assertThat(tcp.units).isEmpty();
        assertThat(tcp.receiver.stats().ignored()).isEqualTo(4);
        assertThat(tcp.remarks).hasSize(1).first().asString().contains("97").contains("96");
    }

    @Test
    void malformedPacketsAreCounted() {
        tcp.rtp(io.netty.buffer.Unpooled.wrappedBuffer(hex("8060")));
        tcp.receiver.rtcp(io.netty.buffer.Unpooled.wrappedBuffer(hex("80c8")));
        assertThat(tcp.receiver.stats().malformed()).isEqualTo(2);
    }

    @Test
    void thePacketStaysTheCallers() {
        ByteBuf second = packet(3, 0, false, hex("0003"));
        send(udp, 1);
        udp.rtp(second);
        assertThat(second.refCnt()).isEqualTo(1);
        assertThat(second.readableBytes()).isEqualTo(14);
        second.setZero(0, 14).release();
        udp.pass(RtpReceiver.REORDERING);
        assertThat(udp.told()).containsExactly("0001", "!0003");
    }

    @Test
    void nothingComesAfterTheEnd() {
        send(udp, 1, 3);
        udp.receiver.close();
        udp.pass(Duration.ofSeconds(1));
        assertThat(udp.told()).containsExactly("0001");
    }

    @Test
    void jitterIsZeroForAnEvenCameraAndGrowsWithUnevenTimes() {
        for (int number = 1; number <= 100; number++) {
            tcp.rtp(packet(number, number * 160L, false, hex("aa")));
            udp.rtp(packet(number, number * 160L, false, hex("aa")));
            tcp.pass(Duration.ofMillis(20));
            udp.pass(Duration.ofMillis(number % 2 == 0 ? 10 : 30));
        }
        assertThat(tcp.receiver.stats().jitterMillis()).isLessThan(0.01);
        assertThat(udp.receiver.stats().jitterMillis()).isBetween(9.0, 11.0);
        assertThat(tcp.receiver.stats().toString()).startsWith("sent 0  packets 100  bytes 1300  lost 0");
    }

    @Test
    void aLongRunIsInOrderWhateverTheWraps() {
        for (int number = 0; number < 200_000; number += 2) {
            send(udp, (number + 1) & 0xffff, number & 0xffff);
        }
        assertThat(udp.receiver.stats().packets())
                .as("all but the one in front of the first")
                .isEqualTo(199_999);
        assertThat(udp.receiver.stats().lost()).isZero();
        assertThat(udp.units.stream().mapToLong(MediaUnit::timestamp)).hasSize(199_999);
        assertThat(LongStream.range(1, 199_999).filter(i -> number(udp, i) != ((number(udp, i - 1) + 1) & 0xffff)))
                .isEmpty();
    }

    private static int number(RtpTestTrack track, long unit) {
        byte[] bytes = track.units.get((int) unit).bytes();
        return (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    }

    private static void send(RtpTestTrack track, int... numbers) {
        for (int number : numbers) {
            track.rtp(packet(number, number * 160L, false, new byte[] {(byte) (number >> 8), (byte) number}));
        }
    }
}
