package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.rtsp.RtspResponseStatuses;
import io.netty.handler.codec.rtsp.RtspVersions;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * One RTSP connection to a camera, plain or in TLS: numbers and writes requests, finds the request
 * that an answer belongs to, and answers challenges for a password. Used on the event loop alone.
 */
final class RtspConnection {
    /** Hears of one connection, until the connection is closed. */
    interface Owner {
        /** It stands, and requests may be sent. */
        void onOpen();

        /**
         * It does not stand.
         *
         * @param inTls somebody was there, and the trouble is one of TLS
         */
        void onNotOpened(Throwable cause, boolean inTls);

        /** A packet came, which may be read during the call alone. */
        void onFrame(int channel, ByteBuf packet);

        boolean isChannel(int channel);

        /** So many bytes made no sense. */
        void onSkipped(int bytes);

        /** A request of the camera's own came, which has been answered. */
        void onRequest(RtspMessage request);

        /** The connection broke. */
        void onBroken(Throwable cause);
    }

    /**
     * A request.
     *
     * @param headers by name, without {@code CSeq} and {@code Authorization}
     */
    record Request(String method, String uri, Map<String, String> headers) {}

    private record Waiting(int sequence, Request request, Consumer<RtspMessage> then) {}

    private static final Pattern BLANK_OR_CONTROL = Pattern.compile("[\\x00-\\x20\\x7f]");
    private static final int MOST_WAITING = 8;
    private static final long LINGER_MILLIS = 150;

    private final RtspNetwork network;
    private final RtspCredentials credentials;
    private final Owner owner;
    private final RtspDeinterleaver deinterleaver = new RtspDeinterleaver(new FromCamera(), true);
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // the oldest first
    private RtspCredentials.Outcome lastChallenge = RtspCredentials.Outcome.RETRY;
    private @Nullable ChannelFuture connecting;
    private @Nullable Future<?> lingering; // behind the farewell
    private boolean open;
    private boolean closed;
    private boolean waitsForPassword;
    private int sequence;

    RtspConnection(RtspNetwork network, RtspCredentials credentials, Owner owner) {
        this.network = network;
        this.credentials = credentials;
        this.owner = owner;
    }

