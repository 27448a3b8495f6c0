package valkka.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;

class InitStreamFrameFilterTest {
    private final List<Frame> out = new ArrayList<>();
    private final InitStreamFrameFilter filter = new InitStreamFrameFilter("init", out::add);

    @Test
    void eachStreamIsAnnouncedOnceInFrontOfItsFirstFrame() {
        List<Frame> in = List.of(
                MarkerFrame.start(),
                frame(1, 0, Codec.H264),
                frame(1, 0, Codec.H264),
                frame(1, 1, Codec.AAC),
                frame(2, 0, Codec.H265));
        in.forEach(filter::run);

        assertThat(out)
                .containsExactly(
                        in.get(0),
                        new SetupFrame(1, 0, 40, Codec.H264),
                        in.get(1),
                        in.get(2),
                        new SetupFrame(1, 1, 40, Codec.AAC),
                        in.get(3),
                        new SetupFrame(2, 0, 40, Codec.H265),
                        in.get(4));
    }

    @Test
    void itIsAnnouncedAgainWhereItsCodecChanges() {
        filter.run(frame(1, 0, Codec.H264));
        filter.run(frame(1, 0, Codec.H265));

        assertThat(out).filteredOn(SetupFrame.class::isInstance).hasSize(2);
    }

    @Test
    void aStreamThatAnnouncesItselfIsNotAnnouncedTwice() {
        filter.run(new SetupFrame(1, 0, 0, Codec.H264));
        filter.run(frame(1, 0, Codec.H264));

        assertThat(out).hasSize(2);
    }

    private static BasicFrame frame(int slot, int subsession, Codec codec) {
        return BasicFrame.of(slot, subsession, 40L, codec, new byte[] {0, 0, 0, 1, 65});
    }
}
