package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.RtspClientSettings.Transport;

/** Sessions with whole cameras: GStreamer's, our own, and the one with faults. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class RtspClientCamerasTest {
    @TempDir
    Path temp;

    private final RtspTestListener heard = new RtspTestListener();

    @AfterEach
    void close() {
        heard.close();
    }

    private QuirkyCamera camera(String file, String switches) throws Exception {
        return QuirkyCamera.start(QuirkyCamera.file(file), temp, switches);
    }

    private static String withPassword(QuirkyCamera camera) {
        return camera.address().replace("rtsp://", "rtsp://admin:secret@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "digest", "sha256", "both", "md5first", "qop", "stale", "quoted"})
    void eachAuthenticationIsKnown(String auth) throws Exception {
        try (QuirkyCamera camera = camera("base.h264", "auth=" + auth)) {
            heard.play(withPassword(camera), Transport.TCP);
            heard.awaitPackets(Subsession.VIDEO, 20);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"control=query", "control=query base=no", "channels=4", "junk=1", "keep=mute", "public=OPTIONS"})
    void aQuirkIsNoLoss(String quirk) throws Exception {
        try (QuirkyCamera camera = camera("base.h265", "audio=pcma " + quirk)) {
            heard.play(camera.address(), Transport.TCP);
            heard.awaitPackets(Subsession.VIDEO, 20);
            heard.awaitPackets(Subsession.AUDIO, 20);
            assertThat(heard.notes).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"500, TCP", "461, TCP", "500, UDP"})
    void aRefusedSoundIsLeftOutAndNamed(int status, Transport transport) throws Exception {
        try (QuirkyCamera camera = camera("base.h264", "audio=pcma audiocode=" + status)) {
            heard.play(camera.address(), transport);
            heard.awaitPackets(Subsession.VIDEO, 20);
            assertThat(heard.notes).singleElement().asString().contains("the sound (PCMA) is left out", "" + status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "500", "recv"})
    void aBackChannelIsNoMicrophone(String back) throws Exception {
        try (QuirkyCamera camera = camera("base.h264", "audio=pcma back=" + back)) {
            heard.play(camera.address(), Transport.TCP);
            heard.awaitPackets(Subsession.AUDIO, 20);
            assertThat(heard.tracks)
                    .extracting(track -> track.description().encoding())
                    .containsExactly("H264", "PCMA");
            assertThat(heard.notes).isEmpty();
            assertThat(camera.log()).noneMatch(line -> line.contains("SETUP") && line.contains("track9"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"TCP", "UDP"})
    void aCameraIsPlayedOverIpv6(Transport transport) throws Exception {
        InetAddress here = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        if (NetworkInterface.getByInetAddress(here) == null) {
            return; // a container without IPv6: nothing can be said there
        }
        try (QuirkyCamera camera = camera("base.h265", "bind=::1 audio=pcma")) {
            heard.play(camera.address().replace("127.0.0.1", "[::1]"), transport);
            heard.awaitPackets(Subsession.VIDEO, 20);
            heard.awaitPackets(Subsession.AUDIO, 20);
            assertThat(heard.tracks).hasSize(2).allMatch(track -> track.overUdp() == (transport == Transport.UDP));
            assertThat(camera.log()).anyMatch(line -> line.contains("SETUP") && line.contains("[::1]"));
        }
    }

    @Test
    void keepAlivesHoldASessionThatTimesOut() throws Exception {
        try (QuirkyCamera camera = camera("base.h264", "timeout=1")) {
            heard.play(camera.address(), Transport.UDP);
            heard.awaitPackets(Subsession.VIDEO, 150);
            assertThat(heard.failures).isEmpty();
            assertThat(camera.log()).anyMatch(line -> line.contains("GET_PARAMETER"));
        }
    }

    @Test
    void aCameraThatClosesBehindPlayIsLost() throws Exception {
        try (QuirkyCamera camera = camera("base.h264", "closeplay=1")) {
            heard.play(camera.address(), Transport.TCP);
            assertThat(heard.awaitFailure().kind()).isEqualTo(Kind.IO);
            assertThat(heard.failures.get(0)).hasMessageContaining("the camera ended the stream");
            assertThat(heard.tracks).isNotEmpty();
        }
    }

    @Test
    void whatCannotBeRecordedIsNamed() throws Exception {
        try (QuirkyCamera camera = camera("base.h264", "nots=1 audio=vendor")) {
            heard.play(camera.address(), Transport.TCP);
            assertThat(heard.awaitFailure())
                    .hasMessageContaining("offers no H.264 or H.265 video and no sound, but an unknown encoding");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"TCP", "UDP"})
    void gstreamerPlaysWithDigestAndSound(Transport transport) throws Exception {
        try (GstCamera camera = GstCamera.start("--auth", "digest", "--codec", "h265", "--audio", "aac")) {
            heard.play(camera.address("admin:12345"), transport);
            heard.awaitPackets(Subsession.VIDEO, 50);
            heard.awaitPackets(Subsession.AUDIO, 50);
            Deadline.until(heard::toString, () -> heard.rtcp() > 0);
            assertThat(heard.tracks).allMatch(track -> track.overUdp() == (transport == Transport.UDP));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"TCP", "UDP"})
    void ourServerPlays(Transport transport) {
        RtspTestSource source = new RtspTestSource();
        try (RtspServer server = RtspServer.builder().user("admin", "12345").start()) {
            heard.play(server.mount("/cam", source), transport);
            source.awaitSubscribers(1);
            source.key(5000, 1);
            source.delta(100, 2);
            heard.awaitPackets(Subsession.VIDEO, 6);
        }
    }
}
