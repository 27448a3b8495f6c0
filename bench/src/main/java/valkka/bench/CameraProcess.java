package valkka.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import valkka.frame.Codec;
import valkka.rtsp.RtpAccessUnit;
import valkka.rtsp.RtspServer;
import valkka.rtsp.RtspServerSource;
import valkka.rtsp.SessionDescription;

/**
 * The sender for {@link IngestBench}, in a process of its own so that its CPU time is not counted.
 * It sends 25 pictures a second of {@link FrameFeed#camera()} by RTSP, and the same bytes through
 * plain sockets. It prints the address and the port of the sockets, and ends when its standard
 * input does.
 */
final class CameraProcess implements RtspServerSource {
    static final int PICTURES_PER_SECOND = 25;

    private static final long PICTURE_NANOS = TimeUnit.SECONDS.toNanos(1) / PICTURES_PER_SECOND;
    private static final int START_CODE_BYTES = 4;

    private final List<Consumer<RtpAccessUnit>> subscribers = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> sockets = new CopyOnWriteArrayList<>();
    private final FrameFeed feed = FrameFeed.camera();
    private final SessionDescription description;

    private CameraProcess() {
        FrameFeed first = FrameFeed.camera();
        description = new SessionDescription(
                Codec.H264, List.of(nalUnit(first.nextPayload()), nalUnit(first.nextPayload())), PICTURES_PER_SECOND);
    }

    /** Sends pictures until the standard input ends. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
        CameraProcess camera = new CameraProcess();
        try (RtspServer server = RtspServer.builder().start();
                ServerSocketChannel plain = ServerSocketChannel.open()) {
            plain.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            daemon("camera-accept", () -> camera.accept(plain));
            daemon("camera-pictures", camera::run);
            System.out.println(server.mount("/bench", camera));
            System.out.println(((InetSocketAddress) plain.getLocalAddress()).getPort());
            while (System.in.read() >= 0) {
                // until the bench ends, or is killed
            }
        }
    }

    @Override
    public SessionDescription description() {
        return description;
    }

    @Override
    public void subscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.add(subscriber);
    }

    @Override
    public void unsubscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.remove(subscriber);
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long due = System.nanoTime();
        long firstMs = System.currentTimeMillis();
        for (int picture = 0; true; picture++) {
            byte[][] payloads = new byte[picture % PICTURES_PER_SECOND == 0 ? 3 : 1][];
            for (int i = 0; i < payloads.length; i++) {
                payloads[i] = nalUnit(feed.nextPayload());
            }
            // The time when the picture was due: it shows a receiver whether a picture is missing.
            long takenMs = firstMs + picture * 1000L / PICTURES_PER_SECOND;
            RtpAccessUnit unit = new RtpAccessUnit(List.of(payloads), takenMs, payloads.length > 1);
            subscribers.forEach(subscriber -> subscriber.accept(unit));
            sockets.forEach(socket -> send(socket, payloads));
            due += PICTURE_NANOS;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private void accept(ServerSocketChannel plain) {
        try {
            while (true) {
                sockets.add(plain.accept());
            }
        } catch (IOException e) {
            // The bench has ended, and closed the socket.
            sockets.clear();
        }
    }

    private void send(SocketChannel socket, byte[][] payloads) {
        try {
            for (byte[] payload : payloads) {
                ByteBuffer bytes = ByteBuffer.wrap(payload);
                while (bytes.hasRemaining()) {
                    socket.write(bytes);
                }
            }
        } catch (IOException e) {
            // The client has closed its socket.
            sockets.remove(socket);
        }
    }

    private static byte[] nalUnit(byte[] payload) {
        byte[] nalUnit = new byte[payload.length - START_CODE_BYTES];
        System.arraycopy(payload, START_CODE_BYTES, nalUnit, 0, nalUnit.length);
        return nalUnit;
    }
}
