package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.CertificatePin;
import valkka.rtsp.Deadline;
import valkka.rtsp.MisbehavingServer;

/** Cameras behind TLS: who is believed, and who is not. */
@Timeout(60)
class LiveThreadTlsTest {
    private static final String PASSWORD = "p@ss:w0rd/ %é";
    private static final String ENCODED = "p@ss:w0rd%2F%20%25é";

    @TempDir
    static Path temp;

    private static TlsCertificate localhost;
    private static TlsCertificate other;

    private final Received received = new Received();
    private LiveThread livethread = new LiveThread("tls");
    private VirtualCamera camera;

    @BeforeAll
    static void makeCertificates() throws Exception {
        localhost = TlsCertificate.make(temp, "dns:localhost");
        other = TlsCertificate.make(temp, "dns:localhost");
    }

    @BeforeEach
    void startCamera() {
        camera = VirtualCamera.builder().gop(5).user("admin", PASSWORD).start();
    }

    @AfterEach
    void stop() {
        livethread.close();
        camera.close();
    }

    private TlsTerminator camera(TlsCertificate certificate) throws Exception {
        return new TlsTerminator(
                certificate.serverContext(),
                URI.create(camera.toString().replace("VirtualCamera ", "")).getPort());
    }

    private static LiveEnvironment trusting(TlsCertificate certificate) {
        return LiveEnvironment.usual()
                .withFirstPause(Duration.ofMillis(100))
                .withOpenPatience(Duration.ofSeconds(5))
                .withRoots(certificate::roots);
    }

    private LiveConnectionContext context(String host, int port) {
        String address = "rtsps://admin:" + ENCODED + "@" + host + ":" + port + "/camera";
        return new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, received);
    }

    private void play(LiveEnvironment environment, LiveConnectionContext context) {
        livethread = received.listenTo(new LiveThread("tls", environment));
        livethread.registerStream(context);
        livethread.start();
        livethread.playStream(context);
    }

    private void assertPlays() throws InterruptedException {
        received.await("key frames", () -> received.keyFrames() >= 2);
        livethread.stop();
        received.assertWellFormed();
        assertThat(received.errors).isEmpty();
    }

    private void assertRefused(String... words) throws InterruptedException {
        received.await(State.LOST, 1);
        livethread.stop();
        assertThat(received.frames).isEmpty();
        assertThat(received.errors).hasSize(1);
        assertThat(received.errors.get(0).kind()).isEqualTo(Kind.IO);
        assertThat(received.errors.get(0).getMessage())
                .startsWith("rtsps://admin:***@")
                .contains(words)
                .doesNotContain("\n", "p@ss", "w0rd");
    }

    @Test
    void aCertificateThatIsTrustedAndNamesTheHostPlays() throws Exception {
        try (TlsTerminator tls = camera(localhost)) {
            play(trusting(localhost), context("localhost", tls.port()));
            assertPlays();
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (TlsTerminator tls = camera(localhost)) {
            play(trusting(localhost), context("127.0.0.1", tls.port()));
            assertRefused("it is for another host than '127.0.0.1'", fingerprint(localhost));
        }
    }

    @Test
    void aCertificateThatHasSignedItselfIsRefusedAndCanBePinnedByWhatTheErrorShows() throws Exception {
        TlsCertificate selfSigned = TlsCertificate.selfSigned(temp);
        try (TlsTerminator tls = camera(selfSigned)) {
            play(trusting(other), context("127.0.0.1", tls.port()));
            assertRefused("it has signed itself", fingerprint(selfSigned), "withPinnedCertificate");
            String shown = received.errors.get(0).getMessage().replaceAll(".*fingerprint is ([0-9A-F:]+):.*", "$1");
            received.errors.clear();
            livethread.close();

            play(trusting(other), context("127.0.0.1", tls.port()).withPinnedCertificate(shown));
            assertPlays();
        }
    }

    @Test
    void aCertificateThatNobodyTrustedHasSignedIsRefused() throws Exception {
        try (TlsTerminator tls = camera(localhost)) {
            play(trusting(other), context("localhost", tls.port()));
            assertRefused("nobody whom this Java trusts has signed it", fingerprint(localhost));
        }
    }

    @Test
    void anotherCertificateThanThePinnedOneIsRefusedAlthoughItIsTrusted() throws Exception {
        try (TlsTerminator tls = camera(localhost)) {
            play(trusting(localhost), context("localhost", tls.port()).withPinnedCertificate(fingerprint(other)));
            assertRefused("another certificate than the pinned one", fingerprint(localhost));
        }
    }

    @Test
    void aCertificateThatHasExpiredIsRefused() throws Exception {
        TlsCertificate expired = TlsCertificate.make(temp, "dns:localhost", "-startdate", "-20d", "-validity", "10");
        try (TlsTerminator tls = camera(expired)) {
            play(trusting(expired), context("localhost", tls.port()));
            assertRefused("it expired on 20", fingerprint(expired));
        }
    }

    @Test
    void aPortThatDoesNotSpeakTlsIsNamed() throws Exception {
        int plainPort =
                URI.create(camera.toString().replace("VirtualCamera ", "")).getPort();
        play(trusting(localhost), context("127.0.0.1", plainPort));
        assertRefused("does not speak TLS", "is it rtsp://");
    }

    @Test
    void nobodyThereIsSaidAsWithoutTls() throws Exception {
        play(trusting(localhost), context("127.0.0.1", MisbehavingServer.CLOSED_PORT));
        assertRefused("nobody answers at 127.0.0.1 port");
    }

    @Test
    void aStopEndsAHandshakeThatNobodyAnswers() throws Exception {
        try (MisbehavingServer silent = new MisbehavingServer(MisbehavingServer::beSilent)) {
            play(LiveEnvironment.usual(), context("127.0.0.1", silent.port()));
            Deadline.until(() -> "a client", () -> silent.clients() == 1);
            long before = System.nanoTime();
            livethread.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        }
        Deadline.until(() -> "no thread of it: " + threads(), () -> threads().isEmpty());
    }

    @Test
    void nothingIsLeftOfAConnectionThatEnded() throws Exception {
        try (TlsTerminator tls = camera(localhost)) {
            play(trusting(localhost), context("localhost", tls.port()));
            assertPlays();
        }
        Deadline.until(() -> "no thread of it: " + threads(), () -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tls"))
                .toList();
    }

    @Test
    void udpBesideTlsIsRefused() {
        LiveConnectionContext context = context("localhost", 322);
        assertThatThrownBy(() -> livethread.registerStream(context.withRequestTcp(false)))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("leave out UDP");
        assertThatThrownBy(() -> livethread.registerStream(context.withRequestMulticast(true)))
                .hasMessageContaining("leave out UDP");
        assertThat(context.address()).isEqualTo("rtsps://admin:***@localhost/camera");
    }

    @Test
    void aFingerprintIsReadAsToolsWriteIt() throws Exception {
        String plain = fingerprint(localhost).replace(":", "");
        for (String form :
                new String[] {plain, plain.toLowerCase(Locale.ROOT), "sha256 Fingerprint=" + fingerprint(localhost)}) {
            assertThat(CertificatePin.parse(form)).hasToString(fingerprint(localhost));
        }
        for (String wrong : new String[] {"", plain.substring(2), plain + "00", "z" + plain.substring(1)}) {
            assertThatThrownBy(() -> CertificatePin.parse(wrong)).hasMessageContaining("64 hexadecimal digits");
        }
    }

    private static String fingerprint(TlsCertificate certificate) throws Exception {
        return CertificatePin.of(certificate.certificate()).toString();
    }
}
