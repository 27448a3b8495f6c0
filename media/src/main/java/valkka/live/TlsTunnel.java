package valkka.live;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.RtspAddress;
import valkka.rtsp.ServerTrust;

/**
 * A TLS connection to a camera, whose plain side is a port of this machine that FFmpeg connects to.
 * The JDK does the TLS, because FFmpeg's does not compare the certificate with the host name and
 * knows no pinned certificates. The port takes one client, on 127.0.0.1, and stays taken until the
 * connection ends, so that nobody else can wait there for a password.
 */
final class TlsTunnel implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final LiveEnvironment environment;
    private final SSLSocket camera;
    private final ServerSocket port;
    private volatile @Nullable Socket client; // null before FFmpeg has connected
    private volatile boolean closed;

    private TlsTunnel(LiveEnvironment environment, SSLSocket camera, ServerSocket port) {
        this.environment = environment;
        this.camera = camera;
        this.port = port;
    }

    /**
     * Connects, and checks the certificate.
     *
     * @return {@code null} when {@code stop} was completed first
     * @throws CameraOpener.NobodyThereException when nobody listens at {@code place}
     * @throws valkka.frame.ValkkaException why the camera is not trusted, or does not speak TLS
     */
    static @Nullable TlsTunnel open(
            LiveConnectionContext context,
            InetAddress place,
            LiveEnvironment environment,
            CompletableFuture<Void> stop,
            String threadName)
            throws CameraOpener.NobodyThereException {
        Duration patience = environment.openPatience();
        ServerTrust trust = new ServerTrust(environment.roots().get(), context.pin());
        Socket plain = new Socket();
        CompletableFuture<SSLSocket> handshake = new CompletableFuture<>();
        ServerSocket port = null;
        boolean opened = false;
        try {
            environment.start(new Thread(
                    () -> shakeHands(handshake, plain, context, place, trust, patience),
                    threadName + " TLS handshake"));
            if (!StreamWait.until(CompletableFuture.anyOf(handshake, stop), patience)) {
                throw RtspFailure.noAnswer(context, patience);
            }
            if (stop.isDone()) {
                return null;
            }
            SSLSocket camera = handshake.join();
            port = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK));
            port.setSoTimeout((int) patience.toMillis());
            TlsTunnel tunnel = new TlsTunnel(environment, camera, port);
            environment.start(new Thread(tunnel::forwardRequests, threadName + " TLS out"));
            opened = true;
            return tunnel;
        } catch (CompletionException e) {
            throw RtspFailure.onTls(Objects.requireNonNullElse(e.getCause(), e), context, trust);
        } catch (IOException e) {
            throw RtspFailure.onTls(e, context, trust);
        } finally {
            if (!opened) {
                closeQuietly(plain); // which ends the handshake's thread too
                closeQuietly(port);
            }
        }
    }

    private static void shakeHands(
            CompletableFuture<SSLSocket> result,
            Socket plain,
            LiveConnectionContext context,
            InetAddress place,
            ServerTrust trust,
            Duration patience) {
        try {
            RtspAddress address = context.rtspAddress();
            plain.connect(new InetSocketAddress(place, address.port()), (int) patience.toMillis());
            plain.setTcpNoDelay(true);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {trust}, null);
            SSLSocket socket =
                    (SSLSocket) tls.getSocketFactory().createSocket(plain, address.host(), address.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must name the host
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            result.complete(socket);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    /** Where FFmpeg connects to, on 127.0.0.1. */
    int localPort() {
        return port.getLocalPort();
    }

    private void forwardRequests() {
        try (Socket accepted = port.accept()) {
            client = accepted;
            accepted.setTcpNoDelay(true);
            String name = Thread.currentThread().getName().replaceAll("out$", "in");
            environment.start(new Thread(() -> forwardAnswers(accepted), name));
            copy(accepted.getInputStream(), camera.getOutputStream());
        } catch (IOException e) {
            // One of the two ends is gone, which FFmpeg sees as the end of the stream.
        } finally {
            close();
        }
    }

    private void forwardAnswers(Socket accepted) {
        try {
            copy(camera.getInputStream(), accepted.getOutputStream());
        } catch (IOException e) {
            // as above
        } finally {
            close();
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
    }

    /** Ends the connection and its threads. May be called twice, and by any thread. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeQuietly(port);
            closeQuietly(client);
            closeQuietly(camera);
        }
    }

    private static void closeQuietly(@Nullable Closeable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (IOException e) {
            // It is being given up, and there is nothing left in it.
        }
    }
}
