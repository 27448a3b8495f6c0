package valkka.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static valkka.testkit.SecretSearch.encoded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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
import valkka.testkit.RecordedLog;
import valkka.testkit.SecretSearch;

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

    private final ByteArrayOutputStream standard = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Queue<StreamState> states = new ConcurrentLinkedQueue<>();
    private final SecretSearch shown = new SecretSearch(USER, List.of(PASSWORD, WRONG, TOKEN, PATH_TOKEN));
    private RecordedLog log;

    @TempDir
    Path temp;

    private VirtualCamera camera;

    @BeforeEach
    void recordEverything() {
        log = RecordedLog.of("");
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
        log.close();
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
        CompletableFuture<Integer> exit = console.start("record", directory.toString(), "--size=2MiB");
        console.await(exit, () -> console.out().contains(" dropped"));
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
            live.setStateCallback(states::add);
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
            contexts.forEach(shown::add);
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
        return states.stream().anyMatch(is -> is.slot() == slot && is.state() == state);
    }

    /** A camera that sends a client elsewhere, with credentials and tokens of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"rtsp", "rtsps", "http"})
    void whenACameraRedirectsToAnAddressWithCredentials(String scheme) throws Exception {
        String target = address(WRONG).replace("rtsp:", scheme + ":");
        String answer = "RTSP/1.0 302 Moved " + TOKEN + "\r\nCSeq: %s\r\nLocation: " + target + "\r\n\r\n";
        Thread answering;
        AtomicInteger answers = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            answering = new Thread(() -> answerAll(server, answer, answers), "redirecting camera");
            answering.start();
            String first = address(PASSWORD).replaceFirst(":\\d+/", ":" + server.getLocalPort() + "/");
            assertThat(command("probe", first)).isPositive();
        }
        answering.join(10_000);
        assertThat(answers).hasPositiveValue();
        assertNoSecretShows();
    }

    private static void answerAll(ServerSocket server, String answer, AtomicInteger answers) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                OutputStream to = socket.getOutputStream();
                StringBuilder request = new StringBuilder();
                for (int read = in.read(); read >= 0; read = in.read()) {
                    request.append((char) read);
                    if (request.toString().endsWith("\r\n\r\n")) {
                        String cseq = request.toString().replaceAll("(?s).*CSeq: (\\d+).*", "$1");
                        to.write(answer.replace("%s", cseq).getBytes(UTF_8)); // the address has signs of its own
                        answers.incrementAndGet();
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
        CompletableFuture<Integer> exit = console.start(
                "serve",
                "--port=0",
                "--user",
                USER,
                Path.of("..", "sample-fs", "multi").toString());
        console.await(exit, () -> console.out().contains("Serving"));
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

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
    }

    /** Notes the names of the threads that run now. */
    private void look() {
        Thread.getAllStackTraces().keySet().forEach(thread -> shown.add(thread.getName()));
    }

    private void assertNoSecretShows() throws IOException {
        assertThat(log.records()).as("log records").isNotEmpty();
        shown.add(log.text());
        states.forEach(shown::add);
        shown.add(standard.toString(UTF_8));
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                shown.add(file);
                shown.add(new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
        assertThat(shown.found()).as("what shows a secret").isEmpty();
    }
}
