package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 6416. The config 400028103fc0 is LC, 16 kHz, mono, with lengths in front of access units. */
class LatmDepacketizerTest {
    private static final String LC_16_MONO = "40002810" + "3fc0";

    private final RtpTestTrack described = track(Map.of("cpresent", "0", "config", LC_16_MONO));

    @Test
    void anAccessUnitGetsItsHeaderInFront() {
        described.payload(1000, true, "03 aabbcc");
        assertThat(described.told()).containsExactly("fff16040015ffcaabbcc.");
    }

    @Test
    void aLongAccessUnitHasALengthOfSeveralBytes() {
        described.payload(1000, true, "ff2d" + "aa".repeat(300));
        assertThat(bare(described)).containsExactly("aa".repeat(300) + ".");
    }

    @Test
    void anElementInSeveralPacketsBecomesWhole() {
        described.payload(1000, false, "05 aabb").payload(1000, false, "cc").payload(1000, true, "ddee");
        assertThat(bare(described)).containsExactly("aabbccddee.");
    }

    @Test
    void anElementThatMissesAPieceIsDropped() {
        described
                .payload(1000, false, "05 aabb")
                .loss()
                .payload(1000, true, "ddee")
                .payload(2024, true, "01 11");
        assertThat(bare(described)).containsExactly("!11.");
        assertThat(described.receiver.stats().damagedUnits()).isEqualTo(1);
    }

    @Test
    void aPieceWhoseBeginningIsLostIsNoElement() {
        described.loss().payload(1000, true, "01 ddee").payload(2024, true, "01 11");
        described.payload(3048, false, "05 aabb").payload(3048, true, "ccddee");
        described.loss().payload(4072, true, "01 22").payload(5096, true, "01 33");
        assertThat(bare(described)).containsExactly("dd.", "11.", "aabbccddee.", "!33.");
    }

    @Test
    void withoutMarkersAnotherTimeEndsAnElement() {
        described.payload(1000, false, "03 aabb").payload(1000, false, "cc").payload(2024, false, "01 dd");
        described.payload(3048, false, "01 ee");
        assertThat(bare(described)).containsExactly("aabbcc", "dd");
    }

    @Test
    void severalSubFramesHaveATimeEach() {
        // 0 version, 1 same framing, 000001 two of them, the rest as above
        RtpTestTrack two = track(Map.of("cpresent", "0", "config", "41002810" + "3fc0"));
        two.payload(1000, true, "02 aaaa 01 bb");
        assertThat(bare(two)).containsExactly("aaaa", "bb.");
        assertThat(two.timestamps()).containsExactly(1000L, 2024L);
    }

    @Test
    void theConfigMayComeInBand() {
        RtpTestTrack inBand = track(Map.of("cpresent", "1"));
        // 1: as before. 0 and the config, whose 44 bits shift what follows
        inBand.payload(0, true, "81 d5").payload(1000, true, shifted("0", LC_16_MONO, "03aabbcc"));
        inBand.payload(2024, true, shifted("1", "", "02ddee"));
        assertThat(inBand.told()).containsExactly("!fff16040015ffcaabbcc.", "fff160400" + "13ffcddee.");
        assertThat(inBand.receiver.stats().damagedUnits()).isEqualTo(1);
    }

    @Test
    void aConfigOfTheSoundAloneIsTakenToo() {
        RtpTestTrack sound = track(Map.of("cpresent", "0", "config", "1408"));
        sound.payload(1000, true, "03 aabbcc");
        assertThat(sound.told()).containsExactly("fff16040015ffcaabbcc.");
    }

    @Test
    void anEmptyConfigIsTheUsualKind() {
        RtpTestTrack usual = track(Map.of("cpresent", "0", "config", ""));
        usual.payload(1000, true, "03 aabbcc");
        assertThat(usual.told()).containsExactly("fff16040015ffcaabbcc.");
    }

    @Test
    void aLengthThatIsNotThereIsCounted() {
        described.payload(1000, true, "09 aabbcc").payload(2024, true, "01 11");
        assertThat(bare(described)).containsExactly("!11.");
        assertThat(described.receiver.stats().malformed()).isEqualTo(1);
    }

    @Test
    void aKindThatNobodySendsIsNotRecorded() {
        for (String config : List.of("4010281" + "03fc0", "400228103fc0", "xx", "c000")) {
            assertThat(Depacketizer.of(description(Map.of("cpresent", "0", "config", config))))
                    .as(config)
                    .isEmpty();
        }
    }

    private static MediaDescription description(Map<String, String> parameters) {
        return RtpTestPackets.track("MP4A-LATM", 16_000, 1, parameters);
    }

    private static RtpTestTrack track(Map<String, String> parameters) {
        return new RtpTestTrack(description(parameters));
    }

    /** Bits in front of hexadecimal digits, of which the config has 44 bits. */
    private static String shifted(String bit, String config, String unit) {
        StringBuilder bits = new StringBuilder(bit);
        for (String part : List.of(config, unit)) {
            StringBuilder more = new StringBuilder();
            for (byte each : RtpTestPackets.hex(part)) {
                more.append(String.format("%8s", Integer.toBinaryString(each & 0xff))
                        .replace(' ', '0'));
            }
            bits.append(part.equals(config) && !config.isEmpty() ? more.substring(0, 44) : more);
        }
        bits.append("0".repeat((8 - bits.length() % 8) % 8));
        StringBuilder hexadecimal = new StringBuilder();
        for (int i = 0; i < bits.length(); i += 8) {
            hexadecimal.append(String.format("%02x", Integer.parseInt(bits.substring(i, i + 8), 2)));
        }
        return hexadecimal.toString();
    }

    private static List<String> bare(RtpTestTrack track) {
        return track.told().stream()
                .map(unit -> unit.replaceFirst("fff1.{10}", ""))
                .toList();
    }
}
