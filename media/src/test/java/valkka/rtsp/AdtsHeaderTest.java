package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers as ISO/IEC 13818-7 has them, from configurations as SDPs carry them. */
class AdtsHeaderTest {
    @ParameterizedTest
    @CsvSource({
        "1190,     4c, 80", // LC, 48 kHz, stereo
        "1408,     60, 40", // LC, 16 kHz, mono
        "2b0a8800, 58, 40" // HE-AAC over a core of 24 kHz, mono
    })
    void whatTheConfigurationSaysIsInTheHeader(String config, String profileAndRate, String channels) {
        byte[] frame = new byte[AdtsHeader.LENGTH + 300];
        AdtsHeader.of(HexFormat.of().parseHex(config)).orElseThrow().write(frame);
        assertThat(HexFormat.of().formatHex(frame, 0, 3)).isEqualTo("fff1" + profileAndRate);
        assertThat(frame[3] & 0xc0).isEqualTo(HexFormat.fromHexDigits(channels));
        assertThat((frame[3] & 3) << 11 | (frame[4] & 0xff) << 3 | (frame[5] & 0xff) >> 5)
                .as("the length, with the header")
                .isEqualTo(307);
    }

    @ParameterizedTest
    @CsvSource({"''", "11", "0000", "f800", "1780", "17ffffffff"})
    void whatAdtsHasNoWordsForGetsNoHeader(String config) {
        assertThat(AdtsHeader.of(HexFormat.of().parseHex(config))).isEmpty();
    }
}
