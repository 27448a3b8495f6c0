package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.rtsp.RtspHeaderNames;
import io.netty.handler.codec.rtsp.RtspResponseStatuses;
import io.netty.handler.codec.rtsp.RtspVersions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.rtsp.RtspPlayAnswer.Beginning;

/**
 * One client's connection: answers its requests (RFC 2326) and owns its session, which ends with
 * the connection.
 */
final class RtspServerConnection extends SimpleChannelInboundHandler<FullHttpRequest>
        implements RtspServerGuests.Guest {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final String METHODS =
            "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN";
    private static final int MOST_WAITING = 50;
    private static final int CHECKS_PER_TIMEOUT = 4;

    private final RtspServer server;
    private final RtspDeinterleaver deinterleaver = new RtspDeinterleaver(new NoPackets(), false);
    private final Channel channel;
    private final InetAddress from;
    private final SecureRandom random;
    private String nonce;
    private long nonceSince = System.nanoTime();
    /** Somebody who may come: the client has proved it, or nobody has to. */
    private boolean known;

    private @Nullable Future<?> login;
    private @Nullable RtspServerMount described; // what the client was told of last; null before
    private @Nullable Long beginning; // of the recording that it was told of, Unix ms
    private @Nullable RtspServerSession session;
    /** Requests behind the one that the disk is read for: answers go out in order. */
    private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();

    private boolean busy;
    private @Nullable Future<?> nextCheck;
    private boolean refused;
    private long lastSessionNanos = System.nanoTime();

    RtspServerConnection(RtspServer server, SocketChannel channel, SecureRandom random) {
        this.server = server;
        this.channel = channel;
        InetSocketAddress peer = channel.remoteAddress(); // null when it has gone already
        this.from = peer == null ? InetAddress.getLoopbackAddress() : peer.getAddress();
        this.random = random;
        this.nonce = newNonce();
    }

    private String newNonce() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public InetAddress from() {
        return from;
    }

    @Override
    public int rank() {
        return session != null ? 2 : known ? 1 : 0;
    }

    @Override
    public long lastHeardNanos() {
        return deinterleaver.lastHeardNanos();
    }

    @Override
    public void turnAway() {
        server.counters().refused.increment();
        RtspServerFailures.log(channel.close());
    }

    /** Adds it to a client's pipeline, with all that stands in front of it. */
    void addTo(ChannelPipeline pipeline) {
        deinterleaver.addTo(pipeline);
        pipeline.addLast(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        server.counters().connections.incrementAndGet();
        checkLater(context);
        login = context.executor()
                .schedule(() -> endStranger(context), server.loginTime().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void endStranger(ChannelHandlerContext context) {
        if (!known && context.channel().isActive()) {
            server.counters().timedOut.increment();
            end(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (nextCheck != null) { // else it was closed before it was open: the server itself is being closed
            server.counters().connections.decrementAndGet();
            nextCheck.cancel(false);
        }
        if (login != null) {
            login.cancel(false);
        }
        server.guests().left(this);
        endSession(false);
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
    }

    /** A client that does not read answers is not asked for more requests. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException
                || cause instanceof DecoderException
                || cause instanceof PrematureChannelClosureException) { // what came is wrong, or breaks off
            LOG.log(Level.DEBUG, () -> "RTSP server: a connection is closed: " + cause);
        } else {
            LOG.log(
                    Level.WARNING,
                    "RTSP server: a connection is closed by an error of the server or of a source",
                    cause);
        }
        if (cause instanceof DecoderException && context.channel().isActive()) {
            refuse(context);
        } else {
            RtspServerFailures.log(context.close());
        }
    }

    /**
     * Ends the session, with a farewell to the client when there is one. Called on the server's
     * thread.
     */
    void end(ChannelHandlerContext context) {
        endSession(true);
        RtspServerFailures.log(context.close());
    }

    /** Lets the RTP timestamps of the session begin anew. */
    void restartTimestamps() {
        if (session != null) {
            session.restartTimestamps();
        }
    }

    /**
     * Returns whether this connection plays the source, or has got its description and is about to
     * play.
     */
    boolean uses(RtspServerMount source) {
        return described == source || (session != null && session.source() == source);
    }

    private void checkLater(ChannelHandlerContext context) {
        long wait = server.sessionTimeout().toNanos() / CHECKS_PER_TIMEOUT;
        nextCheck = context.executor().schedule(() -> check(context), wait, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            return;
        }
        if (session != null && session.isPlaying() && session.lastHeardNanos() - lastSessionNanos > 0) {
            lastSessionNanos = session.lastHeardNanos();
        }
        long now = System.nanoTime();
        long silence = now - deinterleaver.lastHeardNanos();
        if (session != null && session.isPlaying()) {
            silence = Math.min(silence, now - lastSessionNanos);
        }
        if (silence > server.sessionTimeout().toNanos()) {
            server.counters().timedOut.increment();
            end(context);
        } else {
            checkLater(context);
        }
    }

    private void endSession(boolean farewell) {
        if (session != null) {
            session.close(farewell);
            session = null;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (busy && waiting.size() < MOST_WAITING) {
            waiting.add(request.retain());
        } else if (busy) {
            refuse(context);
        } else {
            handle(context, request, false);
        }
    }

    /** @param hasWaited whether the request of an address that guesses passwords has had its delay */
    private void handle(ChannelHandlerContext context, FullHttpRequest request, boolean hasWaited) {
        if (refused) {
            return;
        }
        String sequence = request.headers().get(RtspHeaderNames.CSEQ, "").strip();
        if (request.decoderResult().isFailure() || !sequence.matches("\\d{1,10}")) {
            refuse(context);
            return;
        }
        FullHttpResponse response = response(RtspResponseStatuses.OK);
        response.headers().set(RtspHeaderNames.CSEQ, sequence);
        String method = request.method().name();
        if (!method.equals("OPTIONS") && !hasWaited && mustWait(request)) {
            makeWait(context, request, response);
            return;
        }
        if (!method.equals("OPTIONS") && !isAllowed(request)) {
            challenge(request, response);
        } else {
            known |= !method.equals("OPTIONS");
            switch (method) {
                case "OPTIONS" -> response.headers().set(RtspHeaderNames.PUBLIC, METHODS);
                case "DESCRIBE" -> {
                    describe(context, request, response);
                    return;
                }
                case "SETUP" -> response.setStatus(setup(context, request, response));
                default -> {
                    response.setStatus(inSession(method, request, response));
                    if (method.equals("PLAY") && response.status().equals(RtspResponseStatuses.OK)) {
                        play(context, request, response);
                        return;
                    }
                }
            }
        }
        send(context, response);
    }

    private static void send(ChannelHandlerContext context, FullHttpResponse response) {
        response.headers().set(RtspHeaderNames.SERVER, "jvalkka");
        if (response.content().isReadable()) {
            response.headers()
                    .set(RtspHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        }
        RtspServerFailures.log(context.writeAndFlush(response));
    }

    /** The answer that was waited for is out: now those to the requests behind it. */
    private void goOn(ChannelHandlerContext context) {
        busy = false;
        while (!busy && !waiting.isEmpty()) {
            FullHttpRequest next = waiting.remove();
            try {
                handle(context, next, false);
            } finally {
                next.release();
            }
        }
    }

    private boolean isAllowed(FullHttpRequest request) {
        String authorization = request.headers().get(RtspHeaderNames.AUTHORIZATION);
        boolean valid = System.nanoTime() - nonceSince <= server.nonceLife().toNanos();
        return (valid || !server.access().wantsProof())
                && server.access().allows(request.method().name(), authorization, nonce);
    }

    private void challenge(FullHttpRequest request, FullHttpResponse response) {
        String authorization = request.headers().get(RtspHeaderNames.AUTHORIZATION);
        boolean stale = server.access().isStale(request.method().name(), authorization);
        if (authorization != null && !stale) {
            server.guests().guessed(from);
        }
        if (System.nanoTime() - nonceSince > server.nonceLife().toNanos()) {
            nonce = newNonce();
            nonceSince = System.nanoTime();
        }
        server.counters().unauthorized.increment();
        response.setStatus(RtspResponseStatuses.UNAUTHORIZED);
        RtspServerAccess access = server.access();
        response.headers()
                .set(RtspHeaderNames.WWW_AUTHENTICATE, stale ? access.staleChallenge(nonce) : access.challenge(nonce));
    }

    /** Whether a proof is the next guess of an address that guesses; a known client never waits. */
    private boolean mustWait(FullHttpRequest request) {
        return !known
                && server.access().wantsProof()
                && request.headers().contains(RtspHeaderNames.AUTHORIZATION)
                && server.guests().isGuessing(from);
    }

    /** The answer to a right proof waits, too: else a quick answer would tell a right guess. */
    private void makeWait(ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        if (!server.guests().mayWait(from)) {
            refused = true;
            server.counters().refused.increment();
            response.setStatus(RtspResponseStatuses.SERVICE_UNAVAILABLE);
            ChannelFuture written = context.writeAndFlush(response);
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        busy = true;
        request.retain();
        var unused = context.executor()
                .schedule(
                        () -> {
                            server.guests().waited(from);
                            try {
                                if (context.channel().isActive()) {
                                    busy = false;
                                    handle(context, request, true);
                                }
                            } finally {
                                request.release();
                            }
                            if (!busy) {
                                goOn(context);
                            }
                        },
                        server.guessDelay().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void describe(ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        RtspServerMount source = server.find(request.uri()).orElse(null);
        if (source == null) {
            response.setStatus(RtspResponseStatuses.NOT_FOUND);
            send(context, response);
        } else if (source instanceof RecordedStream recorded) {
            busy = true;
            describe(context, request.uri(), recorded, response);
        } else {
            described = source;
            String sdp = source.description().toSdp();
            send(context, described(context, request.uri(), sdp, response));
        }
    }

    /** The range of a recording stands on the disk. */
    private void describe(
            ChannelHandlerContext context, String address, RecordedStream recorded, FullHttpResponse response) {
        server.readers().execute(() -> {
            Optional<TimeRange> range = rangeOf(recorded);
            try {
                context.executor().execute(() -> describe(context, address, recorded, range, response));
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "RTSP server: closed while it described a recording");
            }
        });
    }

    private void describe(
            ChannelHandlerContext context,
            String address,
            RecordedStream recorded,
            Optional<TimeRange> range,
            FullHttpResponse response) {
        if (range.isEmpty()) {
            response.setStatus(RtspResponseStatuses.INTERNAL_SERVER_ERROR);
            send(context, response);
        } else {
            described = recorded;
            beginning = range.get().from();
            String sdp = recorded.description().toSdp(ranges(range.get()));
            send(context, described(context, address, sdp, response));
        }
        goOn(context);
    }

    private static Optional<TimeRange> rangeOf(RecordedStream recorded) {
        try {
            return Optional.of(recorded.range());
        } catch (ValkkaException e) {
            LOG.log(Level.WARNING, () -> "RTSP server: " + recorded + " cannot be described: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> ranges(TimeRange range) {
        return List.of(
                RtspRange.text(RtspRange.Unit.NPT, 0, range.to() - range.from()),
                RtspRange.text(RtspRange.Unit.CLOCK, range.from(), range.to()));
    }

    private static FullHttpResponse described(
            ChannelHandlerContext context, String address, String sdp, FullHttpResponse response) {
        FullHttpResponse described = response.replace(Unpooled.wrappedBuffer(sdp.getBytes(StandardCharsets.UTF_8)));
        described.headers().set(RtspHeaderNames.CONTENT_TYPE, "application/sdp");
        described.headers().set(RtspHeaderNames.CONTENT_BASE, RtspServerPath.base(address, local(context)));
        return described;
    }

    /** Plays in the session that there is. The stream follows the answer on the same connection. */
    private void play(ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        RtspServerSession playing = session;
        Optional<RtspPlayRequest> asked = RtspPlayRequest.of(request.headers());
        if (playing == null || (asked.isEmpty() && playing.source() instanceof RecordedStream)) {
            response.setStatus(RtspResponseStatuses.INVALID_RANGE);
            send(context, response);
            return;
        }
        boolean scaled = request.headers().contains(RtspHeaderNames.SCALE);
        boolean sped = request.headers().contains(RtspHeaderNames.SPEED);
        busy = true;
        playing.prepare(asked.orElse(RtspPlayRequest.USUAL), answer -> {
            response.setStatus(answer.status());
            boolean plays = answer.status().equals(RtspResponseStatuses.OK);
            if (plays) {
                response.headers().set(RtspHeaderNames.RANGE, answer.range());
                if (answer.beginning() != Beginning.NOT_AT_ALL) {
                    response.headers().set(RtspHeaderNames.RTP_INFO, playing.rtpInfo());
                }
                if (scaled || answer.scale() != 1) {
                    response.headers().set(RtspHeaderNames.SCALE, RtspPlayRequest.text(answer.scale()));
                }
                if (sped) {
                    response.headers().set(RtspHeaderNames.SPEED, RtspPlayRequest.text(answer.speed()));
                }
            }
            send(context, response);
            if (plays) {
                playing.play();
            }
            goOn(context);
        });
    }

    private HttpResponseStatus setup(
            ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        if (session != null && session.isPlaying()) {
            return RtspResponseStatuses.METHOD_NOT_VALID;
        }
        RtspServerSession named = isNamed(request) ? session : null;
        RtspServerSetup setup = RtspServerSetup.of(
                server,
                context.channel(),
                request.uri(),
                request.headers().get(RtspHeaderNames.TRANSPORT, ""),
                named,
                beginning);
        RtspServerSession made = setup.session();
        if (made != null) {
            if (made != session) {
                endSession(false);
                session = made;
            }
            int track = RtspServerPath.track(request.uri());
            response.headers().set(RtspHeaderNames.TRANSPORT, made.transportHeader(track));
            long seconds = Math.max(1, server.sessionTimeout().toSeconds());
            response.headers().set(RtspHeaderNames.SESSION, made.id() + ";timeout=" + seconds);
        }
        return setup.status();
    }

    /** Returns whether the request names the session that there is. */
    private boolean isNamed(FullHttpRequest request) {
        String named = request.headers().get(RtspHeaderNames.SESSION, "");
        return session != null && named.split(";", 2)[0].strip().equals(session.id());
    }

    /** The methods that need a session, or may name one. */
    private HttpResponseStatus inSession(String method, FullHttpRequest request, FullHttpResponse response) {
        if (request.headers().contains(RtspHeaderNames.SESSION) && !isNamed(request)) {
            return RtspResponseStatuses.SESSION_NOT_FOUND;
        }
        if (session != null) {
            response.headers().set(RtspHeaderNames.SESSION, session.id());
        }
        switch (method) {
            case "GET_PARAMETER", "SET_PARAMETER" -> {
                return RtspResponseStatuses.OK;
            }
            case "PLAY", "PAUSE", "TEARDOWN" -> {
                return session == null ? RtspResponseStatuses.METHOD_NOT_VALID : control(session, method);
            }
            default -> {
                return RtspResponseStatuses.NOT_IMPLEMENTED;
            }
        }
    }

    private HttpResponseStatus control(RtspServerSession present, String method) {
        switch (method) {
            case "PAUSE" -> present.pause();
            case "TEARDOWN" -> endSession(false);
            default -> {
                // PLAY follows, with an answer of its own
            }
        }
        return RtspResponseStatuses.OK;
    }

    /**
     * Answers what cannot be understood and closes: nobody knows where the next request would
     * begin.
     */
    private void refuse(ChannelHandlerContext context) {
        if (refused) {
            return;
        }
        refused = true;
        server.counters().refused.increment();
        endSession(false);
        ChannelFuture written = context.writeAndFlush(response(RtspResponseStatuses.BAD_REQUEST));
        written.addListener(ChannelFutureListener.CLOSE);
    }

    private static FullHttpResponse response(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(RtspVersions.RTSP_1_0, status, Unpooled.EMPTY_BUFFER);
    }

    private static InetSocketAddress local(ChannelHandlerContext context) {
        return (InetSocketAddress) context.channel().localAddress();
    }

    /** The receiver reports that clients send between their requests: nobody needs them. */
    private static final class NoPackets implements RtspDeinterleaver.Sink {
        @Override
        public void onFrame(int channel, ByteBuf packet) {
            // Nobody needs it.
        }

        @Override
        public boolean isChannel(int channel) {
            return true;
        }

        @Override
        public void onSkipped(int bytes) {
            // It ends the connection.
        }
    }
}
