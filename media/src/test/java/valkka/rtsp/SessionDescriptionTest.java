package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;

class SessionDescriptionTest {
    private static final byte[] SPS = {0x67, 0x42, (byte) 0xc0, 0x1f, 1, 2};
    private static final byte[] PPS = {0x68, 9, 8};

    @Test
    void theSdpHoldsTheParameterSetsAndTheProfile() {
        String sdp = new SessionDescription(Codec.H264, List.of(SPS, PPS), 25).toSdp();
        assertThat(sdp.split("\r\n"))
                .startsWith("v=0")
                .containsSubsequence(
                        "m=video 0 RTP/AVP 96",
                        "a=rtpmap:96 H264/90000",
                        "a=fmtp:96 packetization-mode=1;profile-level-id=42C01F;sprop-parameter-sets=Z0LAHwEC,aAkI",
                        "a=framerate:25.00",
                        "a=control:trackID=0");
        assertThat(sdp).endsWith("\r\n");
    }

    @Test
    void soundIsATrackOfItsOwn() {
        SessionDescription description = new SessionDescription(Codec.H264, List.of(SPS, PPS), 25, Codec.PCMA);
        assertThat(description.toSdp().split("\r\n"))
                .containsSubsequence(
                        "m=video 0 RTP/AVP 96",
                        "a=control:trackID=0",
                        "m=audio 0 RTP/AVP 8",
                        "a=rtpmap:8 PCMA/8000",
                        "a=control:trackID=1");
        assertThatThrownBy(() -> new SessionDescription(Codec.H264, List.of(), 25, Codec.AAC))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("PCMA");
    }

    @Test
    void ofH265EachKindOfParameterSetStandsForItself() {
        byte[] vps = {0x40, 1, 2};
        byte[] sps = {0x42, 1, 2};
        byte[] pps = {0x44, 1, 2};
        String sdp = new SessionDescription(Codec.H265, List.of(vps, sps, pps), 0).toSdp();
        assertThat(sdp.split("\r\n"))
                .containsSubsequence(
                        "a=rtpmap:96 H265/90000", "a=fmtp:96 sprop-vps=QAEC;sprop-sps=QgEC;sprop-pps=RAEC");
        assertThat(new SessionDescription(Codec.H265, List.of(), 0).toSdp()).doesNotContain("fmtp");
    }

    @Test
    void whatIsUnknownIsLeftOut() {
        String sdp = new SessionDescription(Codec.H264, List.of(), 0).toSdp();
        assertThat(sdp).contains("packetization-mode=1\r\n").doesNotContain("sprop", "profile", "framerate");
    }

    @Test
    void otherCodecsAreRefused() {
        assertThatThrownBy(() -> new SessionDescription(Codec.AAC, List.of(), 25))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("AAC");
        assertThatThrownBy(() -> new SessionDescription(Codec.H264, List.of(), Double.NaN))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("not NaN");
    }
}
