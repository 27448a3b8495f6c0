package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtspServerDeinterleaverTest {
    private static final String FRAME = "$\u0001\u0000\u0006abc$\r\n";
    private static final String EMPTY_FRAME = "$\u0001\u0000\u0000";
    private static final String OPTIONS = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n";
    private static final String DOLLARS = "OPTIONS $x RTSP/1.0\r\n$y: $z\r\n\r\n";
    private static final String BODY = "SET_PARAMETER * RTSP/1.0\r\ncontent-LENGTH:  7 \r\nCSeq: 2\r\n\r\n$\r\n\r\n$$";
    private static final String BARE_NEWLINES = "OPTIONS * RTSP/1.0\nCSeq: 3\n\n";

    private final EmbeddedChannel channel = new EmbeddedChannel(new RtspServerDeinterleaver());

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 100, 10_000})
    void framesAreTakenOutWhateverThePiecesInWhichTheyCome(int piece) {
        String sent = FRAME + OPTIONS + FRAME + FRAME + DOLLARS + EMPTY_FRAME + BODY + FRAME + "\r\n" + FRAME
                + BARE_NEWLINES + EMPTY_FRAME + OPTIONS;
        assertThat(passed(sent, piece)).isEqualTo(OPTIONS + DOLLARS + BODY + "\r\n" + BARE_NEWLINES + OPTIONS);
    }

    @Test
    void aFrameOfTheGreatestLengthIsTakenOut() {
        String longest = "$\u0000\u00ff\u00ff" + "$".repeat(65535);
        assertThat(passed(longest + OPTIONS, 1000)).isEqualTo(OPTIONS);
    }

    @Test
    void anEndlessHeadEndsTheConnection() {
        assertThatThrownBy(() -> passed("OPTIONS " + "x".repeat(70_000), 1000))
                .isInstanceOf(TooLongFrameException.class)
                .hasMessageContaining("a head of more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "99999999999", "70000", "1 2", ""})
    void aBodyWithoutALengthEndsTheConnection(String length) {
        assertThatThrownBy(() -> passed("PLAY * RTSP/1.0\r\nContent-Length: " + length + "\r\n\r\n", 1000))
                .isInstanceOf(TooLongFrameException.class)
                .hasMessageContaining("a body that is not");
    }

    private String passed(String text, int piece) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder passed = new StringBuilder();
        for (int i = 0; i < bytes.length; i += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, i, Math.min(piece, bytes.length - i)));
            for (ByteBuf out = channel.readInbound(); out != null; out = channel.readInbound()) {
                passed.append(out.toString(StandardCharsets.ISO_8859_1));
                out.release();
            }
        }
        return passed.toString();
    }
}
