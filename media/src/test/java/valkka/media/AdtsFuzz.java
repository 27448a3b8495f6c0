package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/** Any bytes as a frame of AAC with its ADTS header. */
public final class AdtsFuzz {
    private AdtsFuzz() {}

    public static void take(byte[] bytes) {
        AdtsFrame.of(BasicFrame.of(1, 1, 1, Codec.AAC, bytes)).ifPresent(frame -> {
            assertThat(frame.header()).isLessThan(bytes.length);
            assertThat(frame.sampleRate()).isBetween(7_350, 96_000);
            assertThat(frame.channels()).isBetween(1, 8);
        });
    }

    /** Returns whether an export takes the bytes as a frame of AAC. */
    public static boolean reads(byte[] bytes) {
        return AdtsFrame.of(BasicFrame.of(1, 1, 1, Codec.AAC, bytes)).isPresent();
    }
}
