package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import valkka.media.AdtsFuzz;

/** Any bytes as a frame of AAC, and as the AudioSpecificConfig of a track. */
final class AudioConfigFuzz {
    private AudioConfigFuzz() {}

    static void take(byte[] bytes) {
        AdtsFuzz.take(bytes);
        AdtsHeader.of(bytes).ifPresent(header -> {
            byte[] frame = new byte[AdtsHeader.LENGTH + 1];
            header.write(frame);
            assertThat(AdtsFuzz.reads(frame))
                    .as("an export reads our own header")
                    .isTrue();
        });
    }
}
