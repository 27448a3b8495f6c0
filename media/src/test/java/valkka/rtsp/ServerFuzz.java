package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A running server with a live source, to which a client sends any bytes and hangs up. */
final class ServerFuzz {
    private static final Logger LOG = Logger.getLogger("valkka.live");
    private static final int PATIENCE_MILLIS = 10_000;
    private static ServerFuzz running;

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final RtspTestSource source = new RtspTestSource();
    private final RtspServer server =
            RtspServer.builder().loginTime(Duration.ofSeconds(1)).start();

    private ServerFuzz() {
        server.mount("/cam", source);
        LOG.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                    faults.add(record.getMessage() + " " + record.getThrown());
                }
            }

            @Override
            public void flush() {
                // nothing is held back
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
    }

    static synchronized void take(byte[] bytes) {
        if (running == null) {
            running = new ServerFuzz();
        }
        running.send(bytes);
    }

    private void send(byte[] bytes) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            byte[] answers = socket.getInputStream().readAllBytes(); // it ends when the server has understood all
            String text = new String(answers, StandardCharsets.ISO_8859_1);
            assertThat(text.isEmpty() || text.startsWith("RTSP/1.0 ") || text.startsWith("$"))
                    .as(text)
                    .isTrue();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the server holds a connection that has ended", e);
        } catch (IOException e) {
            assertThat(e).isInstanceOf(java.net.SocketException.class); // it closes what it refuses
        }
        assertThat(faults).isEmpty();
    }
}
