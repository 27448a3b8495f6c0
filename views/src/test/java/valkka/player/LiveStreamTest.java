package valkka.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.SetupFrame;
import valkka.nal.AccessUnit;

/** What pages get of a stream that goes on without them. */
class LiveStreamTest {
    private static final byte[] SPS = {0, 0, 0, 1, 0x67, 66, (byte) 192, 30};
    private static final byte[] PPS = {0, 0, 0, 1, 0x68, 1};
    private static final byte[] KEY = {0, 0, 0, 1, 0x65, (byte) 0x88, 1};
    private static final byte[] INTER = {0, 0, 0, 1, 0x41, (byte) 0x88, 1};
    private static final int DISTANCE_MS = 40;

    private final AtomicLong nanos = new AtomicLong(1);
    private final LiveStream stream = new LiveStream(nanos::get);
    private long time = 1_000_000;

    private void frame(byte[] nal) {
        stream.take(BasicFrame.of(1, 0, time, Codec.H264, nal));
    }

    private void key() {
        time += DISTANCE_MS;
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(DISTANCE_MS));
        frame(SPS);
        frame(PPS);
        frame(KEY);
    }

    private void inter(int n) {
        for (int i = 0; i < n; i++) {
            time += DISTANCE_MS;
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(DISTANCE_MS));
            frame(INTER);
        }
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static List<Long> times(List<AccessUnit> pictures) {
        return pictures.stream().map(AccessUnit::mstimestamp).toList();
    }

    @Test
    void aPageBeginsAtTheNewestKeyFrameAndThenGetsEachPictureOnce() {
        key();
        inter(3);
        key();
        long newest = time;
        inter(2);
        pass(200); // the last picture is whole: nothing has followed for long

        List<AccessUnit> begin = stream.fetch("a");
        assertThat(begin.get(0).key()).isTrue();
        assertThat(times(begin)).containsExactly(newest, newest + 40, newest + 80);
        assertThat(stream.fetch("a")).isEmpty();

        inter(2);
        assertThat(times(stream.fetch("a")))
                .as("the second of these may still be incomplete")
                .containsExactly(newest + 120);
        assertThat(times(stream.fetch("b"))).startsWith(newest).hasSize(4);
    }

    @Test
    void beforeTheFirstKeyFrameThereIsNothing() {
        inter(5);
        assertThat(stream.fetch("a")).isEmpty();
        inter(5);
        assertThat(stream.fetch("a")).isEmpty();
        assertThat(stream.newestKey()).isEmpty();
    }

    @Test
    void aPageThatIsTooSlowLosesWhatWaitsAndGoesOnAtTheNextKeyFrame() {
        key();
        stream.fetch("slow");
        for (int i = 0; i < LiveQueue.MOST_PICTURES + 1; i++) {
            inter(1);
            nanos.addAndGet(-TimeUnit.MILLISECONDS.toNanos(DISTANCE_MS)); // all at one time
        }
        assertThat(stream.figures().dropped()).isEqualTo(LiveQueue.MOST_PICTURES + 1);
        assertThat(stream.fetch("slow")).as("nothing that a decoder could show").isEmpty();

        key();
        long newest = time;
        inter(1);
        List<AccessUnit> goesOn = stream.fetch("slow");
        assertThat(goesOn.get(0).key()).isTrue();
        assertThat(times(goesOn)).containsExactly(newest);
        assertThat(stream.figures().dropped()).isEqualTo(LiveQueue.MOST_PICTURES + 2);
    }

    @Test
    void aSilentPageIsForgottenAndItsLossesStayCounted() {
        key();
        stream.fetch("silent");
        for (int second = 0; second < 6; second++) {
            inter(25);
            stream.fetch("alive");
        }
        assertThat(stream.figures().pages()).isEqualTo(1);
    }

    @Test
    void oneMorePageThanThereMayBeTakesThePlaceOfTheMostSilent() {
        key();
        inter(1);
        for (int i = 0; i < LiveStream.MOST_PAGES; i++) {
            pass(1);
            stream.fetch("page " + i);
        }
        pass(1);
        stream.fetch("page 0");
        stream.fetch("one more");
        assertThat(stream.figures().pages()).isEqualTo(LiveStream.MOST_PAGES);
        assertThat(stream.fetch("page 0")).as("asked lately").isEmpty();
        assertThat(stream.fetch("page 1")).as("a new page again").hasSize(1);
    }

    @Test
    void theFiguresTellPicturesAndBitsASecondAndTheDistanceOfKeyFrames() {
        for (int i = 0; i < 4; i++) {
            key();
            inter(24);
        }
        LiveStream.Figures figures = stream.figures();
        assertThat(figures.perSecond()).isEqualTo(25.0);
        assertThat(figures.keyDistance()).isEqualTo(25);
        assertThat(figures.bitRate()).isBetween(25.0 * 8 * INTER.length, 25.0 * 8 * (INTER.length + 2));

        pass(4_000);
        assertThat(stream.figures().perSecond()).as("it sends nothing any more").isZero();
        assertThat(stream.figures().bitRate()).isZero();
    }

    @Test
    void aStreamThatBeginsAnewGetsNoEndForItsOpenPicture() {
        key();
        inter(1);
        stream.take(new SetupFrame(1, 0, time, Codec.H264));
        pass(200);
        assertThat(stream.fetch("a")).hasSize(1);
    }
}
