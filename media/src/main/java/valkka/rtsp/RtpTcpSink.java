package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.Ticker;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Packets between the answers of the RTSP connection itself (RFC 2326, section 10.12): each has 4
 * bytes in front of it, a dollar sign, the number of the channel, and the length.
 */
final class RtpTcpSink implements RtpSink {
    private static final int FIRST_CAPACITY = 4096;

    private final Channel connection;
    private final int rtpChannel;
    private final int rtcpChannel;
    private final String ssrc;
    private final Ticker ticker;
    private long lastHeardNanos;
    private @Nullable ByteBuf batch;

    RtpTcpSink(Channel connection, RtspServerTransport transport, int ssrc) {
        this.connection = connection;
        this.rtpChannel = transport.rtp();
        this.rtcpChannel = transport.rtcp();
        this.ssrc = String.format(Locale.ROOT, "%08X", ssrc);
        this.ticker = connection.eventLoop().ticker();
        this.lastHeardNanos = ticker.nanoTime();
    }

    @Override
    public ByteBuf begin(boolean rtcp, int length) {
        ByteBuf open = batch == null ? connection.alloc().buffer(FIRST_CAPACITY) : batch;
        batch = open;
        return open.writeByte('$').writeByte(rtcp ? rtcpChannel : rtpChannel).writeShort(length);
    }

    @Override
    public void send() {
        // It stands in the batch already.
    }

    @Override
    public void flush() {
        if (batch != null) {
            ByteBuf full = batch;
            batch = null;
            connection.writeAndFlush(full).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    @Override
    public boolean isWritable() {
        return connection.isWritable();
    }

    /** A client that takes its packets lives: TCP would tell of a dead client. */
    @Override
    public long lastHeardNanos() {
        if (connection.isWritable()) {
            lastHeardNanos = ticker.nanoTime();
        }
        return lastHeardNanos;
    }

    @Override
    public String transportHeader() {
        return "RTP/AVP/TCP;unicast;interleaved=" + rtpChannel + "-" + rtcpChannel + ";ssrc=" + ssrc;
    }

    @Override
    public void close() {
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }
}
