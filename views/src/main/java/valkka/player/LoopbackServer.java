package valkka.player;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Answers a player's pages over HTTP, on 127.0.0.1 alone, also while a notebook's cell runs. A page
 * must know the random token in the path, name this server as its host, and come from a page of this
 * machine. Everybody else gets an empty 404, whatever is wrong: other users of the machine, other
 * pages in the browser, and names that were made to point here.
 */
final class LoopbackServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.player");

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 64;
    private static final int MOST_QUESTION_BYTES = 16 << 10;
    private static final int TOKEN_BYTES = 32;
    private static final int NOT_FOUND = 404;
    private static final int NO_BODY = -1;
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final String token;
    private final Widget.View view;
    private final Function<String, Answer> desk;
    private final AtomicLong refused = new AtomicLong();

    private LoopbackServer(HttpServer server, Widget.View view, Function<String, Answer> desk) {
        this.server = server;
        this.view = view;
        this.desk = desk;
        this.token = randomToken();
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "valkka player " + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts a server on a free port.
     *
     * @throws ValkkaException {@code IO} when no port can be had
     */
    static LoopbackServer start(Widget.View view, Function<String, Answer> desk) {
        // The JDK reads these once. Somebody who connects and sends nothing would hold a thread.
        setIfAbsent("sun.net.httpserver.maxReqTime", "10");
        setIfAbsent("sun.net.httpserver.maxRspTime", "60");
        setIfAbsent("jdk.httpserver.maxConnections", "64");
        try {
            HttpServer http =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            LoopbackServer made = new LoopbackServer(http, view, desk);
            http.createContext("/", made::handle);
            http.setExecutor(made.threads);
            http.start();
            return made;
        } catch (IOException e) {
            throw new ValkkaException(
                    Kind.IO, "the player's server on 127.0.0.1 could not start: " + e.getMessage(), e);
        }
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static String randomToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + token + "/";
    }

    /** Returns how many requests were refused. */
    long refused() {
        return refused.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (wanted(exchange)) {
                case "POST ask" -> ask(exchange);
                case "GET " -> page(exchange);
                default -> refuse(exchange);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "an answer to a player's page failed: " + e, e);
        }
    }

    /** Returns method and name of what is asked for, behind the token; empty without the right token and host. */
    private String wanted(HttpExchange exchange) {
        String path = exchange.getRequestURI().getRawPath();
        int end = path == null ? -1 : path.indexOf('/', 1);
        if (end < 0 || !isToken(path.substring(1, end)) || !isThisHost(exchange.getRequestHeaders())) {
            return "";
        }
        return exchange.getRequestMethod() + " " + path.substring(end + 1);
    }

    /** Takes the same time for every wrong token. */
    private boolean isToken(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /** A name of somebody else that was made to point to 127.0.0.1 is still in the request. */
    private boolean isThisHost(Headers headers) {
        int port = server.getAddress().getPort();
        String host = headers.getFirst("Host");
        return ("127.0.0.1:" + port).equals(host) || ("localhost:" + port).equals(host);
    }

    /** A browser names the page's origin in every POST. */
    private static boolean isOfThisMachine(@Nullable String origin) {
        if (origin == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && LOOPBACK_NAMES.contains(uri.getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void ask(HttpExchange exchange) throws IOException {
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (!isOfThisMachine(origin)) {
            refuse(exchange);
            return;
        }
        byte[] question = exchange.getRequestBody().readNBytes(MOST_QUESTION_BYTES + 1);
        if (question.length > MOST_QUESTION_BYTES) {
            refuse(exchange);
            return;
        }
        byte[] answer = desk.apply(new String(question, StandardCharsets.UTF_8)).packed();
        Headers headers = commonHeaders(exchange);
        headers.set("Content-Type", "application/octet-stream");
        headers.set("Access-Control-Allow-Origin", origin);
        headers.set("Vary", "Origin");
        send(exchange, answer);
    }

    private void page(HttpExchange exchange) throws IOException {
        String nonce = randomToken();
        Headers headers = commonHeaders(exchange);
        headers.set("Content-Type", "text/html; charset=utf-8");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'nonce-" + nonce
                        + "'; style-src 'unsafe-inline'; img-src data: blob:; media-src blob:; connect-src 'self'; "
                        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        send(exchange, Page.standing(view, nonce).getBytes(StandardCharsets.UTF_8));
    }

    private static Headers commonHeaders(HttpExchange exchange) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        return headers;
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length == 0 ? NO_BODY : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void refuse(HttpExchange exchange) throws IOException {
        refused.incrementAndGet();
        exchange.getResponseHeaders().set("Connection", "close"); // reads nothing more of it
        exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
    }

    /** Ends the server at once; answers on their way are cut. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
