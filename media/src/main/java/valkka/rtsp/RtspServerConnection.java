package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, from its beginning to its end: what comes is for its dialogue. The
 * connection ends when nothing is heard of the client, and the session ends with the connection.
 */
final class RtspServerConnection extends SimpleChannelInboundHandler<FullHttpRequest>
        implements RtspServerGuests.Guest {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final int CHECKS_PER_TIMEOUT = 4;

    private final RtspServer server;
    private final RtspDeinterleaver deinterleaver = new RtspDeinterleaver(new NoPackets(), false);
    private final Channel channel;
    private final InetAddress from;
    private final RtspServerLogin login;
    private final RtspServerDialogue dialogue;
    private @Nullable Future<?> loginEnd;
    private @Nullable Future<?> nextCheck;
    private final Ticker ticker;
    private long lastSessionNanos;

    RtspServerConnection(RtspServer server, SocketChannel channel, SecureRandom random) {
        this.server = server;
        this.channel = channel;
        this.ticker = channel.eventLoop().ticker();
        this.lastSessionNanos = ticker.nanoTime();
        InetSocketAddress peer = channel.remoteAddress(); // null when it has gone already
        this.from = peer == null ? InetAddress.getLoopbackAddress() : peer.getAddress();
        this.login = new RtspServerLogin(server, from, random, ticker);
        this.dialogue = new RtspServerDialogue(server, channel, login);
    }

    @Override
    public InetAddress from() {
        return from;
    }

    @Override
    public int rank() {
        return dialogue.session() != null ? 2 : login.isKnown() ? 1 : 0;
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
        loginEnd = context.executor()
                .schedule(() -> endStranger(context), server.loginTime().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void endStranger(ChannelHandlerContext context) {
        if (!login.isKnown() && context.channel().isActive()) {
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
        if (loginEnd != null) {
            loginEnd.cancel(false);
        }
        server.guests().left(this);
        dialogue.close();
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
            dialogue.refuse();
        } else {
            RtspServerFailures.log(context.close());
        }
    }

    /**
     * Ends the session, with a farewell to the client when there is one. Called on the server's
     * thread.
     */
    void end(ChannelHandlerContext context) {
        dialogue.endSession(true);
        RtspServerFailures.log(context.close());
    }

    /** Lets the RTP timestamps of the session begin anew. */
    void restartTimestamps() {
        RtspServerSession session = dialogue.session();
        if (session != null) {
            session.restartTimestamps();
        }
    }

    /**
     * Returns whether this connection plays the source, or has got its description and is about to
     * play.
     */
    boolean uses(RtspServerMount source) {
        return dialogue.uses(source);
    }

    private void checkLater(ChannelHandlerContext context) {
        long wait = server.sessionTimeout().toNanos() / CHECKS_PER_TIMEOUT;
        nextCheck = context.executor().schedule(() -> check(context), wait, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            return;
        }
        RtspServerSession session = dialogue.session();
        if (session != null && session.isPlaying() && session.lastHeardNanos() - lastSessionNanos > 0) {
            lastSessionNanos = session.lastHeardNanos();
        }
        long now = ticker.nanoTime();
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

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        dialogue.answer(request);
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
