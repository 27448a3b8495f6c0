package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.FullHttpMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages and packets of one connection are told apart, also behind bytes without sense. */
class RtspDeinterleaverTest {
    private final List<String> found = new ArrayList<>();
    private final List<RtspMessage> messages = new ArrayList<>();
    private int channels = 4;
    private int skipped;
    private String nonsense = "";
    private final EmbeddedChannel channel = channel(true);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private EmbeddedChannel channel(boolean ofCamera) {
        EmbeddedChannel fresh = new EmbeddedChannel();
        new RtspDeinterleaver(new Frames(), ofCamera).addTo(fresh.pipeline());
        fresh.pipeline().addLast(new Messages());
        return fresh;
    }

    private final class Frames implements RtspDeinterleaver.Sink {
        @Override
        public void onFrame(int number, ByteBuf packet) {
            found.add("$" + number + ":" + ByteBufUtil.hexDump(packet));
        }

        @Override
        public boolean isChannel(int number) {
            return number < channels;
        }

        @Override
        public void onSkipped(int bytes) {
            skipped += bytes;
        }
    }

    private final class Messages extends SimpleChannelInboundHandler<FullHttpMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpMessage decoded) {
            assertThat(decoded.decoderResult().isSuccess())
                    .as("%s", decoded.decoderResult())
                    .isTrue();
            RtspMessage message = RtspMessage.of(decoded);
            messages.add(message);
            String body = new String(message.body(), StandardCharsets.UTF_8);
            found.add(message.status() + message.method() + (body.isEmpty() ? "" : ":" + body));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof CorruptedFrameException) {
                nonsense = cause.getCause().getMessage();
            } else {
                context.fireExceptionCaught(cause); // the embedded channel throws it
            }
        }
    }

    private void send(String bytes) {
        send(channel, bytes);
    }

    private static void send(EmbeddedChannel to, String bytes) {
        to.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private void wait(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private static String frame(int channel, String payload) {
        return "$" + (char) channel + (char) (payload.length() >> 8) + (char) (payload.length() & 0xff) + payload;
    }

    private static final String PACKET = "\u0080abcdefghijk";
    private static final String PACKET_HEX = "806162636465666768696a6b";

    @Test
    void answersAndFramesInAnyPieces() {
        String all = "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\n\r\na$b\nc" + frame(0, PACKET) + "\r\n"
                + "RTSP/1.0 454 Session Not Found\ncseq:2\n\n" + frame(3, "") + frame(1, PACKET)
                + "OPTIONS * RTSP/1.0\r\nCSeq: 7\r\n\r\n";
        for (int piece : new int[] {1, 2, 7, all.length()}) {
            found.clear();
            for (int i = 0; i < all.length(); i += piece) {
                send(all.substring(i, Math.min(all.length(), i + piece)));
            }
            assertThat(found)
                    .containsExactly("200:a$b\nc", "$0:" + PACKET_HEX, "454", "$3:", "$1:" + PACKET_HEX, "0OPTIONS");
        }
        assertThat(skipped).isZero();
    }

    @Test
    void headersAreFoundInAnyCaseAndFolded() {
        send(String.join(
                "\r\n",
                "RTSP/1.0 401 Unauthorized",
                " folds nothing",
                "www-authenticate: Basic realm=\"a\"",
                "WWW-Authenticate: Digest realm=\"b\u00c3\u00bc\",",
                " nonce=\"c\"",
                "nonsense",
                ": without a name",
                "",
                ""));
        assertThat(messages.get(0).all("WWW-AUTHENTICATE"))
                .containsExactly("Basic realm=\"a\"", "Digest realm=\"b\u00fc\", nonce=\"c\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
                "RTSP/1.0 200 OK\nCSeq: 1\n\n",
                "RTSP/1.0 200 OK\nCSeq: 1\r\n\n",
                "rtsp/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
                "RTSP/1.0 200\r\nCSeq: 1\r\n\r\n",
                "RTSP/1.0\t200  OK\r\ncSEQ :1\r\n\r\n",
                "RTSP/1.0 200 OK\r\r\nCSeq: 1\r\r\n\r\r\n",
                "RTSP/1.0 200 OK\r\nServer: \u00fcber\r\nA line\r\nCSeq:\t1\r\n\r\n",
                "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 2\r\ncontent-length: 0\r\n\r\n",
                "RTSP/1.0 200 OK\r\nCSeq: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            })
    void oddAnswersAreUnderstood(String answer) {
        send(answer + frame(1, PACKET));
        assertThat(messages).as(nonsense).hasSize(1);
        assertThat(messages.get(0).status()).isEqualTo(200);
        assertThat(messages.get(0).header("CSeq")).isEqualTo("1");
        assertThat(found).endsWith("$1:" + PACKET_HEX);
    }

    @Test
    void bytesWithoutSenseBetweenFramesAreSkippedAndCounted() {
        send(frame(0, PACKET) + "\r\n\0\1junk$$\r\n" + frame(2, PACKET) + "JUNK Junk\r\n" + frame(0, PACKET)
                + "\0\0RTSP/1.0 200 OK\r\n\r\n" + frame(1, PACKET));
        assertThat(found)
                .containsExactly("$0:" + PACKET_HEX, "$2:" + PACKET_HEX, "$0:" + PACKET_HEX, "200", "$1:" + PACKET_HEX);
        assertThat(skipped).isPositive();
    }

    @Test
    void aFrameWhoseLengthIsWrongCostsLittle() {
        String wrong = "$\0\0\24" + PACKET; // 20 bytes announced, and 12 there
        send(frame(0, PACKET) + wrong + frame(0, PACKET) + frame(2, PACKET) + frame(0, PACKET));
        assertThat(found.subList(found.size() - 2, found.size()))
                .containsExactly("$2:" + PACKET_HEX, "$0:" + PACKET_HEX);
    }

    @Test
    void aDescriptionOfUnknownLengthEndsWithTheSilence() {
        send("RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nm=vid");
        send("eo 0 RTP/AVP 96\r\n");
        assertThat(found).isEmpty();
        wait(1000);
        assertThat(found).containsExactly("200:v=0\r\nm=video 0 RTP/AVP 96\r\n");
    }

    @Test
    void garbageWithoutEndIsGivenUpWhereNoPacketIsExpected() {
        channels = 0;
        byte[] garbage = new byte[10_000];
        Random random = new Random(1);
        for (int i = 0; i < 100 && nonsense.isEmpty(); i++) {
            random.nextBytes(garbage);
            channel.writeInbound(Unpooled.copiedBuffer(garbage));
        }
        assertThat(nonsense).contains("256 KiB without sense");
    }

    @Test
    void anAnswerTooLongIsNotWaitedFor() {
        for (String length : List.of("2147483647", "400000000", "-1", "5x")) {
            nonsense = "";
            EmbeddedChannel other = channel(true);
            send(other, "RTSP/1.0 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            assertThat(nonsense).as(length).contains("65536 bytes");
            other.finishAndReleaseAll();
        }
    }

    @Test
    void aDescriptionThatNeverEndsIsGivenAwayOnceItIsTooLong() {
        send("RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\n\r\n");
        for (int i = 0; i < 100; i++) {
            send("v=0 and no line end".repeat(1000));
        }
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).body()).hasSize(SdpDocument.MAX_BYTES + 1);
    }

    @Test
    void aFrameRightBehindABrokenHeadIsFound() {
        send("RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: cut o" + frame(1, PACKET));
        assertThat(found).containsExactly("$1:" + PACKET_HEX);
        assertThat(skipped).isEqualTo(39);
    }

    private static final String SDP = "v=0\r\nm=video 0 RTP/AVP 96\r\na=control:track1\r\n";

    private static String described(int length) {
        return "RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: " + length + "\r\n\r\n" + SDP;
    }

    @Test
    void aDescriptionShorterThanAnnouncedIsTakenOnceNothingMoreComes() {
        send(described(SDP.length() + 100));
        wait(1000);
        assertThat(found).isEmpty();
        wait(1500);
        assertThat(found).containsExactly("200:" + SDP);
        send("RTSP/1.0 454 No\r\n\r\n");
        assertThat(found).endsWith("454");
    }

    @Test
    void aDescriptionLongerThanAnnouncedIsTakenWhole() {
        send(described(SDP.length() - 4));
        wait(1000);
        assertThat(found).containsExactly("200:" + SDP);
        assertThat(skipped).isZero();
    }

    @Test
    void packetsInPlaceOfAnAnnouncedBodyAreKept() {
        send("RTSP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n" + frame(0, PACKET) + frame(1, PACKET));
        assertThat(found).containsExactly("200", "$0:" + PACKET_HEX, "$1:" + PACKET_HEX);
    }

    @Test
    void anAnswerInHttpIsNamed() {
        send("HTTP/1.1 404 Not Found\r\n\r\n");
        assertThat(nonsense).isEqualTo("it answers in HTTP");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 100, 10_000})
    void requestsAndFramesOfAClientInAnyPieces(int piece) {
        EmbeddedChannel server = channel(false);
        String dollars = "OPTIONS $x RTSP/1.0\r\n$y: $z\r\n\r\n";
        String body = "SET_PARAMETER * RTSP/1.0\r\ncontent-LENGTH:  7 \r\nCSeq: 2\r\n\r\n$\r\n\r\n$$";
        String longest = "$\u0001\u00ff\u00ff" + "$".repeat(65_535);
        String all = "$\1\0\6abc$\r\n" + dollars + "$\1\0\0" + body + "$\1\0\0\r\nPLAY * RTSP/1.0\nCSeq: 3\n\n"
                + longest + dollars;
        for (int i = 0; i < all.length(); i += piece) {
            send(server, all.substring(i, Math.min(all.length(), i + piece)));
        }
        found.removeIf(line -> line.startsWith("$"));
        assertThat(found).containsExactly("0OPTIONS", "0SET_PARAMETER:$\r\n\r\n$$", "0PLAY", "0OPTIONS");
        assertThat(nonsense).isEmpty();
        server.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "PLAY * RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
                "PLAY * RTSP/1.0\r\nContent-Length: 99999999999\r\n\r\n",
                "PLAY * RTSP/1.0\r\nContent-Length: 70000\r\n\r\n",
                "PLAY * RTSP/1.0\r\nContent-Length: 1 2\r\n\r\n",
                "PLAY * RTSP/1.0\r\nA: \1\r\n\r\n",
                "x",
            })
    void aServerGivesAConnectionWithoutSenseUp(String sent) {
        EmbeddedChannel server = channel(false);
        send(server, sent + "PLAY * RTSP/1.0\r\n\r\n");
        assertThat(nonsense).isNotEmpty();
        assertThat(found).isEmpty();
        server.finishAndReleaseAll();
    }

    @Test
    void aServerGivesAnEndlessHeadUp() {
        EmbeddedChannel server = channel(false);
        send(server, "PLAY * RTSP/1.0\r\nA: " + "x".repeat(RtspDeinterleaver.MAX_HEAD));
        assertThat(nonsense).isNotEmpty();
        server.finishAndReleaseAll();
    }
}
