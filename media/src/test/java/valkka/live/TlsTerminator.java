package valkka.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Makes an {@code rtsps} camera of an {@code rtsp} one: a port of 127.0.0.1 that speaks TLS, and plain to the camera behind it. */
public final class TlsTerminator implements AutoCloseable {
    private final SSLServerSocket server;
    private final int cameraPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public TlsTerminator(SSLContext tls, int cameraPort) throws IOException {
        this.cameraPort = cameraPort;
        this.server = (SSLServerSocket) tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "TLS terminator");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket camera = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), cameraPort);
                sockets.addAll(List.of(client, camera));
                start(() -> copy(client, camera));
                start(() -> copy(camera, client));
            } catch (IOException e) {
                // It is being closed.
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // One side is gone, or the client does not like the certificate.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
