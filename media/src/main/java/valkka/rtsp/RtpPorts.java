package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two UDP ports of a track: an even one for RTP, and its neighbour for RTCP. Used on the event
 * loop alone.
 */
final class RtpPorts {
    /** Takes a datagram, which may be read during the call alone. */
    @FunctionalInterface
    interface Receiver {
        void onDatagram(boolean rtcp, ByteBuf packet, InetSocketAddress sender);
    }

    private static final int MOST_ATTEMPTS = 30;

    private final RtspNetwork network;
    private final int receiveBufferBytes;
    private final Receiver receiver;
    private final List<ChannelFuture> sockets = new ArrayList<>(); // all that were opened
    private @Nullable Channel rtp; // null until both are open
    private @Nullable Channel rtcp; // null where its port is taken
    private boolean closed;

    RtpPorts(RtspNetwork network, int receiveBufferBytes, Receiver receiver) {
        this.network = network;
        this.receiveBufferBytes = receiveBufferBytes;
        this.receiver = receiver;
    }

    /** Opens two neighbours that are free. {@code then} hears of the failure, or of null. */
    void open(InetAddress local, Consumer<@Nullable Throwable> then) {
        attempt(local, 1, then);
    }

    private void attempt(InetAddress local, int number, Consumer<@Nullable Throwable> then) {
        Handler first = new Handler();
        bind(new InetSocketAddress(local, 0), false, first, (one, failure) -> {
            if (one == null) {
                then.accept(failure);
                return;
            }
            int port = portOf(one);
            Handler second = new Handler();
            boolean even = port % 2 == 0;
            first.isRtcp = !even;
            second.isRtcp = even;
            bind(new InetSocketAddress(local, even ? port + 1 : port - 1), false, second, (other, taken) -> {
                if (other != null) {
                    rtp = even ? one : other;
                    rtcp = even ? other : one;
                    then.accept(null);
                } else {
                    closeQuietly(one);
                    if (number < MOST_ATTEMPTS) {
                        attempt(local, number + 1, then);
                    } else {
                        then.accept(taken);
                    }
                }
            });
        });
    }

    /**
     * Opens two given ports.
     *
     * @param local the wildcard address, or one of this machine
     * @param then hears of the failure, or of null; a port for RTCP that is taken is none
     */
    void open(InetAddress local, int rtpPort, int rtcpPort, Consumer<@Nullable Throwable> then) {
        openGiven(local, rtpPort, rtcpPort, false, then);
    }

    private void openGiven(
            InetAddress local, int rtpPort, int rtcpPort, boolean shared, Consumer<@Nullable Throwable> then) {
        bind(new InetSocketAddress(local, rtpPort), shared, new Handler(), (one, failure) -> {
            if (one == null) {
                then.accept(failure);
                return;
            }
            Handler second = new Handler();
            second.isRtcp = true;
            bind(new InetSocketAddress(local, rtcpPort), shared, second, (other, taken) -> {
                rtp = one;
                rtcp = other;
                then.accept(null);
            });
        });
    }

    /**
     * Joins a multicast group.
     *
     * @param group where the packets go
     * @param source the one sender that is asked for, or {@code null} for any
     * @param local this machine's address on the network of the camera, or {@code null} where
     *     nobody knows
     */
    void join(
            InetAddress group,
            int rtpPort,
            int rtcpPort,
            @Nullable InetAddress source,
            @Nullable InetAddress local,
            Consumer<@Nullable Throwable> then) {
        // Bound to the group itself, as Linux allows it, a socket hears of no other group.
        openGiven(group, rtpPort, rtcpPort, true, failure -> {
            if (failure == null) {
                joinBoth(group, source, local, then);
                return;
            }
            InetAddress any = new InetSocketAddress(0).getAddress();
            openGiven(any, rtpPort, rtcpPort, true, second -> {
                if (second == null) {
                    joinBoth(group, source, local, then);
                } else {
                    then.accept(second);
                }
            });
        });
    }

    private void joinBoth(
            InetAddress group,
            @Nullable InetAddress source,
            @Nullable InetAddress local,
            Consumer<@Nullable Throwable> then) {
        DatagramChannel data = (DatagramChannel) rtp;
        DatagramChannel reports = (DatagramChannel) rtcp;
        if (data == null) {
            then.accept(new IOException("the socket is closed"));
            return;
        }
        Throwable failure = new IOException("no network interface of this machine can receive multicast");
        boolean joined = false;
        for (NetworkInterface each : interfaces(local)) {
            ChannelFuture future = data.joinGroup(group, each, source);
            if (future.isSuccess()) {
                joined = true;
                if (reports != null) {
                    reports.joinGroup(group, each, source).addListener(done -> {
                        // Without its reports a stream plays, too.
                    });
                }
            } else if (future.cause() != null) {
                failure = future.cause();
            }
        }
        then.accept(joined ? null : failure);
    }

    /**
     * The one that leads to the camera; where that takes no multicast (the loopback) or nobody
     * knows it, all that do.
     */
    private static List<NetworkInterface> interfaces(@Nullable InetAddress local) {
        try {
            NetworkInterface own = local == null ? null : NetworkInterface.getByInetAddress(local);
            if (own != null && own.supportsMulticast()) {
                return List.of(own);
            }
            List<NetworkInterface> able = new ArrayList<>();
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp() && each.supportsMulticast()) {
                    able.add(each);
                }
            }
            return able;
        } catch (SocketException e) {
            return List.of();
        }
    }

    @FunctionalInterface
    private interface Bound {
        void accept(@Nullable Channel socket, @Nullable Throwable failure);
    }

    private void bind(InetSocketAddress place, boolean shared, Handler handler, Bound then) {
        if (closed) {
            return;
        }
        ChannelFuture future = network.bind(place, receiveBufferBytes, shared, handler);
        sockets.add(future);
        future.addListener(done -> {
            if (closed) {
                closeQuietly(future.channel());
            } else if (done.isSuccess()) {
                then.accept(future.channel(), null);
            } else {
                sockets.remove(future);
                then.accept(null, done.cause());
            }
        });
    }

    /** Returns the port of RTP; RTCP has the next one. */
    int rtpPort() {
        Channel data = rtp;
        return data == null ? 0 : portOf(data);
    }

    private static int portOf(Channel socket) {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    /** Returns whether the port for RTCP is open, too. */
    boolean hasRtcp() {
        return rtcp != null;
    }

    /** Sends a datagram; releases the packet. */
    void send(boolean fromRtcpPort, ByteBuf packet, InetSocketAddress target) {
        Channel from = fromRtcpPort ? rtcp : rtp;
        if (from == null || closed) {
            packet.release();
            return;
        }
        from.writeAndFlush(new DatagramPacket(packet, target)).addListener(done -> {
            // A datagram may get lost here as anywhere.
        });
    }

    void close() {
        closed = true;
        sockets.forEach(socket -> closeQuietly(socket.channel()));
    }

    private static void closeQuietly(Channel socket) {
        socket.close().addListener(done -> {
            // Closed or gone: nothing is left of it.
        });
    }

    private final class Handler extends SimpleChannelInboundHandler<DatagramPacket> {
        private boolean isRtcp;

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            if (!closed) {
                receiver.onDatagram(isRtcp, datagram.content(), datagram.sender());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // An unreachable port at the camera's end, which the next datagram may find open.
        }
    }
}
