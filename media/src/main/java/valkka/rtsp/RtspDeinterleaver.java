package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.rtsp.RtspDecoder;
import io.netty.handler.codec.rtsp.RtspEncoder;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what comes on an RTSP connection: messages, and {@code $} frames with packets between
 * the messages (RFC 2326, section 10.12). Frames go to a {@link Sink}; the bytes of each whole
 * message go on to Netty's decoder. Server and client use this class; {@link #addTo} puts it and
 * the decoder into a pipeline.
 *
 * <p>Netty's decoder alone would refuse what cameras send: a line without a colon, a
 * {@code Content-Length} that is missing, wrong or there twice, a first line in lower case, bytes
 * without any sense between two frames. So each message goes on without such lines, and with the
 * length that its body really has. Behind bytes without sense a client looks for the next frame or
 * answer that is plausible; a server gives the connection up.
 */
final class RtspDeinterleaver extends ByteToMessageDecoder {
    /** Hears of what is no message. */
    interface Sink {
        /** A packet, which may be read during the call alone. */
        void onFrame(int channel, ByteBuf packet);

        /** Whether frames of that channel are expected. */
        boolean isChannel(int channel);

        /** So many bytes were skipped, one call for each run. */
        void onSkipped(int bytes);
    }

    /** The longest head of a message. */
    static final int MAX_HEAD = 16 << 10;
    /** The longest first line of an answer, or of a camera's request. */
    private static final int MAX_FIRST_LINE = 1 << 10;
    /** And behind bytes without sense, where each place of them may be looked at as a first line. */
    private static final int MAX_FIRST_LINE_LOST = 128;
    /** The longest body of a message. */
    static final int MAX_BODY = SdpDocument.MAX_BYTES;
    /** So many bytes may make no sense in one run. */
    static final int MAX_SKIPPED = 256 << 10;

    private static final int FRAME_HEADER = 4;
    private static final int SHORTEST_RTCP = 8;
    /** After such a silence a description of unknown length has ended. */
    private static final long QUIET_MILLIS = 250;
    /** After such a silence nothing more comes of a body whose announced length is too great. */
    private static final long BODY_PATIENCE_MILLIS = 2000;

    private static final byte[] ANSWER = "RTSP/".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern FIRST_LINE = Pattern.compile(
            "(?i:RTSP|HTTP)/\\d\\.\\d\\s+\\d{3}(?:\\s.*)?|[A-Z_]{3,20}\\s+\\S+\\s+(?i:RTSP)/\\d\\.\\d\\s*");

    private final Sink sink;
    private final boolean ofCamera;
    private final int mostOfFirstLine;
    private long lastHeardNanos;
    private boolean stopped;
    /** Nobody knows where the next message or frame begins. */
    private boolean lost;

    private int skipped;
    private int scanned;
    private int lineBytes;
    private boolean firstLineSeen;
    private @Nullable RtspHead head; // whose body is still to come
    private boolean openEnd; // the length of its body is unknown
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(); // as far as it has come
    private boolean atLineStart;
    private @Nullable ByteBuf complete; // a message, to be given on
    private @Nullable Future<?> quiet; // ends the body

    /**
     * Makes one.
     *
     * @param ofCamera a camera is at the other end: bytes without sense are skipped
     */
    RtspDeinterleaver(Sink sink, boolean ofCamera) {
        this.sink = sink;
        this.ofCamera = ofCamera;
        this.mostOfFirstLine = ofCamera ? MAX_FIRST_LINE : MAX_HEAD;
    }

