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
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.RtspTransportHeader.Pair;

/**
 * Any bytes on an RTSP connection. How the network has cut them to pieces must not matter. The first byte is the
 * length of the pieces.
 */
final class AnswerFuzz {
    private static final SecureRandom RANDOM = new SecureRandom();

    private AnswerFuzz() {}

    static void take(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] sent = Arrays.copyOfRange(bytes, 1, bytes.length);
        Told whole = read(sent, sent.length);
        Told pieces = read(sent, 1 + (bytes[0] & 0xff));
        assertThat(pieces.lines).as("in pieces").isEqualTo(whole.lines);
        assertThat(whole.bytes).as("bytes told of").isLessThanOrEqualTo(sent.length);
        whole.messages.forEach(AnswerFuzz::use);
    }

    private static Told read(byte[] sent, int pieceLength) {
        Told told = new Told();
        EmbeddedChannel channel = new EmbeddedChannel();
        new RtspDeinterleaver(told, true).addTo(channel.pipeline());
        channel.pipeline().addLast(told.new Messages());
        channel.freezeTime(); // else the quiet behind a description of unknown length would count
        for (int at = 0; at < sent.length; at += pieceLength) {
            int end = Math.min(sent.length, at + pieceLength);
            channel.writeInbound(Unpooled.copiedBuffer(Arrays.copyOfRange(sent, at, end)));
        }
        channel.finishAndReleaseAll();
        return told;
    }

    private static void use(RtspMessage message) {
        assertThat(message.statusLine()).hasSizeLessThan(80).doesNotContain("\n", "\r");
        RtspCredentials credentials = new RtspCredentials("us\u00e9r", "s3cret", RANDOM);
        for (int i = 0; i < 6; i++) {
            credentials.challenged(message.all("WWW-Authenticate"));
            String header = credentials.header("DESCRIBE", "rtsp://camera/");
            assertThat(header == null ? "" : header).doesNotContain("s3cret");
        }
        RtspTransportHeader transport = RtspTransportHeader.parse(message.header("Transport"));
        assertPair(transport.interleaved(new Pair(0, 1)), 255);
        assertPair(transport.serverPorts(), 65_535);
        assertPair(transport.groupPorts(new Pair(0, 0)), 65_535);
        RtpUdpTrack.numeric(transport.get("source", ""));
        assertThat(RtspUris.base("rtsp://camera/", message.header("Content-Base")))
                .startsWithIgnoringCase("rtsp");
    }

    private static void assertPair(Pair pair, int most) {
        assertThat(pair.first()).isBetween(0, most);
        assertThat(pair.second()).isBetween(0, most);
    }

    private static final class Told implements RtspDeinterleaver.Sink {
        private final List<String> lines = new ArrayList<>();
        private final List<RtspMessage> messages = new ArrayList<>();
        private long bytes;
        private @Nullable String end;

        private void told(int length, String line) {
            assertThat(end).as("after the end: " + line).isNull();
            bytes += length;
            lines.add(line);
        }

        @Override
        public void onFrame(int channel, ByteBuf packet) {
            told(4 + packet.readableBytes(), channel + " " + ByteBufUtil.hexDump(packet));
        }

        @Override
        public boolean isChannel(int channel) {
            return channel < 4;
        }

        @Override
        public void onSkipped(int count) {
            told(count, "skipped " + count);
        }

        private final class Messages extends SimpleChannelInboundHandler<FullHttpMessage> {
            @Override
            protected void channelRead0(ChannelHandlerContext context, FullHttpMessage decoded) {
                assertThat(decoded.decoderResult().isSuccess())
                        .as("%s", decoded.decoderResult())
                        .isTrue();
                RtspMessage message = RtspMessage.of(decoded);
                messages.add(message);
                assertThat(message.body().length).as("body").isLessThanOrEqualTo(RtspDeinterleaver.MAX_BODY + 1);
                told(
                        message.body().length,
                        message.statusLine() + message.headers() + ByteBufUtil.hexDump(message.body()));
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                if (cause instanceof CorruptedFrameException && cause.getCause() instanceof IOException fault) {
                    told(0, fault.getMessage());
                    end = fault.getMessage();
                } else {
                    context.fireExceptionCaught(cause); // the embedded channel throws it
                }
            }
        }
    }
}