    /**
     * Connects.
     *
     * @param tls does the TLS; {@code null} for a plain connection
     */
    void connect(InetSocketAddress place, @Nullable SSLEngine tls, Duration patience) {
        ChannelFuture future = network.connect(place, patience, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    SslHandler handler = new SslHandler(tls);
                    handler.setHandshakeTimeout(0, TimeUnit.MILLISECONDS); // the owner's patience counts
                    channel.pipeline().addLast(handler);
                    handler.handshakeFuture().addListener(done -> opened(done.isSuccess() ? null : done.cause()));
                }
                deinterleaver.addTo(channel.pipeline());
                channel.pipeline().addLast(new Life());
            }
        });
        connecting = future;
        future.addListener(done -> {
            if (!done.isSuccess() || tls == null) {
                opened(done.cause());
            }
        });
    }

    private void opened(@Nullable Throwable failure) {
        if (closed || open) {
            return;
        }
        if (failure != null) {
            closed = true;
            boolean connected = connecting != null && connecting.isSuccess();
            closeChannel();
            owner.onNotOpened(failure, connected);
        } else {
            open = true;
            owner.onOpen();
        }
    }

    /** Returns the two ends; only while it is open. */
    InetSocketAddress local() {
        return (InetSocketAddress) channel().localAddress();
    }

    InetSocketAddress remote() {
        return (InetSocketAddress) channel().remoteAddress();
    }

    private Channel channel() {
        ChannelFuture future = connecting;
        if (future == null) {
            throw new IllegalStateException("nothing has been connected");
        }
        return future.channel();
    }

    /** Returns whether a request was sent again, with the password, and has no answer yet. */
    boolean waitsForPassword() {
        return waitsForPassword;
    }

    /** Returns why the last 401 was not answered by another try. */
    RtspCredentials.Outcome lastChallenge() {
        return lastChallenge;
    }

    /** Sends a request; its answer goes to {@code then}, after a challenge the answer behind that. */
    void send(Request request, Consumer<RtspMessage> then) {
        if (closed || !open) {
            return;
        }
        sequence++;
        if (waiting.size() == MOST_WAITING) {
            waiting.removeFirst(); // a camera that never answers keep-alives
        }
        waiting.addLast(new Waiting(sequence, request, then));
        write(request);
    }

    private void write(Request request) {
        String uri = oneWord(request.uri());
        HttpMessage message =
                new DefaultFullHttpRequest(RtspVersions.RTSP_1_0, HttpMethod.valueOf(request.method()), uri);
        header(message, "CSeq", String.valueOf(sequence));
        String authorization = credentials.header(request.method(), uri);
        if (authorization != null) {
            header(message, "Authorization", authorization);
        }
        request.headers().forEach((name, value) -> header(message, name, value));
        write(message);
    }

    /** A camera's description may name a track with blanks and the like, which would end the word. */
    private static String oneWord(String uri) {
        return BLANK_OR_CONTROL
                .matcher(uri)
                .replaceAll(found ->
                        String.format(Locale.ROOT, "%%%02X", (int) found.group().charAt(0)));
    }

    /** Nothing that a camera has named can begin another line; Netty writes a character as a byte. */
    private static void header(HttpMessage message, String name, String value) {
        byte[] utf8 = value.replaceAll("[\\x00-\\x1f\\x7f]", "").getBytes(StandardCharsets.UTF_8);
        message.headers().add(name, new String(utf8, StandardCharsets.ISO_8859_1));
    }

    private void write(HttpMessage message) {
        header(message, "User-Agent", "jvalkka");
        channel().writeAndFlush(message).addListener(this::written);
    }

    private void written(Future<? super Void> done) {
        if (!done.isSuccess()) {
            broke(done.cause());
        }
    }

    /** Sends a packet of ours between the requests. */
    void sendFrame(int channelNumber, ByteBuf packet) {
        if (closed || !open) {
            packet.release();
            return;
        }
        Channel channel = channel();
        ByteBuf frame = channel.alloc().buffer(4 + packet.readableBytes());
        frame.writeByte('$').writeByte(channelNumber).writeShort(packet.readableBytes());
        frame.writeBytes(packet);
        packet.release();
        channel.writeAndFlush(frame).addListener(this::written);
    }

    private void broke(Throwable cause) {
        if (!closed && open) {
            close(null);
            owner.onBroken(cause);
        }
    }

    /**
     * Closes it, and the owner hears nothing more.
     *
     * @param farewell a request to send before that, whose answer nobody waits for, or {@code null}
     */
    void close(@Nullable Request farewell) {
        if (closed) {
            return;
        }
        closed = true;
        waiting.clear();
        if (connecting == null) {
            return;
        }
        Channel channel = channel();
        if (farewell == null || !open) {
            closeChannel();
            return;
        }
        sequence++;
        write(farewell);
        // Closed at once, with packets unread, the connection would be reset, and the farewell lost.
        deinterleaver.stop();
        lingering = channel.eventLoop().schedule(this::closeChannel, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void closeChannel() {
        if (lingering != null) {
            lingering.cancel(false);
        }
        ChannelFuture future = connecting;
        if (future != null) {
            future.cancel(false);
            future.channel().close().addListener(done -> {
                // Closed or gone: nothing is left of it.
            });
        }
    }

    private void answer(RtspMessage answer) {
        Waiting match = match(answer);
        if (match == null || answer.status() < RtspMessage.OK) {
            return; // of a request that nobody waits for, or "100 Continue"
        }
        waitsForPassword = false;
        waiting.remove(match);
        if (answer.status() == RtspMessage.UNAUTHORIZED) {
            lastChallenge = credentials.challenged(answer.all("WWW-Authenticate"));
            if (lastChallenge == RtspCredentials.Outcome.RETRY) {
                waitsForPassword = true;
                send(match.request(), match.then());
                return;
            }
        } else {
            credentials.accepted();
        }
        match.then().accept(answer);
    }

    /** By its number; an answer whose number is missing or wrong belongs to the oldest request. */
    private @Nullable Waiting match(RtspMessage answer) {
        int number = SdpDocument.number(answer.header("CSeq"), 0, Integer.MAX_VALUE, -1);
        for (Waiting one : waiting) {
            if (one.sequence() == number) {
                return one;
            }
        }
        return waiting.peekFirst();
    }

    private void request(RtspMessage request) {
        boolean known = switch (request.method()) {
            case "OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "ANNOUNCE", "TEARDOWN", "REDIRECT" -> true;
            default -> false;
        };
        HttpMessage answer = new DefaultFullHttpResponse(
                RtspVersions.RTSP_1_0, known ? RtspResponseStatuses.OK : RtspResponseStatuses.NOT_IMPLEMENTED);
        header(answer, "CSeq", request.header("CSeq"));
        write(answer);
        owner.onRequest(request);
    }

    /** What the deinterleaver finds. */
    private final class FromCamera implements RtspDeinterleaver.Sink {
        @Override
        public void onFrame(int channel, ByteBuf packet) {
            if (!closed) {
                owner.onFrame(channel, packet);
            }
        }

        @Override
        public boolean isChannel(int channel) {
            return owner.isChannel(channel);
        }

        @Override
        public void onSkipped(int bytes) {
            owner.onSkipped(bytes);
        }
    }

    /** The end of the pipeline. */
    private final class Life extends SimpleChannelInboundHandler<FullHttpMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpMessage decoded) {
            if (closed) {
                return;
            }
            if (decoded.decoderResult().isFailure()) {
                broke(new IOException(
                        "it sends what no message is", decoded.decoderResult().cause()));
                return;
            }
            RtspMessage message = RtspMessage.of(decoded);
            if (message.isRequest()) {
                request(message);
            } else {
                answer(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            broke(new IOException("it closed the connection"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            broke(cause);
        }
    }
}
