package valkka.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between a client and an RTSP server of this machine, and refuses RTP over TCP as some cameras do. */
final class UdpOnlyProxy implements AutoCloseable {
    private static final Pattern CSEQ = Pattern.compile("(?i)CSeq: *(\\d+)");
    private static final Pattern LENGTH = Pattern.compile("(?i)Content-Length: *(\\d+)");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int behind;

    UdpOnlyProxy(int behind) throws IOException {
        this.behind = behind;
        Thread thread = new Thread(this::run, "UDP-only proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void run() {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    Socket camera = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                serve(client, camera);
            } catch (IOException e) {
                // the client went away, or the test has ended
            }
        }
    }

    private static void serve(Socket client, Socket camera) throws IOException {
        for (String request = message(client.getInputStream());
                !request.isEmpty();
                request = message(client.getInputStream())) {
            Matcher number = CSEQ.matcher(request);
            String answer;
            if (request.startsWith("SETUP") && request.contains("/TCP") && number.find()) {
                answer = "RTSP/1.0 461 Unsupported Transport\r\nCSeq: " + number.group(1) + "\r\n\r\n";
            } else {
                send(camera.getOutputStream(), request);
                answer = message(camera.getInputStream());
            }
            send(client.getOutputStream(), answer);
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** A header with its body; empty at the end. */
    private static String message(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            text.append((char) next);
        }
        Matcher length = LENGTH.matcher(text);
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return text + new String(in.readNBytes(body), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
