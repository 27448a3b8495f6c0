package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3550, section 5.1. */
class RtpPacketTest {
    private final RtpPacket packet = new RtpPacket();

    @Test
    void theFixedHeaderIsRead() {
        assertThat(read("80 e0 fffe 89abcdef deadbeef 0102")).isTrue();
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.sequenceNumber()).isEqualTo(0xfffe);
        assertThat(packet.rtpTimestamp()).isEqualTo(0x89abcdef);
        assertThat(packet.ssrc()).isEqualTo(0xdeadbeef);
        assertThat(packet.size()).isEqualTo(14);
        assertThat(payload()).isEqualTo("0102");
    }

    @ParameterizedTest
    @CsvSource({
        "plain,            80 60 0001 00000001 00000002 aabb, aabb",
        "empty,            80 60 0001 00000001 00000002, ''",
        "padding,          a0 60 0001 00000001 00000002 aabb 000003, aabb",
        "padding alone,    a0 60 0001 00000001 00000002 00000004, ''",
        "padding of none,  a0 60 0001 00000001 00000002 aa00, aa00",
        "two CSRCs,        82 60 0001 00000001 00000002 11111111 22222222 aabb, aabb",
        "an extension,     90 60 0001 00000001 00000002 bede0001 10ff0000 aabb, aabb",
        "an empty one,     90 60 0001 00000001 00000002 bede0000 aabb, aabb",
        "all three,        b1 60 0001 00000001 00000002 11111111 bede0001 10ff0000 aabb 0002, aabb"
    })
    void thePayloadIsWhatIsLeft(String what, String bytes, String expected) {
        assertThat(read(bytes)).as(what).isTrue();
        assertThat(payload()).as(what).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "nothing,               ''",
        "cut short,             80 60 0001 00000001 000000",
        "version 1,             40 60 0001 00000001 00000002 aabb",
        "CSRCs that are not there, 8f 60 0001 00000001 00000002 aabb",
        "an extension that is not there, 90 60 0001 00000001 00000002 be",
        "a longer extension,    90 60 0001 00000001 00000002 bede0002 10ff0000",
        "more padding than bytes, a0 60 0001 00000001 00000002 aa03"
    })
    void whatIsMalformedIsRefused(String what, String bytes) {
        assertThat(read(bytes)).as(what).isFalse();
    }

    private boolean read(String bytes) {
        ByteBuf inFront = Unpooled.buffer().writeBytes(new byte[5]).writeBytes(RtpTestPackets.hex(bytes));
        return packet.read(inFront.skipBytes(5));
    }

    private String payload() {
        byte[] payload = new byte[packet.payloadLength()];
        packet.copy(0, payload, 0, payload.length);
        return RtpTestPackets.hex(payload);
    }
}
