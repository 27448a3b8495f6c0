package valkka.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import valkka.rtsp.RtspNetwork;

/** The network of one recorder process: its connections and its ports, without sockets. */
final class SimulatedNetwork extends RtspNetwork {
    private static final int FIRST_PORT = 20_000;

    private final SimulatedTime time;
    private final Weather weather;
    private final Dice dice;
    private final List<SimulatedCamera> cameras;
    private final EmbeddedChannel own;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<Integer, Socket> ports = new TreeMap<>();
    private int nextPort = FIRST_PORT;
    private boolean dead;

    SimulatedNetwork(SimulatedTime time, Weather weather, Dice dice, List<SimulatedCamera> cameras) {
        this(EmbeddedChannel.builder().ticker(time.ticker()).build(), time, weather, dice, cameras);
    }

    private SimulatedNetwork(
            EmbeddedChannel own, SimulatedTime time, Weather weather, Dice dice, List<SimulatedCamera> cameras) {
        super(own.eventLoop(), Runnable::run);
        this.own = own;
        this.time = time;
        this.weather = weather;
        this.dice = dice;
        this.cameras = cameras;
    }

    @Override
    protected ChannelFuture connect(InetSocketAddress place, Duration patience, ChannelHandler handler) {
        SimulatedCamera camera = cameras.stream()
                .filter(one -> one.address().equals(place.getAddress()))
                .findFirst()
                .orElseThrow();
        Connection connection = new Connection(camera, handler);
        ChannelPromise promise = connection.newPromise();
        connections.add(connection);
        boolean silent = dice.oneIn(3);
        if (!weather.isOffline()) {
            time.after(weather.streamDelay(), () -> {
                if (!dead && promise.trySuccess()) {
                    camera.accepted(connection);
                }
            });
        } else if (!silent) {
            time.after(weather.streamDelay(), () -> promise.tryFailure(new ConnectException("Connection refused")));
        }
        return promise;
    }

    @Override
    protected ChannelFuture bind(
            InetSocketAddress local, int receiveBufferBytes, boolean shared, ChannelHandler handler) {
        int port = local.getPort();
        if (port == 0) {
            while (ports.containsKey(nextPort)) {
                nextPort++;
            }
            port = nextPort;
            nextPort += dice.between(1, 3);
        }
        if (ports.containsKey(port)) {
            return own.newFailedFuture(new BindException("Address already in use"));
        }
        Socket socket = new Socket(handler, port);
        ports.put(port, socket);
        return socket.newSucceededFuture();
    }

    /** A camera sends a datagram. */
    void datagram(int port, byte[] bytes, InetSocketAddress from) {
        if (weather.losesDatagram()) {
            return;
        }
        int copies = weather.doublesDatagram() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            time.after(weather.datagramDelay(), () -> {
                Socket socket = ports.get(port);
                if (!dead && socket != null && socket.isOpen()) {
                    socket.writeInbound(new DatagramPacket(
                            Unpooled.wrappedBuffer(bytes), (InetSocketAddress) socket.localAddress(), from));
                }
            });
        }
    }

    /**
     * Runs all that is due.
     *
     * @return in how many nanoseconds the next timer is due; a long time where there is none
     */
    long run() {
        long next = Long.MAX_VALUE;
        boolean busy = true;
        while (busy) {
            next = due(next, own.runScheduledPendingTasks());
            own.runPendingTasks();
            busy = false;
            for (Connection connection : List.copyOf(connections)) {
                next = due(next, connection.runScheduledPendingTasks());
                connection.runPendingTasks();
                busy |= connection.sendWritten();
            }
            for (Socket socket : List.copyOf(ports.values())) {
                socket.runPendingTasks();
                for (Object out = socket.readOutbound(); out != null; out = socket.readOutbound()) {
                    ReferenceCountUtil.release(out);
                }
            }
        }
        connections.removeIf(connection -> !connection.isOpen());
        ports.values().removeIf(socket -> !socket.isOpen());
        return next;
    }

    private static long due(long next, long timer) {
        return timer < 0 ? next : Math.min(next, timer);
    }

    /** Ends with its process: the cameras see their connections reset. */
    void kill() {
        dead = true;
        connections.forEach(connection -> connection.camera.gone(connection));
    }

    boolean isDead() {
        return dead;
    }

    @Override
    public void close() {
        kill();
    }

    /** One end of a TCP connection: the recorder's. Bytes come in order, in any pieces. */
    final class Connection extends EmbeddedChannel {
        private final SimulatedCamera camera;
        private long arrivesAt;
        private boolean told;

        private Connection(SimulatedCamera camera, ChannelHandler handler) {
            super(EmbeddedChannel.builder().ticker(time.ticker()).handlers(handler));
            this.camera = camera;
        }

        SimulatedNetwork network() {
            return SimulatedNetwork.this;
        }

        @Override
        protected SocketAddress localAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
        }

        private boolean sendWritten() {
            boolean some = false;
            for (Object out = readOutbound(); out != null; out = readOutbound()) {
                some = true;
                ByteBuf buffer = (ByteBuf) out;
                byte[] bytes = ByteBufUtil.getBytes(buffer);
                buffer.release();
                time.after(weather.streamDelay(), () -> camera.received(this, bytes));
            }
            if (!isOpen() && !told) {
                told = true;
                time.after(weather.streamDelay(), () -> camera.gone(this));
            }
            return some;
        }

        /** The camera sends. */
        void fromCamera(byte[] bytes) {
            int cut = bytes.length > 1 && dice.oneIn(4) ? dice.between(1, bytes.length - 1) : bytes.length;
            arrive(bytes, 0, cut);
            if (cut < bytes.length) {
                arrive(bytes, cut, bytes.length);
            }
        }

        private void arrive(byte[] bytes, int from, int to) {
            arrivesAt = Math.max(arrivesAt, time.nanos() + weather.streamDelay());
            time.after(arrivesAt - time.nanos(), () -> {
                if (!dead && isOpen()) {
                    writeInbound(Unpooled.wrappedBuffer(bytes, from, to - from));
                }
            });
        }

        /** The connection breaks. */
        void reset() {
            if (isOpen() && !dead) {
                told = true;
                close().addListener(done -> {
                    // Closed either way.
                });
            }
            camera.gone(this);
        }
    }

    /** A UDP port of the recorder. */
    private final class Socket extends EmbeddedChannel {
        private final int port;

        private Socket(ChannelHandler handler, int port) {
            super(EmbeddedChannel.builder().ticker(time.ticker()).handlers(handler));
            this.port = port;
        }

        @Override
        protected SocketAddress localAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
    }
}
