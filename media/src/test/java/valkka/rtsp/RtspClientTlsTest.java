package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.live.TlsCertificate;
import valkka.live.TlsTerminator;
import valkka.rtsp.RtspClientSettings.Transport;

/** Cameras in TLS, on the event loop: who is believed, and who is not. */
@Timeout(60)
class RtspClientTlsTest {
    @TempDir
    static Path temp;

    private static TlsCertificate localhost;
    private static TlsCertificate other;

    private final RtspTestListener heard = new RtspTestListener();
    private final RtspTestSource source = new RtspTestSource();
    private final RtspServer server =
            RtspServer.builder().user("admin", "s3cret").start();

    @BeforeAll
    static void makeCertificates() throws Exception {
        localhost = TlsCertificate.make(temp, "dns:localhost");
        other = TlsCertificate.make(temp, "dns:localhost");
    }

    @AfterEach
    void close() {
        heard.close();
        server.close();
    }

    private void play(String host, int port, Supplier<X509ExtendedTrustManager> roots, @Nullable CertificatePin pin) {
        heard.play(new RtspClientSettings(
                RtspAddress.parse("rtsps://admin:s3cret@" + host + ":" + port + "/cam"),
                RtspTestListener::resolve,
                Transport.UDP,
                0,
                true,
                pin,
                roots,
                Duration.ofSeconds(10),
                InstantSource.system()));
    }

    private void assertPlays() {
        Deadline.until(heard::toString, () -> !heard.tracks.isEmpty());
        source.awaitSubscribers(1);
        source.key(5000, 1);
        source.delta(100, 2);
        heard.awaitPackets(Subsession.VIDEO, 6);
        assertThat(heard.tracks).noneMatch(RtpSession.Track::overUdp);
    }

    private void assertRefused(String... words) {
        assertThat(heard.awaitFailure().getMessage())
                .startsWith("rtsps://admin:***@")
                .contains(words)
                .doesNotContain("\n", "s3cret");
        assertThat(heard.failures.get(0).kind()).isEqualTo(ValkkaException.Kind.IO);
    }

    @Test
    void aCertificateThatIsTrustedAndNamesTheHostPlaysThroughTheConnection() throws Exception {
        server.mount("/cam", source);
        try (TlsTerminator tls = new TlsTerminator(localhost.serverContext(), server.port())) {
            play("localhost", tls.port(), localhost::roots, null);
            assertPlays();
        }
    }

    @Test
    void aPinnedCertificatePlaysWhateverTheRootsSay() throws Exception {
        server.mount("/cam", source);
        try (TlsTerminator tls = new TlsTerminator(localhost.serverContext(), server.port())) {
            play("127.0.0.1", tls.port(), other::roots, CertificatePin.of(localhost.certificate()));
            assertPlays();
        }
    }

    @Test
    void anotherCertificateThanThePinnedOneIsRefused() throws Exception {
        try (TlsTerminator tls = new TlsTerminator(localhost.serverContext(), server.port())) {
            play("localhost", tls.port(), localhost::roots, CertificatePin.of(other.certificate()));
            assertRefused("another certificate than the pinned one");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (TlsTerminator tls = new TlsTerminator(localhost.serverContext(), server.port())) {
            play("127.0.0.1", tls.port(), localhost::roots, null);
            assertRefused(
                    "it is for another host than '127.0.0.1'",
                    CertificatePin.of(localhost.certificate()).toString());
        }
    }

    @Test
    void aCertificateThatHasExpiredIsRefused() throws Exception {
        TlsCertificate expired = TlsCertificate.make(temp, "dns:localhost", "-startdate", "-20d", "-validity", "10");
        try (TlsTerminator tls = new TlsTerminator(expired.serverContext(), server.port())) {
            play("localhost", tls.port(), expired::roots, null);
            assertRefused("it expired on 20");
        }
    }

    @Test
    void aCertificateOfNobodyTrustedIsRefused() throws Exception {
        try (TlsTerminator tls = new TlsTerminator(localhost.serverContext(), server.port())) {
            play("localhost", tls.port(), other::roots, null);
            assertRefused("nobody whom this Java trusts has signed it");
        }
    }

    @Test
    void aPortWithoutTlsIsNamed() {
        play("127.0.0.1", server.port(), localhost::roots, null);
        assertRefused("does not speak TLS", "is it rtsp://");
    }

    @Test
    void nobodyThereIsSaidAsWithoutTls() {
        play("127.0.0.1", MisbehavingServer.CLOSED_PORT, localhost::roots, null);
        assertRefused("nobody answers at 127.0.0.1 port");
    }
}
