package valkka.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.camera.VirtualCamera;
import valkka.filter.DummyFrameFilter;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;
import valkka.live.StreamState;
import valkka.onvif.VirtualOnvifDevice;
import valkka.rtsp.RtspServerAuth;

/**
 * Drives the commands and the library through cameras with a password, and with tokens in path and query. Then the test
 * looks for each secret, in each form, in everything that was said: log records of all levels with their causes,
 * standard output and error, thread names, the text of every object, and every byte of every file.
 */
@Timeout(120)
class SecretsStaySecretTest {
    private static final String USER = "vi3wer";
    private static final String PASSWORD = "Pa55w0rd@w/rd:ü%1";
    private static final String WRONG = "Wr0ngpass&p/ss";
    private static final String TOKEN = "T0k3n+in/query=";
    private static final String PATH_TOKEN = "PthT0k3n-9f.8e7d";

    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Queue<Object> shown = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream standard = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final List<Handler> handlers = List.of(root.getHandlers());
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @TempDir
    Path temp;

    private VirtualCamera camera;

    @BeforeEach
    void recordEverything() {
        handlers.forEach(root::removeHandler);
        recorder.setLevel(Level.ALL);
        root.addHandler(recorder);
        root.setLevel(Level.ALL);
        PrintStream both = new PrintStream(standard, true, UTF_8);
        System.setOut(both);
        System.setErr(both);
        camera = camera(RtspServerAuth.DIGEST);
    }

    @AfterEach
    void giveBackWhatWasTaken() {
        camera.close();
        System.setOut(out);
        System.setErr(err);
        root.setLevel(level);
        root.removeHandler(recorder);
        handlers.forEach(root::addHandler);
    }

    private static VirtualCamera camera(RtspServerAuth auth) {
        return VirtualCamera.builder()
                .size(160, 120)
                .gop(5)
                .user(USER, PASSWORD)
                .auth(auth)
                .path("/" + PATH_TOKEN + "/live")
                .start();
    }

