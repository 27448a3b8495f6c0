package valkka.rtsp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of 127.0.0.1 where something answers, or nothing, as a test wants it; one client after the other. */
public final class MisbehavingServer implements AutoCloseable {
    /** What happens to a client that has connected. */
    @FunctionalInterface
    public interface Behaviour {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    /** A port where nobody listens, and that nobody is given who asks for any. */
    public static final int CLOSED_PORT = 1;

    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Socket client;

    public MisbehavingServer(Behaviour behaviour) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> run(behaviour), "misbehaving server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads what the client says, and never says a word. */
    public static void beSilent(InputStream in, OutputStream out) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private void run(Behaviour behaviour) {
        while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
                client = accepted;
                clients.incrementAndGet();
                behaviour.serve(accepted.getInputStream(), accepted.getOutputStream());
            } catch (IOException e) {
                failures.incrementAndGet(); // the client went away, or the server is being closed
            }
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public int clients() {
        return clients.get();
    }

    /** How many clients went away while they were served. */
    public int failures() {
        return failures.get();
    }

    public String address() {
        return "rtsp://admin:s3cret@127.0.0.1:" + server.getLocalPort() + "/cam";
    }

    @Override
    public void close() throws IOException {
        server.close();
        Socket accepted = client;
        if (accepted != null) {
            accepted.close();
        }
    }

    /** A port that is free now, for somebody who starts at once: a test that runs beside this one may take it. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
