package valkka.rtsp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.rtsp.RtspHeaderNames;
import io.netty.handler.codec.rtsp.RtspResponseStatuses;
import io.netty.handler.codec.rtsp.RtspVersions;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.RtspPlayAnswer.Beginning;

/**
 * What a server and one client say to each other: the answers to the client's requests (RFC 2326),
 * in their order, and the session that the client sets up. On the server's thread.
 */
final class RtspServerDialogue {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final String METHODS =
            "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN";
    private static final int MOST_WAITING = 50;

    private final RtspServer server;
    private final Channel channel;
    private final RtspServerLogin login;
    private @Nullable RtspServerMount described; // what the client was told of last; null before
    private @Nullable Long beginning; // of the recording that it was told of, Unix ms
    private @Nullable RtspServerSession session;
    /** Requests behind the one that the disk is read for: answers go out in order. */
    private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();

    private boolean busy;
    private boolean refused;

    RtspServerDialogue(RtspServer server, Channel channel, RtspServerLogin login) {
        this.server = server;
        this.channel = channel;
        this.login = login;
    }

    /** Returns the session, or null when the client has none. */
    @Nullable
    RtspServerSession session() {
        return session;
    }

    /**
     * Returns whether the client plays the source, or has got its description and is about to play.
     */
    boolean uses(RtspServerMount source) {
        return described == source || (session != null && session.source() == source);
    }

    void endSession(boolean farewell) {
        if (session != null) {
            session.close(farewell);
            session = null;
        }
    }

    /** Ends the session without a farewell, for the client has gone. */
    void close() {
        endSession(false);
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
    }

    /** Answers a request, now or after the requests before it. */
    void answer(FullHttpRequest request) {
        if (busy && waiting.size() < MOST_WAITING) {
            waiting.add(request.retain());
        } else if (busy) {
            refuse();
        } else {
            handle(request, false);
        }
    }

    /** @param hasWaited whether the request of an address that guesses passwords has had its delay */
    private void handle(FullHttpRequest request, boolean hasWaited) {
        if (refused) {
            return;
        }
        String sequence = request.headers().get(RtspHeaderNames.CSEQ, "").strip();
        if (request.decoderResult().isFailure() || !sequence.matches("\\d{1,10}")) {
            refuse();
            return;
        }
        FullHttpResponse response = response(RtspResponseStatuses.OK);
        response.headers().set(RtspHeaderNames.CSEQ, sequence);
        String method = request.method().name();
        boolean free = method.equals("OPTIONS");
        if (!free && !hasWaited && login.mustWait(request)) {
            makeWait(request, response);
            return;
        }
        if (!free && !login.admits(request)) {
            login.challenge(request, response);
        } else {
            switch (method) {
                case "OPTIONS" -> response.headers().set(RtspHeaderNames.PUBLIC, METHODS);
                case "DESCRIBE" -> {
                    describe(request, response);
                    return;
                }
                case "SETUP" -> response.setStatus(setup(request, response));
                default -> {
                    response.setStatus(inSession(method, request, response));
                    if (method.equals("PLAY") && response.status().equals(RtspResponseStatuses.OK)) {
                        play(request, response);
                        return;
                    }
                }
            }
        }
        send(response);
    }

    private void send(FullHttpResponse response) {
        response.headers().set(RtspHeaderNames.SERVER, "jvalkka");
        if (response.content().isReadable()) {
            response.headers()
                    .set(RtspHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        }
        RtspServerFailures.log(channel.writeAndFlush(response));
    }

    /** The answer that was waited for is out: now those to the requests behind it. */
    private void goOn() {
        busy = false;
        while (!busy && !waiting.isEmpty()) {
            FullHttpRequest next = waiting.remove();
            try {
                handle(next, false);
            } finally {
                next.release();
            }
        }
    }

    /** The answer to a right proof waits, too: else a quick answer would tell a right guess. */
    private void makeWait(FullHttpRequest request, FullHttpResponse response) {
        if (!login.mayWait()) {
            refused = true;
            server.counters().refused.increment();
            response.setStatus(RtspResponseStatuses.SERVICE_UNAVAILABLE);
            ChannelFuture written = channel.writeAndFlush(response);
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        busy = true;
        request.retain();
        var unused = channel.eventLoop()
                .schedule(
                        () -> {
                            login.waited();
                            try {
                                if (channel.isActive()) {
                                    busy = false;
                                    handle(request, true);
                                }
                            } finally {
                                request.release();
                            }
                            if (!busy) {
                                goOn();
                            }
                        },
                        server.guessDelay().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void describe(FullHttpRequest request, FullHttpResponse response) {
        RtspServerMount source = server.find(request.uri()).orElse(null);
        String address = request.uri();
        if (source == null) {
            response.setStatus(RtspResponseStatuses.NOT_FOUND);
            send(response);
        } else if (source instanceof RecordedStream) {
            busy = true;
            server.readers().execute(() -> {
                RtspServerDescription description = RtspServerDescription.of(source);
                try {
                    channel.eventLoop().execute(() -> {
                        described(source, address, description, response);
                        goOn();
                    });
                } catch (RejectedExecutionException e) {
                    LOG.log(Level.DEBUG, "RTSP server: closed while it described a recording");
                }
            });
        } else {
            described(source, address, RtspServerDescription.of(source), response);
        }
    }

    private void described(
            RtspServerMount source, String address, RtspServerDescription description, FullHttpResponse response) {
        if (description.sdp() == null) {
            response.setStatus(RtspResponseStatuses.INTERNAL_SERVER_ERROR);
            send(response);
            return;
        }
        described = source;
        if (description.beginning() != null) {
            beginning = description.beginning();
        }
        byte[] sdp = description.sdp().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse answer = response.replace(Unpooled.wrappedBuffer(sdp));
        answer.headers().set(RtspHeaderNames.CONTENT_TYPE, "application/sdp");
        InetSocketAddress local = (InetSocketAddress) channel.localAddress();
        answer.headers().set(RtspHeaderNames.CONTENT_BASE, RtspServerPath.base(address, local));
        send(answer);
    }

    /** Plays in the session that there is. The stream follows the answer on the same connection. */
    private void play(FullHttpRequest request, FullHttpResponse response) {
        RtspServerSession playing = session;
        Optional<RtspPlayRequest> asked = RtspPlayRequest.of(request.headers());
        if (playing == null || (asked.isEmpty() && playing.source() instanceof RecordedStream)) {
            response.setStatus(RtspResponseStatuses.INVALID_RANGE);
            send(response);
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
            send(response);
            if (plays) {
                playing.play();
            }
            goOn();
        });
    }

    private HttpResponseStatus setup(FullHttpRequest request, FullHttpResponse response) {
        if (session != null && session.isPlaying()) {
            return RtspResponseStatuses.METHOD_NOT_VALID;
        }
        RtspServerSession named = isNamed(request) ? session : null;
        RtspServerSetup setup = RtspServerSetup.of(
                server, channel, request.uri(), request.headers().get(RtspHeaderNames.TRANSPORT, ""), named, beginning);
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
    void refuse() {
        if (refused) {
            return;
        }
        refused = true;
        server.counters().refused.increment();
        endSession(false);
        ChannelFuture written = channel.writeAndFlush(response(RtspResponseStatuses.BAD_REQUEST));
        written.addListener(ChannelFutureListener.CLOSE);
    }

    private static FullHttpResponse response(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(RtspVersions.RTSP_1_0, status, Unpooled.EMPTY_BUFFER);
    }
}
