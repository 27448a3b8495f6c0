package valkka.onvif;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A device on this machine that answers whatever a test wants, by UDP and by HTTP. */
final class FalseCamera implements AutoCloseable {
    private final DatagramSocket probes;
    private final HttpServer http;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    /** Each question over HTTP: its headers and its body. */
    final List<String> questions = new CopyOnWriteArrayList<>();

    /**
     * @param answers the datagrams that answer a probe with this message id
     * @param handler answers the questions over HTTP
     */
    FalseCamera(Function<String, List<byte[]>> answers, HttpHandler handler) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        probes = new DatagramSocket(0, here);
        http = HttpServer.create(new InetSocketAddress(here, 0), 0);
        http.setExecutor(workers);
        http.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            questions.add(exchange.getRequestHeaders().entrySet() + new String(body, StandardCharsets.UTF_8));
            handler.handle(exchange);
        });
        http.start();
        workers.execute(() -> answerProbes(answers));
    }

    /** A device that names its own service, and whose service answers 200 with this text. */
    static FalseCamera answering(String body) throws IOException {
        return serving(exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /** A device that names its own service. */
    static FalseCamera serving(HttpHandler handler) throws IOException {
        FalseCamera[] made = new FalseCamera[1];
        made[0] = new FalseCamera(id -> List.of(match(id, "urn:uuid:1", made[0].service())), handler);
        return made[0];
    }

    private void answerProbes(Function<String, List<byte[]>> answers) {
        byte[] buffer = new byte[65_535];
        while (!probes.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                probes.receive(question);
                byte[] probe = Arrays.copyOf(buffer, question.getLength());
                for (byte[] answer : answers.apply(XmlElement.parse(probe).textOf("MessageID"))) {
                    probes.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            } catch (SocketException e) {
                return; // closed
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns a sound answer to a probe. */
    static byte[] match(String messageId, String endpoint, String services) {
        return match(messageId, endpoint, services, "onvif://www.onvif.org/name/False");
    }

    static byte[] match(String messageId, String endpoint, String services, String scopes) {
        return ("<Envelope><Header><RelatesTo>" + messageId + "</RelatesTo></Header><Body><ProbeMatches><ProbeMatch>"
                        + "<EndpointReference><Address>" + endpoint + "</Address></EndpointReference><Scopes>" + scopes
                        + "</Scopes><XAddrs>" + services + "</XAddrs></ProbeMatch></ProbeMatches></Body></Envelope>")
                .getBytes(StandardCharsets.UTF_8);
    }

    String service() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/onvif/device_service";
    }

    InetSocketAddress address() {
        return new InetSocketAddress(probes.getLocalAddress(), probes.getLocalPort());
    }

    @Override
    public void close() {
        probes.close();
        http.stop(0);
        workers.shutdownNow();
    }
}
