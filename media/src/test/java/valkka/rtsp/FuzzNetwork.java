package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network without sockets, whose clock is held and which refuses UDP sockets. */
final class FuzzNetwork extends RtspNetwork {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);

    /** The only one: each has a selector, which is never used here. */
    private static final FuzzNetwork INSTANCE = new FuzzNetwork();

    private final List<EmbeddedChannel> connections = new ArrayList<>();
    private final StringBuilder written = new StringBuilder();
    private MockTicker ticker = Ticker.newMockTicker();
    private EmbeddedChannel own = new EmbeddedChannel();

    private FuzzNetwork() {
        super("fuzzed client", Runnable::run);
    }

    /** Returns the network, as if it were new. */
    static FuzzNetwork fresh() {
        INSTANCE.connections.clear();
        INSTANCE.written.setLength(0);
        INSTANCE.ticker = Ticker.newMockTicker();
        INSTANCE.own = EmbeddedChannel.builder().ticker(INSTANCE.ticker).build();
        return INSTANCE;
    }

    @Override
    public EventLoop loop() {
        return own.eventLoop();
    }

    @Override
    protected ChannelFuture connect(InetSocketAddress place, Duration patience, ChannelHandler handler) {
        Connection connection = new Connection(handler, ticker);
        connections.add(connection);
        return connection.newSucceededFuture();
    }

    @Override
    protected ChannelFuture bind(
            InetSocketAddress local, int receiveBufferBytes, boolean shared, ChannelHandler handler) {
        return own.newFailedFuture(new BindException("no UDP here"));
    }

    /** Runs all that is due. */
    void run() {
        boolean busy = true;
        while (busy) {
            own.runPendingTasks();
            busy = false;
            for (EmbeddedChannel connection : List.copyOf(connections)) {
                connection.runPendingTasks();
                connection.checkException();
                for (Object out = connection.readOutbound(); out != null; out = connection.readOutbound()) {
                    ByteBuf bytes = (ByteBuf) out;
                    written.append(bytes.toString(StandardCharsets.UTF_8));
                    bytes.release();
                    busy = true;
                }
            }
        }
    }

    /** The camera sends. */
    void send(byte[] bytes) {
        if (isOpen()) {
            newest().writeInbound(Unpooled.wrappedBuffer(bytes));
        }
        run();
    }

    /** The camera closes the connection. */
    void hangUp() {
        if (isOpen()) {
            var unused = newest().close();
        }
        run();
    }

    void pass(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        run();
        own.runScheduledPendingTasks();
        connections.forEach(EmbeddedChannel::runScheduledPendingTasks);
        run();
    }

    private EmbeddedChannel newest() {
        return connections.get(connections.size() - 1);
    }

    boolean isOpen() {
        return !connections.isEmpty() && newest().isOpen();
    }

    long openConnections() {
        return connections.stream().filter(EmbeddedChannel::isOpen).count();
    }

    int connections() {
        return connections.size();
    }

    /** Returns all that the client has sent. */
    String written() {
        return written.toString();
    }

    private static final class Connection extends EmbeddedChannel {
        Connection(ChannelHandler handler, Ticker ticker) {
            super(EmbeddedChannel.builder().ticker(ticker).handlers(handler));
        }

        @Override
        protected SocketAddress localAddress0() {
            return HERE;
        }
    }
}
