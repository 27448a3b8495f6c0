package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what a camera sends on an RTSP connection: messages, and {@code $} frames with
 * packets between the messages (RFC 2326, section 10.12). Cameras end lines with a line feed alone
 * and put bytes without any sense between two frames, which Netty's decoder refuses. Behind such
 * bytes this looks for the next frame or answer that is plausible.
 */
final class RtspDeinterleaver extends ByteToMessageDecoder {
    /** Hears of what came. */
    interface Sink {
        /** A packet, which may be read during the call alone. */
        void onFrame(int channel, ByteBuf packet);

        void onMessage(RtspMessage message);

        /** Whether frames of that channel are expected. */
        boolean isChannel(int channel);

        /** So many bytes were skipped, one call for each run. */
        void onSkipped(int bytes);

        /** Nothing that comes makes sense; nothing more is read. */
        void onNonsense(String fault);
    }

    /** The longest head of a message. */
    static final int MAX_HEAD = 16 << 10;
    /** The longest first line of a message. */
    private static final int MAX_FIRST_LINE = 1 << 10;
    /** And behind bytes without sense, where each place of them may be looked at as a first line. */
    private static final int MAX_FIRST_LINE_LOST = 128;
    /** The longest body of a message. */
    static final int MAX_BODY = SdpDocument.MAX_BYTES;
    /** So many bytes may make no sense in one run. */
    static final int MAX_SKIPPED = 256 << 10;

    private static final int FRAME_HEADER = 4;
    private static final int SHORTEST_RTCP = 8;
    private static final long QUIET_MILLIS = 250;
    private static final byte[] ANSWER = "RTSP/".getBytes(StandardCharsets.US_ASCII);

    private final Sink sink;
    private boolean stopped;
    /** Nobody knows where the next message or frame begins. */
    private boolean lost;

    private int skipped;
    private int scanned;
    private int lineBytes;
    private boolean firstLineSeen;
    private @Nullable RtspMessage head; // whose body is still to come
    private int bodyLength;
    private @Nullable ByteArrayOutputStream openBody; // a description of unknown length, as far as it has come
    private boolean openBodyAtLineStart;
    private @Nullable Future<?> quiet; // ends the open body

    RtspDeinterleaver(Sink sink) {
        this.sink = sink;
    }

    /** All that comes from now on is thrown away. */
    void stop() {
        stopped = true;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        boolean more = true;
        while (more && in.isReadable()) {
            if (stopped) {
                in.skipBytes(in.readableBytes());
            } else if (openBody != null) {
                more = openBody(context, openBody, in);
            } else if (head != null) {
                more = body(head, in);
            } else {
                more = next(context, in);
            }
        }
    }

    private boolean next(ChannelHandlerContext context, ByteBuf in) {
        byte first = in.getByte(in.readerIndex());
        if (first == '$') {
            return frame(in);
        }
        if (lost ? first == ANSWER[0] : first >= 'A' && first <= 'Z') {
            return message(context, in);
        }
        if (first == '\r' || first == '\n') {
            in.skipBytes(1); // cameras send empty lines behind a message
        } else {
            skip(in, 1);
        }
        return true;
    }

    /** @return whether it was complete, or none */
    private boolean frame(ByteBuf in) {
        int at = in.readerIndex();
        if (in.readableBytes() < FRAME_HEADER) {
            return false;
        }
        int channel = in.getUnsignedByte(at + 1);
        int length = in.getUnsignedShort(at + 2);
        if (length > 0 && in.readableBytes() == FRAME_HEADER) {
            return false;
        }
        boolean versionTwo = length >= SHORTEST_RTCP && (in.getByte(at + FRAME_HEADER) & 0xc0) == 0x80;
        boolean known = sink.isChannel(channel);
        if (lost ? !(known && versionTwo) : !(known || versionTwo)) {
            skip(in, 1);
            return true;
        }
        if (in.readableBytes() < FRAME_HEADER + length) {
            return false;
        }
        found();
        in.skipBytes(FRAME_HEADER);
        sink.onFrame(channel, in.readSlice(length));
        return true;
    }

    /** Something made sense. */
    private void found() {
        lost = false;
        if (skipped > 0) {
            sink.onSkipped(skipped);
            skipped = 0;
        }
    }

    private void skip(ByteBuf in, int bytes) {
        lost = true;
        scanned = 0;
        lineBytes = 0;
        firstLineSeen = false;
        in.skipBytes(bytes);
        skipped += bytes;
        if (skipped > MAX_SKIPPED) {
            found();
            nonsense("it sent " + (MAX_SKIPPED >> 10) + " KiB without sense");
        }
    }