    /** The camera's address with a password, and with a token behind it. */
    private String address(String password) {
        URI uri = URI.create(camera.address());
        return "rtsp://" + USER + ":" + encoded(password) + "@127.0.0.1:" + uri.getPort() + "/" + PATH_TOKEN
                + "/live?token=" + encoded(TOKEN);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    // ---- what is done ----

    @ParameterizedTest
    @ValueSource(strings = {"DIGEST", "BASIC"})
    void whileACameraIsProbedAndRecordedAndItsRecordingIsShown(String auth) throws Exception {
        camera.close();
        camera = camera(RtspServerAuth.valueOf(auth));
        assertThat(command("probe", address(PASSWORD))).isZero();
        Path directory = temp.resolve("rec");
        TestConsole console =
                new TestConsole().with("VALKKA_CAMERA", address(PASSWORD)).onTerminal();
        CompletableFuture<Integer> exit = inTheBackground(console, "record", directory.toString(), "--size=2MiB");
        await(() -> console.out().contains(" dropped"));
        look();
        console.stop();
        assertThat(exit.join()).isZero();
        shown.add(console.out() + console.err());
        for (String name : List.of("info", "dump", "check", "verify", "repair")) {
            command(name, directory.toString());
        }
        assertThat(command(
                        "export", directory.toString(), temp.resolve("clip.mkv").toString()))
                .isZero();
        assertNoSecretShows();
    }

    @Test
    void whenThePasswordIsWrongOrTheStreamIsNotThere() throws Exception {
        for (String address : List.of(
                address(WRONG),
                address(PASSWORD).replace("/live", "/elsewhere"),
                address(PASSWORD).replace("rtsp:", "rtsps:"),
                address(PASSWORD).replace("rtsp:", "http:"),
                address(PASSWORD).replaceFirst(":\\d+/", ":1/"),
                address(PASSWORD).replaceFirst(":\\d+/", ":99999/"),
                address(PASSWORD).replace("127.0.0.1", "[::"),
                address(PASSWORD) + " ")) {
            assertThat(command("probe", address)).as("the exit code").isPositive();
            command("record", address, temp.resolve("none").toString());
        }
        command("probe", address(PASSWORD), "--pin", "ab:cd");
        command("probe", address(PASSWORD), "--" + TOKEN, address(WRONG));
        assertNoSecretShows();
    }

    @Test
    void whileALiveThreadPlaysAndLosesItsCameraAndIsRefused() throws Exception {
        try (LiveThread live = new LiveThread("live")) {
            live.setStateCallback(shown::add);
            List<LiveConnectionContext> contexts = new ArrayList<>();
            for (String password : List.of(PASSWORD, WRONG)) {
                LiveConnectionContext context = new LiveConnectionContext(
                                LiveConnectionType.RTSP,
                                address(password),
                                contexts.size() + 1,
                                new DummyFrameFilter("end"))
                        .withReconnect(Duration.ofSeconds(1));
                contexts.add(context);
                live.registerStream(context);
            }
            live.start();
            contexts.forEach(live::playStream);
            await(() -> reached(1, StreamState.State.PLAYING) && reached(2, StreamState.State.UNAUTHORIZED));
            look();
            shown.addAll(contexts);
            shown.add(live);
            shown.add(live.stats());
            shown.add(camera.stats());
            camera.close();
            await(() -> reached(1, StreamState.State.LOST));
            look();
            shown.add(live.stats());
        }
        assertNoSecretShows();
    }

    private boolean reached(int slot, StreamState.State state) {
        return shown.stream()
                .anyMatch(object -> object instanceof StreamState is && is.slot() == slot && is.state() == state);
    }

    /** A camera that sends a client elsewhere, with credentials and tokens of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"rtsp", "rtsps", "http"})
    void whenACameraRedirectsToAnAddressWithCredentials(String scheme) throws Exception {
        String target = address(WRONG).replace("rtsp:", scheme + ":");
        String answer = "RTSP/1.0 302 Moved " + TOKEN + "\r\nCSeq: %s\r\nLocation: " + target + "\r\n\r\n";
        Thread answering;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            answering = new Thread(() -> answerAll(server, answer), "redirecting camera");
            answering.start();
            String first = address(PASSWORD).replaceFirst(":\\d+/", ":" + server.getLocalPort() + "/");
            assertThat(command("probe", first)).isPositive();
        }
        answering.join(10_000);
        assertNoSecretShows();
    }

    private static void answerAll(ServerSocket server, String answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                OutputStream to = socket.getOutputStream();
                StringBuilder request = new StringBuilder();
                for (int read = in.read(); read >= 0; read = in.read()) {
                    request.append((char) read);
                    if (request.toString().endsWith("\r\n\r\n")) {
                        String cseq = request.toString().replaceAll("(?s).*CSeq: (\\d+).*", "$1");
                        to.write(answer.formatted(cseq).getBytes(UTF_8));
                        request.setLength(0);
                    }
                }
            } catch (IOException e) {
                // The client went away, or the test ends: then the loop ends, too.
            }
        }
    }

    @Test
    void whileCamerasAreDiscoveredAndARecordingIsServed() throws Exception {
        try (VirtualOnvifDevice device =
                VirtualOnvifDevice.builder()
                        .endpoint("urn:uuid:1")
                        .name("Door")
                        .model("Maker", "M1", "HW-7")
                        .user(USER, PASSWORD)
                        .stream("main", "H264", 640, 360, 25, address(PASSWORD))
                        .start()) {
            String host = "127.0.0.1:" + device.address().getPort();
            for (String password : List.of(PASSWORD, WRONG)) {
                command("discover", "--seconds=1", "--user=" + USER + ":" + password, host);
                command("discover", "--seconds=1", "--json", "--user=" + USER + ":" + password, host);
            }
        }
        TestConsole console = new TestConsole().with("VALKKA_PASSWORD", PASSWORD);
        CompletableFuture<Integer> exit = inTheBackground(
                console,
                "serve",
                "--port=0",
                "--user",
                USER,
                Path.of("..", "sample-fs", "multi").toString());
        await(() -> console.out().contains("Serving"));
        String served = console.out().replaceAll("(?s).*127.0.0.1:(\\d+)/1001.*", "$1");
        for (String password : List.of(PASSWORD, WRONG)) {
            command("probe", "rtsp://" + USER + ":" + encoded(password) + "@127.0.0.1:" + served + "/1001");
        }
        look();
        console.stop();
        assertThat(exit.join()).isZero();
        shown.add(console.out() + console.err());
        assertNoSecretShows();
    }

    @Test
    void inHelpAndCompletionWhileTheEnvironmentHoldsThem() throws Exception {
        for (String name : List.of("probe", "record", "serve", "discover", "export", "info", "completion")) {
            command(name, "--help");
        }
        command("help");
        command("probe", "--password=" + PASSWORD);
        command(address(PASSWORD));
        assertNoSecretShows();
    }

    // ---- what is looked at ----

    private int command(String... words) throws Exception {
        TestConsole console =
                new TestConsole().with("VALKKA_CAMERA", address(PASSWORD)).with("VALKKA_PASSWORD", PASSWORD);
        int exit = console.run(words);
        shown.add(console.out() + console.err());
        look();
        return exit;
    }

    private static CompletableFuture<Integer> inTheBackground(TestConsole console, String... words) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return console.run(words);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
    }

    /** Notes the names of the threads that run now. */
    private void look() {
        Thread.getAllStackTraces().keySet().forEach(thread -> shown.add(thread.getName()));
    }

    private void assertNoSecretShows() throws IOException {
        StringBuilder all = new StringBuilder();
        for (LogRecord record : records) {
            all.append(new SimpleFormatter().format(record)).append('\n');
            for (Object parameter : record.getParameters() == null ? new Object[0] : record.getParameters()) {
                all.append(text(parameter)).append('\n');
            }
        }
        shown.forEach(object -> all.append(text(object)).append('\n'));
        all.append(standard.toString(UTF_8));
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(file).append('\n').append(new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
        assertThat(records).as("log records").isNotEmpty();
        String everything = all.toString();
        String lower = everything.toLowerCase(Locale.ROOT);
        for (String secret : List.of(PASSWORD, WRONG, TOKEN, PATH_TOKEN)) {
            for (String form : forms(secret)) {
                int at = lower.indexOf(form.toLowerCase(Locale.ROOT));
                assertThat(
                                at < 0
                                        ? ""
                                        : everything.substring(
                                                Math.max(0, at - 200), Math.min(everything.length(), at + 100)))
                        .as("what shows %s in the form %s", secret, form)
                        .isEmpty();
            }
        }
    }

    private static String text(Object object) {
        if (object instanceof Throwable error) {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            return trace.toString();
        }
        return String.valueOf(object);
    }

    /** Plain, percent-encoded, in quoted parts, as bytes of a file, and in Base64, alone and in a proof of Basic. */
    private static List<String> forms(String secret) {
        List<String> forms = new ArrayList<>(List.of(
                secret,
                encoded(secret),
                encoded(secret).replace("%2F", "/").replace("%3A", ":"),
                encoded(encoded(secret)),
                new String(secret.getBytes(UTF_8), ISO_8859_1)));
        // A piece that no other word has: a message may show only one side of a separator.
        forms.addAll(List.of(secret.split("[^A-Za-z0-9]")).subList(0, 1));
        for (String prefix : List.of("", USER + ":", "x", "xy")) {
            String base64 = Base64.getEncoder().encodeToString((prefix + secret).getBytes(UTF_8));
            // The characters that bits of neighbours share are left out.
            forms.add(base64.substring(prefix.isEmpty() || prefix.endsWith(":") ? 0 : 4, base64.length() - 4));
        }
        return forms;
    }
}
