package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.Codec;

/** RFC 3640, mode AAC-hbr: headers of 13 bits for the size and 3 for the index. */
class AacDepacketizerTest {
    private static final Map<String, String> HIGH_RATE = Map.of(
            "mode", "AAC-hbr", "sizelength", "13", "indexlength", "3", "indexdeltalength", "3", "config", "1408");

    private final RtpTestTrack track = track(HIGH_RATE);

    @Test
    void anAccessUnitGetsItsHeaderInFront() {
        track.payload(1000, true, "0010 0018 aabbcc");
        assertThat(track.told()).containsExactly("fff160400" + "15ffc" + "aabbcc.");
        assertThat(Depacketizer.of(description(HIGH_RATE)).orElseThrow().codec())
                .isEqualTo(Codec.AAC);
    }

    @Test
    void severalHaveATimeEachAndTheMarkerIsOfTheLast() {
        track.payload(1000, true, "0030 0010 0008 0018 aaaa bb cccccc");
        assertThat(bare()).containsExactly("aaaa", "bb", "cccccc.");
        assertThat(track.timestamps()).containsExactly(1000L, 2024L, 3048L);
    }

    @Test
    void thoseThatAreInterleavedSayWhereTheyBelong() {
        track.payload(1000, true, "0020 0008 000a aa bb");
        assertThat(track.timestamps()).containsExactly(1000L, 1000L + 3 * 1024);
    }

    @Test
    void anAccessUnitInSeveralPacketsBecomesWhole() {
        track.payload(1000, false, "0010 0028 aabb")
                .payload(1000, false, "0010 0028 cc")
                .payload(1000, true, "0010 0028 ddee");
        assertThat(bare()).containsExactly("aabbccddee.");
    }

    @Test
    void aPieceThatIsLostDropsTheAccessUnit() {
        track.payload(1000, false, "0010 0028 aabb").loss().payload(1000, true, "0010 0028 ddee");
        track.payload(2024, true, "0010 0008 11");
        assertThat(bare()).containsExactly("!11.");
        assertThat(track.receiver.stats().damagedUnits()).isPositive();
    }

    @Test
    void anotherTimeDropsWhatIsOpen() {
        track.payload(1000, false, "0010 0028 aabb").payload(2024, true, "0010 0008 11");
        assertThat(bare()).containsExactly("!11.");
        assertThat(track.receiver.stats().damagedUnits()).isEqualTo(1);
    }

    @Test
    void theTimeOfAFrameIsByTheRateOfTheCore() {
        // HE-AAC: a core of 24 kHz within 48 kHz.
        RtpTestTrack doubled =
                new RtpTestTrack(RtpTestPackets.track("MPEG4-GENERIC", 48_000, 1, with("config", "2b098800")));
        doubled.payload(1000, true, "0020 0008 0008 aa bb");
        assertThat(doubled.timestamps()).containsExactly(1000L, 1000L + 2048);
    }

    @Test
    void fieldsThatNobodyUsesArePassedOver() {
        Map<String, String> more = with("ctsdeltalength", "4");
        more.put("dtsdeltalength", "4");
        more.put("randomaccessindication", "1");
        more.put("streamstateindication", "2");
        more.put("auxiliarydatasizelength", "8");
        // 13 size, 3 index, 0 no composition time, 1 and 0101 decoding time, 1 access, 2 state; 08: a byte more
        RtpTestTrack other = track(more);
        other.payload(1000, true, "0019 0010 5e 80 08ff aaaa");
        assertThat(bare(other)).containsExactly("aaaa.");
    }

    @Test
    void accessUnitsOfOneSizeNeedNoHeaders() {
        RtpTestTrack constant = track(Map.of("config", "1408", "constantsize", "2"));
        constant.payload(1000, true, "aaaa bbbb");
        assertThat(bare(constant)).containsExactly("aaaa", "bbbb.");
    }

    @Test
    void theModeSaysWhatTheParametersDoNot() {
        RtpTestTrack low = track(Map.of("config", "1408", "mode", "AAC-lbr"));
        low.payload(1000, true, "0008 0c aabbcc");
        assertThat(bare(low)).containsExactly("aabbcc.");
        RtpTestTrack high = track(Map.of("config", "1408", "mode", "AAC-hbr"));
        high.payload(1000, true, "0010 0018 aabbcc");
        assertThat(bare(high)).containsExactly("aabbcc.");
    }

    @Test
    void withoutAConfigItIsTheUsualKind() {
        RtpTestTrack bareTrack = track(Map.of("mode", "AAC-hbr"));
        bareTrack.payload(1000, true, "0010 0018 aabbcc");
        assertThat(bareTrack.told()).containsExactly("fff16040015ffcaabbcc.");
    }

    @Test
    void anAccessUnitThatHasAnAdtsHeaderKeepsIt() {
        track.payload(1000, true, "0010 0050 fff16040 015ffc aabbcc");
        assertThat(track.told()).containsExactly("fff16040015ffcaabbcc.");
    }

    @ParameterizedTest
    @CsvSource({
        "headers longer than the packet, 0110 0018 aabbcc",
        "no headers,                     0000 aabbcc",
        "one byte,                       00",
        "the second one is cut,          0020 0008 0018 aa bb",
        "a size that ADTS cannot say,    0010 ffff aa"
    })
    void whatIsMalformedIsCounted(String what, String payload) {
        track.payload(1000, true, payload).payload(2024, true, "0010 0008 11");
        assertThat(bare()).as(what).last().isEqualTo("!11.");
        assertThat(track.receiver.stats().malformed()).as(what).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "MPEG4-GENERIC, 8 kinds of surround, 1400",
        "MPEG4-GENERIC, no hexadecimal, xyz",
        "MPEG4-GENERIC, ALS, f800"
    })
    void aKindThatAdtsCannotDescribeIsNotRecorded(String encoding, String what, String config) {
        assertThat(Depacketizer.of(RtpTestPackets.track(encoding, 16_000, 1, Map.of("config", config))))
                .as(what)
                .isEmpty();
    }

    private static MediaDescription description(Map<String, String> parameters) {
        return RtpTestPackets.track("MPEG4-GENERIC", 16_000, 1, parameters);
    }

    private static RtpTestTrack track(Map<String, String> parameters) {
        return new RtpTestTrack(description(parameters));
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> parameters = new HashMap<>(HIGH_RATE);
        parameters.put(name, value);
        return parameters;
    }

    private List<String> bare() {
        return bare(track);
    }

    /** Without the headers. */
    private static List<String> bare(RtpTestTrack track) {
        return track.told().stream()
                .map(unit -> unit.replaceFirst("fff1.{10}", ""))
                .toList();
    }
}
