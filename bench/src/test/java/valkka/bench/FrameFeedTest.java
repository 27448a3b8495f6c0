package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;

class FrameFeedTest {
    @Test
    void aCamerasGopBeginsWithItsParameterSets() {
        FrameFeed feed = FrameFeed.camera();
        List<BasicFrame> gop = Stream.generate(() -> feed.next(1)).limit(28).toList();

        assertThat(gop.stream().limit(3).map(BasicFrame::size)).containsExactly(29, 8, 80_000);
        assertThat(gop.subList(3, 27))
                .allSatisfy(frame -> assertThat(frame.size()).isBetween(16_000, 19_000));
        assertThat(gop.get(0).isSeekable()).isTrue();
        assertThat(gop.get(27).isSeekable()).isTrue();
        assertThat(gop.subList(1, 27)).noneMatch(BasicFrame::isSeekable);
    }

    @Test
    void timestampsRise() {
        FrameFeed feed = FrameFeed.small();

        assertThat(feed.next(1).mstimestamp()).isLessThan(feed.next(1).mstimestamp());
    }
}
