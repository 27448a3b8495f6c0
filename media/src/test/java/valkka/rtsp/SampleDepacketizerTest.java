package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.Codec;

/** RFC 3551 and RFC 7587: sound whose payload is a unit. */
class SampleDepacketizerTest {
    @ParameterizedTest
    @CsvSource({
        "PCMA, 8000, 65543",
        "PCMA, 16000, 65543",
        "PCMU, 8000, 65542",
        "L16, 44100, 65537",
        "OPUS, 48000, 86076",
        "G726-16, 8000, 69667",
        "G726-24, 8000, 69667",
        "G726-32, 8000, 69667",
        "G726-40, 8000, 69667"
    })
    void aPayloadIsAUnitAsItIs(String encoding, int clockRate, int codec) {
        MediaDescription description = RtpTestPackets.track(encoding, clockRate, 1, Map.of());
        RtpTestTrack track = new RtpTestTrack(description);
        track.payload(160, true, "d5d5d5").payload(320, false, "5500").loss().payload(640, false, "01");
        assertThat(track.told()).containsExactly("d5d5d5.", "5500", "!01");
        assertThat(track.timestamps()).containsExactly(160L, 320L, 640L);
        assertThat(Depacketizer.of(description).orElseThrow().codec()).isEqualTo(Codec.of(codec));
    }

    /** Samples 1, 2, 3, ... of so many bits, with the first one in the high bits, and in the low bits. */
    @ParameterizedTest
    @CsvSource({
        "AAL2-G726-16, 1b1b, e4e4", // 00 01 10 11
        "AAL2-G726-24, 053977, 88c6fa", // 000 001 010 011 100 101 110 111
        "AAL2-G726-32, 12345678, 21436587",
        "AAL2-G726-40, 00443214c7, 2088418a39" // 0 1 2 3 4 5 6 7 of 5 bits
    })
    void g726AsAtmPacksItIsTurnedAround(String encoding, String sent, String expected) {
        RtpTestTrack track = new RtpTestTrack(RtpTestPackets.track(encoding, 8_000, 1, Map.of()));
        track.payload(160, false, sent);
        assertThat(track.told()).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JPEG", "VND.ONVIF.METADATA", "G729", "", "H266"})
    void whatCannotBeRecordedHasNone(String encoding) {
        assertThat(Depacketizer.of(RtpTestPackets.track(encoding, 90_000, 0, Map.of())))
                .isEmpty();
    }

    @Test
    void everyUnitIsAnArrayOfItsOwn() {
        RtpTestTrack track = new RtpTestTrack(RtpTestPackets.track("PCMA", 8_000, 1, Map.of()));
        track.payload(160, false, "aa").payload(320, false, "bb");
        assertThat(track.told()).containsExactly("aa", "bb");
    }
}
