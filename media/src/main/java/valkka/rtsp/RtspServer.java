package valkka.rtsp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Sends H.264 and H.265 streams to RTSP clients (RFC 2326), between the answers of their TCP
 * connection or over UDP, on this machine alone: it listens on 127.0.0.1. Sources are mounted under
 * paths; each client begins at a key frame, and a client that does not keep up skips to a later one
 * while the others go on.
 *
 * <pre>{@code try (RtspServer server = RtspServer.builder().user("admin", "12345").start()) {
 * server.mount("/door", source); String address = server.address("/door");   //
 * rtsp://admin:12345@127.0.0.1:34567/door } }</pre>
 *
 * <p>A client that proves no password within ten seconds is disconnected. When a thousand clients
 * are connected, or 750 of one address, the one that is idle for the longest time goes, and never
 * one that plays. An address that gives five wrong passwords waits for each further answer.
 *
 * <p>One thread serves all clients; two more read the disk where recordings are
 * served ({@link RtspServerBuilder#recording}). Any thread may call any method.
 */
public final class RtspServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int LOW_WATER_BYTES = 512 << 10;
    private static final int HIGH_WATER_BYTES = 2 << 20;

    static {
        // Netty's log goes where ours does. Left alone it takes SLF4J where that is on the class
        // path (Tablesaw brings it), which complains on standard error when there is nothing behind
        // it.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private final Map<String, RtspServerMount> mounts = new ConcurrentHashMap<>();
    private final RtspServerCounters counters = new RtspServerCounters();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SecureRandom random = new SecureRandom();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final RtspServerAccess access;
    private final Duration sessionTimeout;
    private final RtspServerGuests guests;
    private final Duration loginTime;
    private final Duration guessDelay;
    private final Duration nonceLife;
    private final BooleanSupplier packetLoss;
    private final String userInfo;
    private final Duration closeWithin;
    private final EventLoopGroup group;
    private final EventLoop loop; // the only one of the group
    private final RtspServerReaders readers = new RtspServerReaders();
    private final ChannelGroup connections;
    private final Channel listener;
    private final int port;

    RtspServer(RtspServerBuilder builder) {
        if (!ValkkaThread.mayWait()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    "in the callback of the writer '" + Thread.currentThread().getName() + "', which waits for nobody,"
                            + " an RTSP server cannot be started, since it waits for its port: start it in a thread"
                            + " of your own");
        }
        this.access = builder.access();
        this.userInfo = builder.userInfo();
        this.sessionTimeout = builder.sessionTimeout();
        this.loginTime = builder.loginTime();
        this.guessDelay = builder.guessDelay();
        this.nonceLife = builder.nonceLife();
        this.packetLoss = builder.packetLoss();
        this.closeWithin = builder.closeWithin();
        // Before the server listens: a client that connects at once finds them.
        this.mounts.putAll(builder.sources());
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("RtspServer", true), NioIoHandler.newFactory());
        this.loop = group.next();
        this.guests = new RtspServerGuests(builder.mostConnections(), builder.mostOfOneAddress(), loop.ticker());
        this.connections = new DefaultChannelGroup(loop, true);
        ChannelFuture bound = bootstrap().bind(HOST, builder.port());
        bound.awaitUninterruptibly(closeWithin.toMillis());
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(closeWithin.toMillis());
            throw new ValkkaException(
                    Kind.IO,
                    "the RTSP server cannot listen on " + HOST + ":" + builder.port() + ": "
                            + (bound.isDone() ? bound.cause().getMessage() : "the system does not answer")
                            + "; port 0 takes any that is free",
                    bound.cause());
        }
        this.listener = bound.channel();
        this.port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /**
     * Returns a server that everybody on this machine may use, on any port that is free, until it
     * is told otherwise.
     */
    public static RtspServerBuilder builder() {
        return new RtspServerBuilder();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        RtspServerConnection connection = new RtspServerConnection(RtspServer.this, channel, random);
                        if (!guests.admit(connection)) {
                            counters.refused.increment();
                            RtspServerFailures.log(channel.close());
                            return;
                        }
                        connections.add(channel);
                        connection.addTo(channel.pipeline());
                    }
                });
    }

    /**
     * Offers a live source, or a {@link RecordedStream}, under a path.
     *
     * @param path as in {@code /door}
     * @return the address for clients, as {@link #address(String)} gives it
     * @throws ValkkaException {@code EXISTS} when there is one under that path,
     *     {@code BAD_ARGUMENT} when it is no path, {@code CLOSED} when the server is closed
     */
    public String mount(String path, RtspServerMount source) {
        Objects.requireNonNull(source, "source");
        if (closed.get()) {
            throw new ValkkaException(Kind.CLOSED, this + " has been closed: start a new one");
        }
        if (mounts.putIfAbsent(RtspServerPath.check(path), source) != null) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    this + " has a source under " + path + " already: unmount it first, or take another path");
        }
        return address(path);
    }

    /**
     * Removes the source of a path, and closes the connections of clients that play the source or
     * have asked for its description. Does nothing when the path has no source. A source that is
     * also mounted under other paths loses its clients there, too.
     */
    public void unmount(String path) {
        endClientsOf(mounts.remove(path));
    }

    /**
     * Closes the connections of clients that play the source of a path or have asked for its
     * description. The source stays mounted, and the clients may come back at once. Use this method
     * when the source became another stream, for example with another codec. Does nothing when the
     * path has no source.
     */
    public void disconnect(String path) {
        endClientsOf(mounts.get(path));
    }

    private void endClientsOf(@Nullable RtspServerMount source) {
        if (source != null) {
            eachConnection((connection, context) -> {
                if (connection.uses(source)) {
                    connection.end(context);
                }
            });
        }
    }

    /**
     * Returns the address of {@code path} for a client, with the user and the password if the
     * server has these.
     */
    public String address(String path) {
        return "rtsp://" + userInfo + HOST + ":" + port + RtspServerPath.check(path);
    }

    /** Returns the TCP port on which the server listens. */
    public int port() {
        return port;
    }

    /** Returns the counts of the server so far. */
    public RtspServerStats stats() {
        return counters.read(
                allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory());
    }

    /**
     * Says farewell to all clients, closes their connections and the port, and waits until the
     * server's thread has ended. May be called twice. Called by a source in the server's own
     * thread, or in the callback of a writer, it does all that and does not wait.
     *
     * @throws ValkkaException {@code TIMEOUT} when the thread has not ended within 5 s, since a
     *     source holds it; it ends when that returns
     */
    @Override
    public void close() {
        end(true);
    }

    /** Closes as {@link #close()} does, and says farewell to nobody. */
    public void abort() {
        end(false);
    }

    private void end(boolean farewell) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long deadline = System.nanoTime() + closeWithin.toNanos();
        mounts.clear();
        await(listener.close(), deadline); // after it nobody comes any more
        if (farewell) {
            eachConnection(RtspServerConnection::end);
        }
        await(connections.close(), deadline);
        readers.close();
        Future<?> ended = group.shutdownGracefully(0, closeWithin.toMillis(), TimeUnit.MILLISECONDS);
        await(ended, deadline);
        if (!ended.isDone() && mayWait()) {
            throw new ValkkaException(
                    Kind.TIMEOUT,
                    this + " has not ended within " + Durations.text(closeWithin) + ": its thread is in "
                            + placeOfThread() + ", and ends when that returns");
        }
    }

    /**
     * Returns whether the caller may wait for the server's thread. That thread does this work
     * itself, and a writer's thread waits for nobody.
     */
    private boolean mayWait() {
        return !loop.inEventLoop() && ValkkaThread.mayWait();
    }

    private void await(Future<?> future, long deadline) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left > 0 && mayWait()) {
            future.awaitUninterruptibly(left);
        }
    }

    /** Returns the innermost call of the server's thread that is a source's, or ours. */
    private String placeOfThread() {
        return loop instanceof SingleThreadEventExecutor executor
                ? Arrays.stream(executor.threadProperties().stackTrace())
                        .filter(call -> !call.getClassName().matches("(java|jdk|sun|io\\.netty)\\..*"))
                        .findFirst()
                        .map(StackTraceElement::toString)
                        .orElse("nothing of its own")
                : "a call of a source";
    }

    /** Lets the RTP timestamps of all clients begin anew. */
    public void restartTimestamps() {
        eachConnection((connection, context) -> connection.restartTimestamps());
    }

    private interface ConnectionAction {
        void on(RtspServerConnection connection, ChannelHandlerContext context);
    }

    private void eachConnection(ConnectionAction action) {
        for (Channel channel : connections) {
            channel.eventLoop().execute(() -> {
                ChannelHandlerContext context = channel.pipeline().context(RtspServerConnection.class);
                if (context != null) {
                    action.on((RtspServerConnection) context.handler(), context);
                }
            });
        }
    }

    /** Returns what reads the disk for clients of recordings: two threads for all of them. */
    Executor readers() {
        return readers;
    }

    Optional<RtspServerMount> find(String address) {
        return Optional.ofNullable(mounts.get(RtspServerPath.of(address)));
    }

    RtspServerAccess access() {
        return access;
    }

    BooleanSupplier packetLoss() {
        return packetLoss;
    }

    RtspServerGuests guests() {
        return guests;
    }

    Duration loginTime() {
        return loginTime;
    }

    Duration guessDelay() {
        return guessDelay;
    }

    Duration nonceLife() {
        return nonceLife;
    }

    RtspServerCounters counters() {
        return counters;
    }

    Duration sessionTimeout() {
        return sessionTimeout;
    }

    /** As a part of an address: percent-encoded, so that any password survives it. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns the address without user and password. */
    @Override
    public String toString() {
        return "RtspServer rtsp://" + HOST + ":" + port;
    }
}