    /** Adds it to a pipeline, with Netty's codec, which makes {@code FullHttpMessage}s. */
    void addTo(ChannelPipeline pipeline) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_HEAD)
                .setMaxHeaderSize(MAX_HEAD)
                .setMaxChunkSize(MAX_BODY + 1)
                .setStrictLineParsing(false) // a line feed alone ends a line
                .setValidateHeaders(false);
        pipeline.addLast(this, new RtspDecoder(config), new RtspEncoder(), new HttpObjectAggregator(MAX_BODY + 1));
    }

    /** Returns when the other end last sent anything, by the loop's clock. */
    long lastHeardNanos() {
        return lastHeardNanos;
    }

    /** All that comes from now on is thrown away. */
    void stop() {
        stopped = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lastHeardNanos = now(context);
    }

    private static long now(ChannelHandlerContext context) {
        return context.channel().eventLoop().ticker().nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        lastHeardNanos = now(context);
        super.channelRead(context, message);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        boolean more = true;
        while (more && complete == null && in.isReadable()) {
            if (stopped) {
                in.skipBytes(in.readableBytes());
            } else if (head != null) {
                more = openEnd ? openBody(context, in) : body(context, head, in);
            } else {
                more = next(context, in);
            }
        }
        if (complete != null) { // given on in this way, or the base class reads on though nobody wants more
            out.add(complete);
            complete = null;
        }
    }

    private boolean next(ChannelHandlerContext context, ByteBuf in) {
        byte first = in.getByte(in.readerIndex());
        if (first == '$') {
            return frame(context, in);
        }
        if (lost ? first == ANSWER[0] : first == 'r' || (first >= 'A' && first <= 'Z')) {
            return message(context, in);
        }
        if (first == '\r' || first == '\n') {
            in.skipBytes(1); // cameras send empty lines behind a message
        } else {
            skip(context, in, 1);
        }
        return true;
    }

    /** @return whether it was complete, or none */
    private boolean frame(ChannelHandlerContext context, ByteBuf in) {
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
            skip(context, in, 1);
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

    private void skip(ChannelHandlerContext context, ByteBuf in, int bytes) {
        lost = true;
        scanned = 0;
        lineBytes = 0;
        firstLineSeen = false;
        in.skipBytes(bytes);
        skipped += bytes;
        if (!ofCamera) {
            nonsense(context, "no request begins where one should");
        } else if (skipped > MAX_SKIPPED) {
            found();
            nonsense(context, "it sent " + (MAX_SKIPPED >> 10) + " KiB without sense");
        }
    }

    /** Nothing that comes makes sense; nothing more is read. */
    private void nonsense(ChannelHandlerContext context, String fault) {
        stopped = true;
        context.fireExceptionCaught(new CorruptedFrameException(new IOException(fault)));
    }

    /** @return whether it was complete, or none */
    private boolean message(ChannelHandlerContext context, ByteBuf in) {
        if (lost && !couldBeAnswer(in)) {
            skip(context, in, 1);
            return true;
        }
        int from = in.readerIndex();
        int longestFirst = lost ? MAX_FIRST_LINE_LOST : mostOfFirstLine;
        for (; from + scanned < in.writerIndex(); scanned++) {
            byte next = in.getByte(from + scanned);
            if (next == '\n') {
                if (!firstLineSeen) {
                    String line = in.toString(from, scanned, StandardCharsets.ISO_8859_1);
                    if (!FIRST_LINE.matcher(line.stripTrailing()).matches()) {
                        skip(context, in, 1);
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
                if (control || scanned >= (firstLineSeen ? MAX_HEAD : longestFirst)) {
                    // All of a broken head: to look through it from each of its lines would take too long.
                    // Its last byte stays, because a control character may be the channel behind a '$'.
                    skip(context, in, firstLineSeen ? scanned - 1 : 1);
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
        RtspHead next = RtspHead.of(ByteBufUtil.getBytes(in, in.readerIndex(), length), ofCamera);
        in.skipBytes(length);
        scanned = 0;
        lineBytes = 0;
        firstLineSeen = false;
        found();
        if (next.isHttp()) {
            nonsense(context, "it answers in HTTP");
        } else if (next.bodyLength() > MAX_BODY) {
            nonsense(context, "it announces a body that is not 0 to " + MAX_BODY + " bytes long");
        } else if (next.bodyLength() == 0 || (next.bodyLength() < 0 && !(ofCamera && next.hasDescription()))) {
            complete = message(next, new byte[0]);
        } else {
            head = next;
            openEnd = next.bodyLength() < 0;
            atLineStart = true;
            endWhenQuiet(context);
        }
    }

    private static ByteBuf message(RtspHead head, byte[] body) {
        return Unpooled.wrappedBuffer(head.withLength(body.length), body);
    }

    /**
     * A description that goes on behind its announced length has been announced too short: it then
     * ends as one of unknown length does.
     *
     * @return whether it was complete
     */
    private boolean body(ChannelHandlerContext context, RtspHead of, ByteBuf in) {
        if (body.size() == 0 && ofCamera && in.getByte(in.readerIndex()) == '$') {
            if (in.readableBytes() <= FRAME_HEADER) {
                return false;
            }
            if (sink.isChannel(in.getUnsignedByte(in.readerIndex() + 1))
                    && (in.getByte(in.readerIndex() + FRAME_HEADER) & 0xc0) == 0x80) {
                endBodyNow(context); // the announced body never comes: here are packets
                return true;
            }
        }
        take(in, Math.min(in.readableBytes(), of.bodyLength() - body.size()));
        if (body.size() < of.bodyLength()) {
            endWhenQuiet(context);
            return false;
        }
        boolean goesOn = !atLineStart || (in.isReadable() && Character.isLowerCase(in.getByte(in.readerIndex())));
        if (ofCamera && of.hasDescription() && goesOn) {
            openEnd = true;
            endWhenQuiet(context);
        } else {
            endBody();
        }
        return true;
    }

    private void take(ByteBuf in, int count) {
        if (count > 0) {
            body.writeBytes(ByteBufUtil.getBytes(in, in.readerIndex(), count));
            in.skipBytes(count);
            atLineStart = in.getByte(in.readerIndex() - 1) == '\n';
        }
    }

    /**
     * A description whose length nobody has told ends where a frame begins, or where nothing comes
     * any more.
     */
    private boolean openBody(ChannelHandlerContext context, ByteBuf in) {
        while (in.isReadable()) {
            int from = in.readerIndex();
            int room = MAX_BODY + 1 - body.size(); // with the last byte it is too long for its reader
            if (room == 0 || (atLineStart && in.getByte(from) == '$')) {
                endBodyNow(context);
                return true;
            }
            int lineEnd = in.indexOf(from, in.writerIndex(), (byte) '\n');
            take(in, Math.min(room, (lineEnd < 0 ? in.writerIndex() : lineEnd + 1) - from));
        }
        endWhenQuiet(context);
        return false;
    }

    private void endWhenQuiet(ChannelHandlerContext context) {
        if (quiet != null) {
            quiet.cancel(false);
        }
        if (ofCamera) {
            long millis = openEnd ? QUIET_MILLIS : BODY_PATIENCE_MILLIS;
            quiet = context.executor().schedule(() -> endBodyNow(context), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void endBody() {
        RtspHead ended = head;
        if (quiet != null) {
            quiet.cancel(false);
            quiet = null;
        }
        if (ended != null && !stopped) {
            complete = message(ended, body.toByteArray());
            head = null;
            body.reset();
        }
    }

    /** Nothing more comes: what was read before is a message. */
    private void endBodyNow(ChannelHandlerContext context) {
        endBody();
        ByteBuf ended = complete;
        if (ended != null) {
            complete = null;
            context.fireChannelRead(ended);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (ofCamera) {
            endBodyNow(context);
        }
        super.channelInactive(context);
    }
}
