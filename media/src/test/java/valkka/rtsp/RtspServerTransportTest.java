package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtspServerTransportTest {
    @Test
    void theFirstOfferThatIsPossibleIsTaken() {
        assertThat(RtspServerTransport.choose("RTP/AVP/TCP;unicast;interleaved=2-3", 0))
                .contains(new RtspServerTransport(true, 2, 3));
        assertThat(RtspServerTransport.choose("RTP/AVP;unicast;client_port=5000-5001", 0))
                .contains(new RtspServerTransport(false, 5000, 5001));
        assertThat(RtspServerTransport.choose("rtp/avp/udp; unicast; client_port=5000; mode=\"PLAY\"", 0))
                .contains(new RtspServerTransport(false, 5000, 5001));
        assertThat(RtspServerTransport.choose("RTP/AVP/TCP", 0)).contains(new RtspServerTransport(true, 0, 1));
        assertThat(RtspServerTransport.choose("RTP/AVP/TCP", 1)).contains(new RtspServerTransport(true, 2, 3));
        assertThat(RtspServerTransport.choose(
                        "RTP/AVP;multicast,RTP/SAVP;unicast;client_port=1-2,RTP/AVP/TCP;unicast", 0))
                .contains(new RtspServerTransport(true, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",;,;",
                "RTP/AVP",
                "RTP/AVP;multicast;client_port=5000-5001",
                "RTP/AVP;client_port=0-1",
                "RTP/AVP;client_port=65535",
                "RTP/AVP;client_port=99999-99999",
                "RTP/AVP;client_port=5000-5000",
                "RTP/AVP/TCP;interleaved=255",
                "RTP/AVP/TCP;interleaved=300-301",
                "RTP/AVP/TCP;interleaved=-1-0",
                "RTP/AVP/TCP;interleaved=x",
                "RTP/AVP/TCP;mode=record",
                "RAW/RAW/UDP;client_port=5000-5001"
            })
    void offersThatAreNotPossibleAreNone(String header) {
        assertThat(RtspServerTransport.choose(header, 0)).isEmpty();
    }
}
