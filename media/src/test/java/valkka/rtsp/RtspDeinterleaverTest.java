package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages and packets of one connection are told apart, also behind bytes without sense. */
class RtspDeinterleaverTest implements RtspDeinterleaver.Sink {
    private final List<String> found = new ArrayList<>();
    private final List<RtspMessage> messages = new ArrayList<>();
    private int channels = 4;
    private int skipped;
    private String nonsense = "";
    private final EmbeddedChannel channel = new EmbeddedChannel(new RtspDeinterleaver(this));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Override
    public void onFrame(int number, ByteBuf packet) {
        found.add("$" + number + ":" + ByteBufUtil.hexDump(packet));
    }

    @Override
    public void onMessage(RtspMessage message) {
        messages.add(message);
        String body = new String(message.body(), StandardCharsets.UTF_8);
        found.add(message.status() + message.words() + (body.isEmpty() ? "" : ":" + body));
    }

    @Override
    public boolean isChannel(int number) {
        return number < channels;
    }

    @Override
    public void onSkipped(int bytes) {
        skipped += bytes;
    }

    @Override
    public void onNonsense(String fault) {
        nonsense = fault;
    }

    private void send(String bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes(StandardCharsets.ISO_8859_1)));
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
                    .containsExactly(
                            "200OK:a$b\nc",
                            "$0:" + PACKET_HEX,
                            "454Session Not Found",
                            "$3:",
                            "$1:" + PACKET_HEX,
                            "0OPTIONS");
        }
        assertThat(skipped).isZero();
    }

    @Test
    void headersAreFoundInAnyCaseAndFolded() {
        send(String.join(
                "\r\n",
                "RTSP/1.0 401 Unauthorized",
                "www-authenticate: Basic realm=\"a\"",
                "WWW-Authenticate: Digest realm=\"b\",",
                " nonce=\"c\"",
                "nonsense",
                "",
                ""));
        assertThat(messages.get(0).all("WWW-AUTHENTICATE"))
                .containsExactly("Basic realm=\"a\"", "Digest realm=\"b\", nonce=\"c\"");
    }

    @Test
    void bytesWithoutSenseBetweenFramesAreSkippedAndCounted() {
        send(frame(0, PACKET) + "\r\n\0\1junk$$\r\n" + frame(2, PACKET) + "JUNK Junk\r\n" + frame(0, PACKET)
                + "\0\0RTSP/1.0 200 OK\r\n\r\n" + frame(1, PACKET));
        assertThat(found)
                .containsExactly(
                        "$0:" + PACKET_HEX, "$2:" + PACKET_HEX, "$0:" + PACKET_HEX, "200OK", "$1:" + PACKET_HEX);
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
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(found).containsExactly("200OK:v=0\r\nm=video 0 RTP/AVP 96\r\n");
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
            EmbeddedChannel other = new EmbeddedChannel(new RtspDeinterleaver(this));
            other.writeInbound(Unpooled.copiedBuffer(
                    "RTSP/1.0 200 OK\r\nContent-Length: " + length + "\r\n\r\n", StandardCharsets.US_ASCII));
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
}
