package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.rtsp.MediaDescription.Direction;

/** Session descriptions as cameras and files have them. */
class SdpDocumentTest {
    private static final List<String> CAMERA = List.of(
            "v=0",
            "c=IN IP4 0.0.0.0",
            "a=control:rtsp://cam/live",
            "m=video 0 RTP/AVP 96",
            "a=rtpmap:96 h264/90000",
            "a=fmtp:96  packetization-mode=1; Sprop-Parameter-Sets = Z0I=,aM4= ;profile-level-id=42C01F",
            "a=control:track1?x=1#y",
            "m=audio 0 RTP/AVP 97",
            "a=rtpmap:97 mpeg4-generic/48000/2",
            "a=recvonly",
            "m=audio 0 RTP/AVP 0",
            "a=sendonly");

    private static SdpDocument parse(List<String> lines, String lineEnd) {
        byte[] sdp = (String.join(lineEnd, lines) + lineEnd).getBytes(StandardCharsets.UTF_8);
        return SdpDocument.parse(sdp, TrackChoice::isRecordable);
    }

    private static SdpDocument parse(String... lines) {
        return parse(List.of(lines), "\n");
    }

    @Test
    void aCamerasDescriptionIsReadWhateverEndsItsLines() {
        for (String lineEnd : List.of("\r\n", "\n", "\r", "\r\n\r\n", "  \n")) {
            SdpDocument sdp = parse(CAMERA, lineEnd);
            assertThat(sdp.control()).isEqualTo("rtsp://cam/live");
            assertThat(sdp.media()).hasSize(3);
            MediaDescription video = sdp.media().get(0);
            assertThat(video.encoding()).isEqualTo("H264");
            assertThat(video.clockRate()).isEqualTo(90_000);
            assertThat(video.control()).isEqualTo("track1?x=1#y");
            assertThat(video.formatParameters())
                    .isEqualTo(Map.of(
                            "packetization-mode", "1",
                            "sprop-parameter-sets", "Z0I=,aM4=",
                            "profile-level-id", "42C01F"));
            assertThat(video.address()).isNull();
            assertThat(sdp.media().get(1).channels()).isEqualTo(2);
            assertThat(sdp.media().get(1).direction()).isEqualTo(Direction.RECVONLY);
            assertThat(sdp.media().get(2).encoding()).isEqualTo("PCMU");
            assertThat(sdp.media().get(2).comesFromCamera()).isFalse();
        }
    }

    @Test
    void aPayloadTypeOfRfc3551NeedsNoRtpmap() {
        assertThat(parse("m=audio 0 RTP/AVP 8").media().get(0))
                .hasToString("PCMA")
                .extracting(MediaDescription::clockRate, MediaDescription::channels)
                .containsExactly(8000, 1);
    }

    @Test
    void ofSeveralFormatsTheFirstThatCanBeRecordedCounts() {
        SdpDocument sdp =
                parse("m=audio 0 RTP/AVP 18 98 8", "a=rtpmap:98 telephone-event/8000", "m=audio 0 RTP/AVP 18");
        assertThat(sdp.media()).extracting(MediaDescription::encoding).containsExactly("PCMA", "G729");
    }

    @Test
    void aDirectionOfTheSessionCountsForTracksThatNameNone() {
        SdpDocument sdp = parse("v=0", "a=sendonly", "m=audio 0 RTP/AVP 8", "m=audio 0 RTP/AVP 0", "a=recvonly");
        assertThat(sdp.media())
                .extracting(MediaDescription::direction)
                .containsExactly(Direction.SENDONLY, Direction.RECVONLY);
    }

    @Test
    void whatAFileSaysAboutPortsAndSendersIsRead() {
        MediaDescription media = parse(
                        "c=IN IP4 239.1.2.3/127",
                        "a=source-filter: incl IN IP4 239.1.2.3 192.168.0.9",
                        "m=video 5004/2 RTP/AVP 96",
                        "a=rtcp:5100")
                .media()
                .get(0);
        assertThat(media.address()).isEqualTo("239.1.2.3");
        assertThat(media.source()).isEqualTo("192.168.0.9");
        assertThat(media.port()).isEqualTo(5004);
        assertThat(media.rtcpPort()).isEqualTo(5100);
        assertThat(parse("m=video 5004 RTP/AVP 96").media().get(0).rtcpPort()).isEqualTo(5005);
    }

    @Test
    void theMicrophoneIsChosenAndNotTheBackChannelInFrontOfIt() {
        SdpDocument sdp = parse(
                "m=audio 0 RTP/AVP 0",
                "a=sendonly",
                "m=audio 0 RTP/AVP 18",
                "m=audio 0 RTP/AVP 8",
                "m=video 0 RTP/AVP 26");
        TrackChoice choice = TrackChoice.of(sdp, true);
        assertThat(choice.audio()).hasToString("PCMA");
        assertThat(choice.video()).isNull();
        assertThat(choice.notes())
                .containsExactly("the picture (JPEG) is left out: only H.264 and H.265 can be recorded");
        assertThat(TrackChoice.of(sdp, false).tracks()).isEmpty();
    }

    @Test
    void whatIsNoDescriptionIsSaid() {
        for (String text : List.of("", "this is no SDP", "<html>\n</html>")) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("no line");
        }
        assertThatThrownBy(() -> SdpDocument.parse(new byte[SdpDocument.MAX_BYTES + 1], one -> true))
                .hasMessageContaining("65536 bytes");
        String[] many = new String[101];
        Arrays.fill(many, "m=audio 0 RTP/AVP 8");
        assertThatThrownBy(() -> parse(many)).hasMessageContaining("100 tracks");
    }

    @Test
    void nothingButAValkkaExceptionComesOfRandomChanges() {
        Random random = new Random(7);
        byte[] good = String.join("\r\n", CAMERA).getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = good.clone();
            for (int i = 0; i <= round % 8; i++) {
                byte[] with = "=:;/ \r\n019maf\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
                changed[random.nextInt(changed.length)] = with[random.nextInt(with.length)];
            }
            try {
                SdpDocument sdp = SdpDocument.parse(changed, TrackChoice::isRecordable);
                TrackChoice.of(sdp, true);
                read++;
            } catch (ValkkaException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).isGreaterThan(15_000);
    }
}
