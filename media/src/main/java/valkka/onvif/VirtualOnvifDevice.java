package valkka.onvif;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The ONVIF side of a camera, for users without a camera and for tests. It answers on this machine
 * alone, at {@link #address()} and not at the multicast group:
 *
 * <pre>{@code
 * VirtualOnvifDevice device = VirtualOnvifDevice.builder().name("Front Door").user("admin", "12345").
 *     stream("main", "H264", 640, 360, 25, "rtsp://127.0.0.1:8554/camera").start();
 * Cameras.search().at(device.address()).user("admin", "12345").discover();
 * }</pre>
 */
public final class VirtualOnvifDevice implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final int LARGEST_QUESTION = 65_535;
    private static final long CLOSE_WITHIN_MILLIS = 5_000;
    private static final int MOST_REQUESTS = 64;
    private static final long IDLE_SECONDS = 5;

    static {
        // Java's own server waits for ever for a request that does not end, unless it is told here.
        System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
        System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", "200");
    }

    /** A thread for each request: one that comes slowly holds no other up. */
    private final ExecutorService workers = new ThreadPoolExecutor(
            0,
            MOST_REQUESTS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "VirtualOnvifDevice service"));

    private final DatagramSocket probes;
    private final HttpServer services;
    private final InetSocketAddress address;
    private final Thread thread;
    private final VirtualOnvifAnswers answers;

    VirtualOnvifDevice(VirtualOnvifDeviceBuilder settings) {
        InetAddress here = InetAddress.getLoopbackAddress();
        try {
            services = HttpServer.create(new InetSocketAddress(here, 0), 0);
            probes = new DatagramSocket(0, here);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "a virtual ONVIF device finds no free port: " + e.getMessage(), e);
        }
        address = new InetSocketAddress(here, probes.getLocalPort());
        String service =
                "http://" + here.getHostAddress() + ":" + services.getAddress().getPort() + "/onvif/device_service";
        answers = new VirtualOnvifAnswers(settings, service);
        services.createContext("/onvif/", this::answer);
        services.setExecutor(workers);
        thread = daemon(this::answerProbes, "VirtualOnvifDevice");
        services.start();
        thread.start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns a device without streams and without a password, until it is told otherwise. */
    public static VirtualOnvifDeviceBuilder builder() {
        return new VirtualOnvifDeviceBuilder();
    }

    /** Returns where it answers probes: the argument of {@link CameraSearch#at}. */
    public InetSocketAddress address() {
        return address;
    }

    private void answerProbes() {
        byte[] buffer = new byte[LARGEST_QUESTION];
        while (!probes.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                probes.receive(question);
                byte[] bytes = Arrays.copyOf(buffer, question.getLength());
                byte[] answer = answers.toProbe(XmlElement.parse(bytes)).getBytes(StandardCharsets.UTF_8);
                probes.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException | ValkkaException e) {
                LOG.log(Level.DEBUG, () -> this + " was asked what it does not understand, or is closed: " + e);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] question = exchange.getRequestBody().readNBytes(LARGEST_QUESTION);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            VirtualOnvifAnswers.Answer answer = answers.to(question, authorization);
            if (!answer.challenge().isEmpty()) {
                exchange.getResponseHeaders().add("WWW-Authenticate", answer.challenge());
            }
            exchange.getResponseHeaders().add("Content-Type", "application/soap+xml; charset=utf-8");
            byte[] bytes = answer.envelope().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Answers nothing more. May be called twice. */
    @Override
    public void close() {
        probes.close();
        services.stop(0);
        workers.shutdownNow();
        try {
            thread.join(CLOSE_WITHIN_MILLIS);
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("closing " + this);
        }
    }

    /** One line, without the password. */
    @Override
    public String toString() {
        return "VirtualOnvifDevice \"" + answers.name() + "\" at 127.0.0.1:" + address.getPort();
    }
}
