package valkka.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;

/**
 * The cost of a camera. A live thread receives cameras of 4 Mbit/s, 25 pictures a second, and hands
 * them to a filter that only counts. Beside it, the same bytes are read from as many plain sockets.
 */
final class IngestBench {
    private static final long STEADY_S = 30;

    private final int cameras;
    private final long nanos;
    private final int times;

    IngestBench(Effort effort) {
        this.cameras = effort.cameras();
        this.nanos = TimeUnit.MILLISECONDS.toNanos(effort.ingestMs());
        this.times = effort.ingestTimes();
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Ingest: %d cameras of 4 Mbit/s by RTSP over TCP, loopback; limit: reading as many plain sockets",
                effort.cameras());
    }

    List<Row> rows() throws Exception {
        try (CameraServer camera = CameraServer.start()) {
            Meter ours = new Meter();
            try (LiveThread live = new LiveThread("bench-live")) {
                live.start();
                play(live, camera.address(), ours);
                measure(ours);
            }
            Meter raw = new Meter();
            List<SocketChannel> sockets = new ArrayList<>();
            try {
                connect(sockets, camera.plainPort(), raw);
                measure(raw);
            } finally {
                for (SocketChannel socket : sockets) {
                    socket.close();
                }
            }
            return List.of(
                    Row.of("CPU a camera", "% of a core", Sample.of(ours.percents))
                            .limit(Sample.of(raw.percents).median()),
                    Row.of("received a camera", "Mbit/s", Sample.of(ours.megabits))
                            .limit(Sample.of(raw.megabits).median()));
        }
    }

    private void play(LiveThread live, String address, Meter meter) {
        FrameFilter filter = frame -> {
            if (frame instanceof BasicFrame basic) {
                meter.received.addAndGet(basic.size());
            }
        };
        for (int slot = 1; slot <= cameras; slot++) {
            LiveConnectionContext camera = new LiveConnectionContext(LiveConnectionType.RTSP, address, slot, filter);
            live.registerStream(camera);
            live.playStream(camera);
        }
    }

    private void connect(List<SocketChannel> sockets, int port, Meter meter) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < cameras; i++) {
            SocketChannel socket = SocketChannel.open(address);
            sockets.add(socket);
            Thread reader = new Thread(() -> drain(socket, meter), "bench-socket-" + i);
            reader.setDaemon(true);
            reader.start();
        }
    }

    private static void drain(SocketChannel socket, Meter meter) {
        ByteBuffer buffer = RawFile.buffer(1 << 16);
        try {
            int count = socket.read(buffer);
            while (count >= 0) {
                meter.received.addAndGet(count);
                buffer.clear();
                count = socket.read(buffer);
            }
        } catch (IOException e) {
            // This bench has closed the socket: the measurement is over.
        }
    }

    /** Measures once all cameras have delivered for a second, so that connecting is not counted. */
    private void measure(Meter meter) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEADY_S);
        while (meter.measure(TimeUnit.SECONDS.toNanos(1), cameras).megabits < Meter.STEADY_MEGABITS) {
            if (System.nanoTime() > deadline) {
                throw new IOException(cameras + " cameras did not deliver 4 Mbit/s each within " + STEADY_S + " s");
            }
        }
        for (int i = 0; i < times; i++) {
            Meter.Reading reading = meter.measure(nanos, cameras);
            meter.percents.add(reading.percent);
            meter.megabits.add(reading.megabits);
        }
    }

    /** Counts the incoming bytes, and their cost in this process. */
    private static final class Meter {
        private static final double STEADY_MEGABITS = 3.5;

        private record Reading(double percent, double megabits) {}

        private final AtomicLong received = new AtomicLong();
        private final List<Double> percents = new ArrayList<>();
        private final List<Double> megabits = new ArrayList<>();

        private Reading measure(long nanos, int cameras) {
            long bytes = received.get();
            long cpu = Machine.cpuNanos();
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                LockSupport.parkNanos(nanos - (System.nanoTime() - start));
            }
            double elapsed = System.nanoTime() - start;
            return new Reading(
                    (Machine.cpuNanos() - cpu) / elapsed * 100 / cameras,
                    (received.get() - bytes) * 8e3 / elapsed / cameras);
        }
    }
}
