package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Packets as datagrams, from two sockets with neighbouring ports of which the first is even (RFC
 * 3550, section 11). Incoming packets, mostly receiver reports, show that the client lives.
 *
 * <p>A picture goes out in bursts with a pause between them: a large key frame at once would be
 * more than a client's receive buffer holds by default (about 90 packets on Linux), and be lost in
 * part.
 */
final class RtpUdpSink implements RtpSink {
    private static final int TRIES = 100;
    private static final int LAST_PORT = 65535;
    private static final int SEND_BUFFER_BYTES = 1 << 20;
    private static final int BURST_PACKETS = 32;
    private static final long BURST_EVERY_MS = 1;
    private static final long MOST_WAITING_BYTES = 2 << 20;

    private final Channel rtp;
    private final Channel rtcp;
    private final InetSocketAddress rtpClient;
    private final InetSocketAddress rtcpClient;
    private final String header;
    private final BooleanSupplier losesNext;
    private final Ticker ticker;
    private long lastHeardNanos;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private long waitingBytes;
    /** Set while a burst is to come. */
    private @Nullable Future<?> nextBurst;

    private @Nullable ByteBuf packet;
    private boolean packetIsRtcp;

    /**
     * Sockets for one client.
     *
     * @param losesNext says of each RTP packet whether it is not to be sent
     * @throws ValkkaException {@code IO} when no two neighbouring ports are free
     */
    RtpUdpSink(Channel connection, RtspServerTransport transport, int ssrc, BooleanSupplier losesNext) {
        this.losesNext = losesNext;
        this.ticker = connection.eventLoop().ticker();
        this.lastHeardNanos = ticker.nanoTime();
        InetAddress here = ((InetSocketAddress) connection.localAddress()).getAddress();
        InetAddress there = ((InetSocketAddress) connection.remoteAddress()).getAddress();
        rtpClient = new InetSocketAddress(there, transport.rtp());
        rtcpClient = new InetSocketAddress(there, transport.rtcp());
        DatagramChannel[] pair = bindPair(here);
        rtp = register(pair[0], connection);
        rtcp = register(pair[1], connection);
        int port = pair[0].socket().getLocalPort();
        header = String.format(
                Locale.ROOT,
                "RTP/AVP;unicast;client_port=%d-%d;server_port=%d-%d;ssrc=%08X",
                transport.rtp(),
                transport.rtcp(),
                port,
                port + 1,
                ssrc);
    }

    private static DatagramChannel[] bindPair(InetAddress here) {
        IOException last = null;
        for (int i = 0; i < TRIES; i++) {
            DatagramChannel even = null;
            try {
                even = open(here, 0);
                int port = even.socket().getLocalPort();
                if (port % 2 == 0 && port < LAST_PORT) {
                    return new DatagramChannel[] {even, open(here, port + 1)};
                }
                even.close();
            } catch (IOException e) {
                last = e;
                closeQuietly(even);
            }
        }
        throw new ValkkaException(
                Kind.IO,
                "no two neighbouring UDP ports are free on " + here.getHostAddress() + " after " + TRIES
                        + " tries: play over TCP instead",
                last);
    }

    private static DatagramChannel open(InetAddress here, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.bind(new InetSocketAddress(here, port));
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** For sockets that never carried anything: there is nothing to lose. */
    private static void closeQuietly(@Nullable DatagramChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                RtspServerFailures.log(e);
            }
        }
    }

    private Channel register(DatagramChannel socket, Channel connection) {
        NioDatagramChannel channel = new NioDatagramChannel(socket);
        channel.config().setOption(ChannelOption.ALLOCATOR, connection.alloc());
        channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
        channel.pipeline().addLast(new Listener());
        RtspServerFailures.log(connection.eventLoop().register(channel));
        return channel;
    }

    @Override
    public ByteBuf begin(boolean rtcpPacket, int length) {
        ByteBuf begun = rtp.alloc().buffer(length, length);
        packet = begun;
        packetIsRtcp = rtcpPacket;
        return begun;
    }

    @Override
    public void send() {
        ByteBuf full = packet;
        packet = null;
        if (full == null) {
            return; // none was begun
        }
        if (packetIsRtcp) {
            RtspServerFailures.log(rtcp.write(new DatagramPacket(full, rtcpClient)));
        } else if (losesNext.getAsBoolean()) {
            full.release();
        } else {
            waitingBytes += full.readableBytes();
            waiting.add(full);
        }
    }

    @Override
    public void flush() {
        rtcp.flush();
        if (nextBurst == null) {
            burst();
        }
    }

    /** Sends some of what waits, and comes back for the rest. */
    private void burst() {
        nextBurst = null;
        for (int i = 0; i < BURST_PACKETS && !waiting.isEmpty(); i++) {
            ByteBuf next = waiting.remove();
            waitingBytes -= next.readableBytes();
            RtspServerFailures.log(rtp.write(new DatagramPacket(next, rtpClient)));
        }
        rtp.flush();
        if (!waiting.isEmpty()) {
            nextBurst = rtp.eventLoop().schedule(this::burst, BURST_EVERY_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean isWritable() {
        return waitingBytes < MOST_WAITING_BYTES && rtp.isWritable();
    }

    @Override
    public long lastHeardNanos() {
        return lastHeardNanos;
    }

    @Override
    public String transportHeader() {
        return header;
    }

    @Override
    public void close() {
        if (packet != null) {
            packet.release();
            packet = null;
        }
        if (nextBurst != null) {
            nextBurst.cancel(false);
            nextBurst = null;
        }
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        waitingBytes = 0;
        RtspServerFailures.log(rtp.close());
        RtspServerFailures.log(rtcp.close());
    }

    private final class Listener extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            if (datagram.sender().equals(rtpClient) || datagram.sender().equals(rtcpClient)) {
                lastHeardNanos = ticker.nanoTime();
            }
        }

        /** A socket that fails is known by its client's silence. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            RtspServerFailures.log(cause);
        }
    }
}
