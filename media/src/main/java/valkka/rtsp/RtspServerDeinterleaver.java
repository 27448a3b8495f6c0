package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;
import java.util.Locale;

/**
 * Stands in front of the RTSP decoder and takes out what clients send between their requests:
 * {@code $} frames with receiver reports (RFC 2326, section 10.12). A dollar sign begins a frame
 * only where a request could begin; to know where that is, this follows the lines of a request and
 * the length of its body, and passes their bytes on untouched.
 */
final class RtspServerDeinterleaver extends ByteToMessageDecoder {
    /** The longest request line with all headers. */
    static final int MAX_HEAD = 16 * 1024;
    /** The longest body. */
    static final int MAX_BODY = 64 * 1024;

    private static final int FRAME_HEADER = 4;
    /** As much of a line as is looked at: enough for {@code Content-Length: 65536}. */
    private static final int LINE_LOOKED_AT = 64;

    private static final String CONTENT_LENGTH = "content-length:";

    private final StringBuilder line = new StringBuilder();
    /** Nobody knows any more where the next request begins: nothing passes. */
    private boolean broken;

    private int headBytes;
    private int lineBytes;
    private int bodyBytes;
    private int bodyLeft;
    private int frameLeft;
    private long lastHeardNanos = System.nanoTime();

    /** When the client last sent anything, in {@link System#nanoTime()}. */
    long lastHeardNanos() {
        return lastHeardNanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        lastHeardNanos = System.nanoTime();
        super.channelRead(context, message);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.isReadable()) {
            if (broken) {
                in.skipBytes(in.readableBytes());
            } else if (frameLeft > 0) {
                int skipped = Math.min(frameLeft, in.readableBytes());
                in.skipBytes(skipped);
                frameLeft -= skipped;
            } else if (bodyLeft > 0) {
                int passed = Math.min(bodyLeft, in.readableBytes());
                out.add(in.readRetainedSlice(passed));
                bodyLeft -= passed;
            } else if (headBytes == 0 && in.getByte(in.readerIndex()) == '$') {
                if (in.readableBytes() < FRAME_HEADER) {
                    return;
                }
                frameLeft = in.getUnsignedShort(in.readerIndex() + 2);
                in.skipBytes(FRAME_HEADER);
            } else {
                out.add(in.readRetainedSlice(head(in)));
            }
        }
    }

    /**
     * Follows the head of a request as far as it has come, and returns how many bytes of it that
     * is.
     */
    private int head(ByteBuf in) {
        int from = in.readerIndex();
        int to = in.writerIndex();
        for (int i = from; i < to; i++) {
            byte next = in.getByte(i);
            if (headBytes == 0 && (next == '\r' || next == '\n')) {
                // Empty lines in front of a request; the byte behind them may begin a frame.
                return i + 1 - from;
            }
            if (++headBytes > MAX_HEAD) {
                throw broken("a request with a head of more than " + MAX_HEAD + " bytes");
            }
            if (next == '\n') {
                if (endOfLine()) {
                    return i + 1 - from;
                }
            } else if (next >= 0 && next < ' ' && next != '\r' && next != '\t') {
                throw broken("a request with the control character " + next);
            } else if (next != '\r') {
                lineBytes++;
                if (line.length() < LINE_LOOKED_AT) {
                    line.append((char) (next & 0xff));
                }
            }
        }
        return to - from;
    }

    /** @return whether the head has ended with this line */
    private boolean endOfLine() {
        boolean empty = lineBytes == 0;
        String text = line.toString().toLowerCase(Locale.ROOT);
        line.setLength(0);
        lineBytes = 0;
        if (empty) {
            headBytes = 0;
            bodyLeft = bodyBytes;
            bodyBytes = 0;
        } else if (text.startsWith(CONTENT_LENGTH)) {
            bodyBytes = length(text.substring(CONTENT_LENGTH.length()).strip());
        }
        return empty;
    }

    /** A malformed number ends the connection. */
    private int length(String value) {
        int length = value.matches("\\d{1,5}") ? Integer.parseInt(value) : -1;
        if (length < 0 || length > MAX_BODY) {
            throw broken("a request with a body that is not 0 to " + MAX_BODY + " bytes long");
        }
        return length;
    }

    private TooLongFrameException broken(String why) {
        broken = true;
        return new TooLongFrameException(why);
    }
}
