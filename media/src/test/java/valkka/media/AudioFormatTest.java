package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;

/** The rate of sound by its packets, of 20 ms each. */
class AudioFormatTest {
    private static final long T0 = 1_700_000_000_000L;

    private final List<BasicFrame> packets = new ArrayList<>();

    private void packets(int count, int size, long from, int step) {
        for (int i = 0; i < count; i++) {
            packets.add(BasicFrame.of(1, 1, from + (long) i * step, Codec.PCMA, new byte[size]));
        }
    }

    @Test
    void theTimesOfThePacketsTellTheRate() {
        packets(100, 160, T0, 20);
        assertThat(AudioFormat.of(packets)).hasToString("PCMA, 8 kHz");
        packets.clear();
        packets(100, 320, T0, 20);
        assertThat(AudioFormat.of(packets)).isEqualTo(new AudioFormat(Codec.PCMA, 16_000));
    }

    @Test
    void aBurstOfPacketsBehindAStallTellsNothing() {
        packets(60, 160, T0, 20);
        packets(100, 160, T0 + 1200, 0);
        packets(30, 160, T0 + 1220, 20);
        assertThat(AudioFormat.of(packets).sampleRate()).isEqualTo(8_000);
    }

    @Test
    void tooLittleSoundTellsNoRate() {
        packets(10, 320, T0, 20);
        assertThat(AudioFormat.of(packets)).hasToString("PCMA");
        assertThatThrownBy(() -> AudioFormat.of(List.of())).isInstanceOf(ValkkaException.class);
    }
}
