package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7798. VPS 40 01, SPS 42 01, PPS 44 01, IDR 26 01, fragment 62 01, aggregation 60 01. */
class H265DepacketizerTest {
    private final RtpTestTrack track = new RtpTestTrack(RtpTestPackets.h265(Map.of("sprop-max-don-diff", "0")));
    private final RtpTestTrack numbered = new RtpTestTrack(RtpTestPackets.h265(Map.of("sprop-max-don-diff", "2")));

    @Test
    void aNalUnitIsAPayloadAsItIs() {
        track.payload(90, false, "4001 0c").payload(90, true, "2601 af");
        assertThat(track.nalUnits()).containsExactly("40010c", "2601af.");
    }

    @Test
    void anAggregateHasSeveral() {
        track.payload(90, true, "6001 0003 40010c 0003 420101 0003 2601af");
        assertThat(track.nalUnits()).containsExactly("40010c", "420101", "2601af.");
    }

    @Test
    void fragmentsBecomeOneUnitWithItsOwnLayerAndTime() {
        track.payload(90, false, "630a 93 8884")
                .payload(90, false, "630a 13 11")
                .payload(90, true, "630a 53 22");
        assertThat(track.nalUnits()).containsExactly("270a88841122.");
    }

    @Test
    void decodingOrderNumbersAreLeftOut() {
        numbered.payload(90, false, "4001 0007 0c");
        numbered.payload(90, false, "6001 0007 0003 40010c 00 0003 420101 00 0003 2601af");
        numbered.payload(90, false, "6201 93 0007 8884").payload(90, true, "6201 53 11");
        assertThat(numbered.nalUnits()).containsExactly("40010c", "40010c", "420101", "2601af", "2601888411.");
        assertThat(numbered.receiver.stats().malformed()).isZero();
    }

    @Test
    void aLossWithinAUnitDropsIt() {
        track.payload(90, false, "6201 93 88")
                .loss()
                .payload(90, true, "6201 53 11")
                .payload(180, true, "0201 d0");
        assertThat(track.nalUnits()).containsExactly("!0201d0.");
        assertThat(track.receiver.stats().damagedUnits()).isEqualTo(1);
    }

    @Test
    void startCodesWithinAUnitPartIt() {
        track.payload(90, true, "4001 0c 000001 4201 01 00000001 2601 af 00");
        assertThat(track.nalUnits()).containsExactly("40010c", "420101", "2601af.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "6401 0011", "6201", "6001 0009 40010c", "fe01 00"})
    void whatNobodyMaySendIsCounted(String payload) {
        track.payload(90, false, payload).payload(90, true, "2601 af");
        assertThat(track.nalUnits()).containsExactly("!2601af.");
        assertThat(track.receiver.stats().malformed()).isEqualTo(1);
    }
}
