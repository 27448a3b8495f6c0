package valkka.rtsp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The network of all sessions: one event loop, which is one thread, and what opens sockets on it.
 * A session never blocks the loop. Reading a file, which blocks, has an executor of its own.
 */
public class RtspNetwork implements AutoCloseable {
    /** Of a UDP socket, as far as the system allows it: some key frames of a large picture. */
    public static final int USUAL_RECEIVE_BUFFER = 512 << 10;

    private static final int LARGEST_DATAGRAM = 1 << 16;
    private static final int DATAGRAMS_PER_ROUND = 16;
    private static final int TCP_BYTES_PER_READ = 64 << 10;
    private static final long CLOSE_PATIENCE_SECONDS = 2;

    private static final int PAGE_BYTES = 8 << 10;
    private static final int CHUNK_ORDER = 6; // 512 KiB
    private static final int SMALL_CACHED = 256;
    private static final int LARGE_CACHED = 64;

    static {
        // As RtspServer says: Netty's log goes where ours does.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private final EventLoopGroup group;
    private final EventLoop loop; // the only one of the group
    private final Executor blocking;
    private final ChannelGroup channels;
    private final GatheringStrategy gathering;
    private final SecureRandom random = new SecureRandom();
    /** One thread needs one arena; Netty's own allocator has several for each core. */
    private final PooledByteBufAllocator allocator =
            new PooledByteBufAllocator(true, 0, 1, PAGE_BYTES, CHUNK_ORDER, SMALL_CACHED, LARGE_CACHED, false);

    /**
     * Starts the loop's thread at its first task.
     *
     * @param threadName of the loop's thread, which keeps no process alive
     * @param blocking runs what blocks, in another thread than the loop's; it may throw a
     *     {@link valkka.frame.ValkkaException} where the system has no thread left
     */
    public RtspNetwork(String threadName, Executor blocking) {
        this(new GatheringStrategy(), threadName, blocking);
    }

    private RtspNetwork(GatheringStrategy gathering, String threadName, Executor blocking) {
        this(
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory(threadName, true),
                        NioIoHandler.newFactory(SelectorProvider.provider(), () -> gathering)),
                gathering,
                blocking);
    }

    /**
     * Makes a network on a loop that exists, for a simulation: it overrides {@link #connect} and
     * {@link #bind}, and no socket is opened.
     *
     * @param group the loop, alone
     */
    protected RtspNetwork(EventLoopGroup group, Executor blocking) {
        this(group, new GatheringStrategy(), blocking);
    }

    private RtspNetwork(EventLoopGroup group, GatheringStrategy gathering, Executor blocking) {
        this.gathering = gathering;
        this.group = group;
        this.loop = group.next();
        this.channels = new DefaultChannelGroup(loop, true);
        this.blocking = blocking;
    }

    /** Returns the loop on which everything happens; its {@code ticker()} is the sessions' clock. */
    public EventLoop loop() {
        return loop;
    }

    Executor blocking() {
        return blocking;
    }

    SecureRandom random() {
        return random;
    }

    /** Opens a TCP connection; the handler is in its pipeline from the beginning. */
    protected ChannelFuture connect(InetSocketAddress place, Duration patience, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(TCP_BYTES_PER_READ))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, patience.toMillis()))
                .handler(owned(handler))
                .connect(place);
    }

    /**
     * Opens a UDP socket.
     *
     * @param shared other sockets of this machine may listen to the same multicast group
     */
    protected ChannelFuture bind(
            InetSocketAddress local, int receiveBufferBytes, boolean shared, ChannelHandler handler) {
        gathering.end();
        int size = receiveBufferBytes == 0 ? USUAL_RECEIVE_BUFFER : receiveBufferBytes;
        SocketProtocolFamily family = family(local.getAddress());
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioDatagramChannel(family))
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.SO_RCVBUF, size)
                .option(ChannelOption.SO_REUSEADDR, shared)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(LARGEST_DATAGRAM).maxMessagesPerRead(DATAGRAMS_PER_ROUND))
                .handler(owned(handler))
                .bind(local);
    }

    private static SocketProtocolFamily family(InetAddress address) {
        return address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }

    private ChannelHandler owned(ChannelHandler handler) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channels.add(channel);
                gathering.opened(channel);
                channel.pipeline().addLast(handler);
            }
        };
    }

    /**
     * Closes all sockets and ends the loop's thread; sessions are to be closed first. Returns at
     * once when the loop's own thread calls it, else within two seconds.
     */
    @Override
    public void close() {
        channels.close().addListener(closed -> {
            // A socket that does not close closes with the loop.
        });
        var ended = group.shutdownGracefully(0, CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!loop.inEventLoop()) {
            ended.awaitUninterruptibly(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return channels.size() + " connections and sockets" + (group.isShuttingDown() ? ", closed" : "");
    }
}