    private void nonsense(String fault) {
        stopped = true;
        sink.onNonsense(fault);
    }

    /** @return whether it was complete, or none */
    private boolean message(ChannelHandlerContext context, ByteBuf in) {
        if (lost && !couldBeAnswer(in)) {
            skip(in, 1);
            return true;
        }
        int from = in.readerIndex();
        int mostOfFirstLine = lost ? MAX_FIRST_LINE_LOST : MAX_FIRST_LINE;
        for (; from + scanned < in.writerIndex(); scanned++) {
            byte next = in.getByte(from + scanned);
            if (next == '\n') {
                if (!firstLineSeen) {
                    String line = in.toString(from, scanned, StandardCharsets.ISO_8859_1);
                    if (!RtspMessage.isFirstLine(line.stripTrailing())) {
                        skip(in, 1);
                        return true;
                    }
                    firstLineSeen = true;
                } else if (lineBytes == 0) {
                    head(context, in, scanned + 1);
                    return true;
                }
                lineBytes = 0;
            } else if (next != '\r') {
                boolean control = next >= 0 && next < ' ' && next != '\t';
                if (control || scanned >= (firstLineSeen ? MAX_HEAD : mostOfFirstLine)) {
                    // All of a broken head: to look through it from each of its lines would take too long.
                    // Its last byte stays, because a control character may be the channel behind a '$'.
                    skip(in, firstLineSeen ? scanned - 1 : 1);
                    return true;
                }
                lineBytes++;
            }
        }
        return false;
    }

    /** As far as the bytes have come. */
    private static boolean couldBeAnswer(ByteBuf in) {
        int count = Math.min(ANSWER.length, in.readableBytes());
        for (int i = 0; i < count; i++) {
            if (in.getByte(in.readerIndex() + i) != ANSWER[i]) {
                return false;
            }
        }
        return true;
    }

    private void head(ChannelHandlerContext context, ByteBuf in, int length) {
        byte[] bytes = ByteBufUtil.getBytes(in, in.readerIndex(), length);
        in.skipBytes(length);
        scanned = 0;
        lineBytes = 0;
        firstLineSeen = false;
        found();
        RtspMessage message = RtspMessage.parse(bytes);
        String announced = message.header("Content-Length");
        boolean isDescription =
                SdpDocument.lower(message.header("Content-Type")).contains("sdp");
        if (announced.isEmpty() && message.isOk() && isDescription) {
            head = message;
            openBody = new ByteArrayOutputStream();
            openBodyAtLineStart = true;
            endWhenQuiet(context);
            return;
        }
        int count = announced.isEmpty() ? 0 : SdpDocument.number(announced, 0, MAX_BODY, -1);
        if (count < 0) {
            nonsense("it announces an answer that is not 0 to " + MAX_BODY + " bytes long");
        } else if (count == 0) {
            sink.onMessage(message);
        } else {
            head = message;
            bodyLength = count;
        }
    }

    private boolean body(RtspMessage message, ByteBuf in) {
        if (in.readableBytes() < bodyLength) {
            return false;
        }
        head = null;
        byte[] body = new byte[bodyLength];
        in.readBytes(body);
        sink.onMessage(message.withBody(body));
        return true;
    }

    /**
     * A description whose length nobody has told ends where a frame begins, or where nothing comes
     * any more.
     */
    private boolean openBody(ChannelHandlerContext context, ByteArrayOutputStream body, ByteBuf in) {
        while (in.isReadable()) {
            int from = in.readerIndex();
            int room = MAX_BODY + 1 - body.size(); // with the last byte it is too long for its reader
            if (room == 0 || (openBodyAtLineStart && in.getByte(from) == '$')) {
                endOpenBody();
                return true;
            }
            int lineEnd = in.indexOf(from, in.writerIndex(), (byte) '\n');
            int to = Math.min(from + room, lineEnd < 0 ? in.writerIndex() : lineEnd + 1);
            body.writeBytes(ByteBufUtil.getBytes(in, from, to - from));
            in.readerIndex(to);
            openBodyAtLineStart = in.getByte(to - 1) == '\n';
        }
        endWhenQuiet(context);
        return false;
    }

    private void endWhenQuiet(ChannelHandlerContext context) {
        if (quiet != null) {
            quiet.cancel(false);
        }
        quiet = context.executor().schedule(this::endOpenBody, QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void endOpenBody() {
        RtspMessage message = head;
        ByteArrayOutputStream body = openBody;
        if (message != null && body != null && !stopped) {
            head = null;
            openBody = null;
            sink.onMessage(message.withBody(body.toByteArray()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        endOpenBody();
        super.channelInactive(context);
    }
}
