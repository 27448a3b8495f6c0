package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;

/** Caching, seeking and playing one stream: pictures every 40 ms, every fifth one a key picture. */
@Timeout(60)
class FileCacheThreadTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};

    private final HeldClock clock = new HeldClock();
    private final List<Frame> seen = new CopyOnWriteArrayList<>();
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final List<TimeRange> limits = new CopyOnWriteArrayList<>();
    private final FileCacheThread cacher = new FileCacheThread("cacher", null, clock);

    @BeforeEach
    void start() {
        cacher.registerStream(new FileStreamContext(1, seen::add));
        cacher.setCallback(times::add);
        cacher.setCallback2(limits::add);
        cacher.start();
    }

    @AfterEach
    void stop() {
        cacher.close();
    }

    private static BasicFrame picture(int number) {
        return BasicFrame.of(1, 0, T0 + 40L * number, Codec.H264, number % 5 == 0 ? SPS : SLICE);
    }

    private void pull(int from, int to) {
        cacher.getFrameFilter().run(MarkerFrame.start());
        for (int i = from; i < to; i++) {
            cacher.getFrameFilter().run(picture(i));
        }
        cacher.getFrameFilter().run(MarkerFrame.end());
        clock.settle();
    }

    /** The numbers of the pictures that have passed since the last call, -1 for a setup frame. */
    private List<Integer> passed() {
        clock.settle();
        List<Integer> numbers = seen.stream()
                .map(f -> f instanceof SetupFrame ? -1 : (int) (f.mstimestamp() - T0) / 40)
                .toList();
        seen.clear();
        return numbers;
    }

    @Test
    void aSeekPassesWhatLiesBetweenTheKeyFrameAndItsTimeAndPlayGoesOnFromThereAtTheRecordedSpeed() {
        pull(0, 50);
        assertThat(limits).containsExactly(new TimeRange(T0, T0 + 49 * 40));
        assertThat(passed()).isEmpty();
        cacher.seekStreams(T0 + 290);
        assertThat(passed()).containsExactly(-1, 5, 6, 7);
        assertThat(cacher.state()).isEqualTo(PlayState.STOPPED);
        cacher.playStreams();
        clock.advanceMillis(29);
        assertThat(passed()).isEmpty();
        clock.advanceMillis(1);
        assertThat(passed()).containsExactly(8);
        clock.advanceMillis(400);
        assertThat(passed()).containsExactly(9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
        cacher.stopStreams();
        clock.advanceMillis(400);
        assertThat(passed()).isEmpty();
        assertThat(cacher.getCurrentTime()).isEqualTo(T0 + 720);
    }

    @Test
    void aSeekIsKeptUntilItsFramesArrive() {
        pull(0, 10);
        cacher.seekStreams(T0 + 40 * 60);
        cacher.playStreams();
        clock.advanceMillis(100);
        assertThat(cacher.state()).isEqualTo(PlayState.SEEKING);
        assertThat(cacher.stats().seekTarget()).isEqualTo(T0 + 40 * 60);
        pull(50, 80);
        assertThat(passed()).containsExactly(-1, 60);
        assertThat(cacher.state()).isEqualTo(PlayState.PLAYING);
        clock.advanceMillis(80);
        assertThat(passed()).containsExactly(61, 62);
    }

    @Test
    void behindTheLastFrameItWaitsForMore() {
        pull(0, 3);
        cacher.seekStreams(T0);
        cacher.playStreams();
        clock.advanceMillis(1500);
        assertThat(passed()).containsExactly(-1, 0, 1, 2);
        assertThat(cacher.state()).isEqualTo(PlayState.WAITING);
        assertThat(times).containsExactly(T0, T0 + 80, T0 + 80, T0 + 80);
        pull(3, 6);
        assertThat(passed()).containsExactly(3);
        clock.advanceMillis(40);
        assertThat(passed()).containsExactly(4);
    }
}
