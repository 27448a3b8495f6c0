package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.fs.Await;
import valkka.fs.TimeRange;
import valkka.testkit.HeldClock;

/** Caching, seeking and playing one stream: pictures every 40 ms, every fifth one a key picture. */
@Timeout(60)
class FileCacheThreadTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final int SETUP = -1;
    private static final int SEEK = -2;
    private static final int STOP = -3;
    private static final int TIME = -4;
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};

    private final HeldClock clock = new HeldClock();
    private final List<Frame> seen = new CopyOnWriteArrayList<>();
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final List<TimeRange> limits = new CopyOnWriteArrayList<>();
    private final FileCacheThread cacher = new FileCacheThread("cacher", null, clock);
    private final FileStreamContext stream = new FileStreamContext(1, seen::add);

    @BeforeEach
    void start() {
        cacher.registerStream(stream);
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
        pull(IntStream.range(from, to).mapToObj(FileCacheThreadTest::picture).toList());
    }

    private void pull(List<BasicFrame> frames) {
        cacher.getFrameFilter().run(MarkerFrame.start());
        frames.forEach(cacher.getFrameFilter()::run);
        cacher.getFrameFilter().run(MarkerFrame.end());
        clock.settle();
    }

    /** The numbers of the pictures that have passed since the last call, and what else has passed. */
    private List<Integer> passed() {
        clock.settle();
        List<Integer> numbers = seen.stream().map(FileCacheThreadTest::number).toList();
        seen.clear();
        return numbers;
    }

    private static int number(Frame frame) {
        if (frame instanceof MarkerFrame marker) {
            return marker.kind() == MarkerFrame.Kind.SEEK ? SEEK : STOP;
        }
        return frame instanceof SetupFrame ? SETUP : (int) (frame.mstimestamp() - T0) / 40;
    }

    @Test
    void aSeekPassesWhatLiesBetweenTheKeyFrameAndItsTimeAndPlayGoesOnFromThereAtTheRecordedSpeed() {
        pull(0, 50);
        assertThat(limits).containsExactly(new TimeRange(T0, T0 + 49 * 40));
        assertThat(passed()).isEmpty();
        cacher.seekStreams(T0 + 290);
        assertThat(passed()).containsExactly(SETUP, 5, 6, 7);
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
        assertThat(passed()).containsExactly(STOP);
        assertThat(cacher.getCurrentTime()).isEqualTo(T0 + 720);
    }

    /** Frames of one time: a parameter set, and a slice, an IDR's or one that refers to earlier pictures. */
    private static List<BasicFrame> withSets(Codec codec, int number, boolean idr) {
        boolean h264 = codec.equals(Codec.H264);
        byte[] set = h264 ? SPS : new byte[] {0, 0, 0, 1, 64, 1, 1};
        byte[] slice = h264
                ? new byte[] {0, 0, 0, 1, (byte) (idr ? 0x65 : 0x41), (byte) (idr ? 0x88 : 0x9a), (byte) 0x80}
                : new byte[] {0, 0, 0, 1, (byte) (idr ? 19 << 1 : 1 << 1), 1, (byte) 0xd0, 0};
        return List.of(
                BasicFrame.of(1, 0, T0 + 40L * number, codec, set),
                BasicFrame.of(1, 0, T0 + 40L * number, codec, slice));
    }

    @ParameterizedTest
    @ValueSource(strings = {"H264", "H265"})
    void aSeekGoesToAPictureWhereDecodingCanStartThoughEachOneHasParameterSets(String name) {
        Codec codec = name.equals("H264") ? Codec.H264 : Codec.H265;
        pull(IntStream.range(0, 20)
                .mapToObj(number -> withSets(codec, number, number % 10 == 4))
                .flatMap(List::stream)
                .toList());
        cacher.seekStreams(T0 + 40 * 6);
        assertThat(passed()).containsExactly(SETUP, 4, 4, 5, 5, 6, 6);
        cacher.seekStreams(T0 + 40 * 13 + 1);
        assertThat(passed()).startsWith(SEEK, SETUP, 4, 4).endsWith(13, 13);
        cacher.seekStreams(T0 + 40 * 2); // no such picture before: as libValkka does
        assertThat(passed()).containsExactly(SEEK, SETUP, 2, 2);
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
        assertThat(passed()).containsExactly(SETUP, 60);
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
        assertThat(passed()).containsExactly(SETUP, 0, 1, 2);
        assertThat(cacher.state()).isEqualTo(PlayState.WAITING);
        assertThat(times).containsExactly(T0, T0 + 80, T0 + 80, T0 + 80);
        pull(3, 6);
        assertThat(passed()).containsExactly(3);
        clock.advanceMillis(40);
        assertThat(passed()).containsExactly(4);
    }

    @Test
    void blocksPulledInAnyOrderWhileItPlaysLeaveNoSeamAndNothingPassesTwice() {
        pull(10, 20);
        cacher.seekStreams(T0 + 400);
        cacher.playStreams();
        clock.advanceMillis(100);
        pull(15, 30);
        pull(0, 12);
        clock.advanceMillis(500);
        pull(0, 30);
        clock.advanceMillis(100);
        assertThat(passed())
                .containsExactly(SETUP, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
        assertThat(cacher.stats().frames()).isEqualTo(30);
        assertThat(cacher.stats().duplicates()).isEqualTo(5 + 2 + 30);
    }

    @Test
    void aGapOfTheRecordingIsCrossedInTwoSecondsAndGoesOnAtAKeyFrame() {
        pull(0, 10);
        pull(1003, 1010);
        cacher.seekStreams(T0);
        cacher.playStreams();
        clock.advanceMillis(360);
        assertThat(passed()).containsExactly(SETUP, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        // What the frames 1003 and 1004 build on is not there.
        clock.advanceMillis(2000 + 79);
        assertThat(passed()).isEmpty();
        clock.advanceMillis(41);
        assertThat(passed()).containsExactly(1005, 1006);
        assertThat(cacher.stats().gapsCrossed()).isEqualTo(1);
    }

    @Test
    void speedStepsAndKeyFramesBackwards() {
        pull(0, 100);
        cacher.seekStreams(T0 + 400);
        assertThat(passed()).containsExactly(SETUP, 10);
        assertThat(cacher.step()).isTrue();
        assertThat(passed()).containsExactly(11);
        assertThat(cacher.stepBack()).isTrue();
        assertThat(passed()).containsExactly(SEEK, SETUP, 10);
        cacher.setSpeed(0.5);
        cacher.playStreams();
        clock.advanceMillis(160);
        assertThat(passed()).containsExactly(11, 12);
        cacher.setSpeed(8);
        clock.advanceMillis(100);
        assertThat(passed()).containsExactly(15, 20, 25, 30);
        cacher.setSpeed(1);
        assertThat(passed()).as("what the next picture builds on").containsExactly(31, 32);
        cacher.setSpeed(-4);
        clock.advanceMillis(120);
        assertThat(passed()).containsExactly(30, 25, 20);
        cacher.stopStreams();
        assertThat(cacher.step())
                .as("the key frame that would have passed next")
                .isTrue();
        assertThat(passed()).containsExactly(STOP, 15);
        assertThatThrownBy(() -> cacher.setSpeed(0)).hasMessageContaining("0.25 to 16");
        assertThatThrownBy(() -> cacher.setSpeed(Double.NaN))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("a speed of NaN");
    }

    @Test
    void aStreamMayComeAndGoWhileItPlays() {
        cacher.deregisterStream(new FileStreamContext(1, seen::add));
        pull(0, 50);
        cacher.seekStreams(T0);
        cacher.playStreams();
        pull(0, 50);
        clock.advanceMillis(500);
        assertThat(passed()).isEmpty();
        List<Frame> other = new CopyOnWriteArrayList<>();
        cacher.registerStream(new FileStreamContext(1, other::add));
        clock.settle();
        assertThat(other).hasSizeGreaterThan(1).first().isInstanceOf(SetupFrame.class);
        assertThatThrownBy(() -> cacher.registerStream(new FileStreamContext(1, seen::add)))
                .hasMessageContaining("slot 1 has a filter already");
        assertThatThrownBy(() -> cacher.deregisterStream(new FileStreamContext(2, seen::add)))
                .hasMessageContaining("no stream with slot 2");
    }

    @Test
    void theBudgetTakesWhatWasPlayedFirstAndRefusesWhatIsFurthestAhead() {
        long frame = picture(1).size() + CachedTrack.FRAME_OVERHEAD;
        cacher.setMemoryBudget(20 * frame);
        pull(0, 50);
        assertThat(cacher.getTimeLimits()).isEqualTo(new TimeRange(T0, T0 + 19 * 40));
        assertThat(cacher.stats().refused()).isEqualTo(30);
        cacher.seekStreams(T0 + 12 * 40);
        pull(20, 60);
        assertThat(cacher.getTimeLimits()).isEqualTo(new TimeRange(T0 + 10 * 40, T0 + 29 * 40));
        cacher.playStreams();
        clock.advanceMillis(700);
        assertThat(passed())
                .containsExactly(SETUP, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
        cacher.seekStreams(T0 + 40 * 40, true);
        pull(30, 50);
        assertThat(cacher.stats().bytes()).isLessThanOrEqualTo(20 * frame);
        assertThat(passed()).containsExactly(SEEK, SETUP, 40);
        cacher.setMemoryBudget(5 * frame);
        assertThat(cacher.stats().frames()).isLessThanOrEqualTo(5);
        clock.advanceMillis(40);
        assertThat(passed()).as("what is being played stays").containsExactly(41);
    }

    @Test
    void framesOfOneTimeKeepFileOrderWhenABlockEndsBetweenThem() {
        List<BasicFrame> parts = List.of(part(0, 103), part(0, 104), part(0, 101), part(40, 65));
        cacher.seekStreams(T0);
        pull(parts.subList(2, 4));
        pull(parts.subList(0, 2));
        assertThat(seen).hasSize(4).containsSubsequence(parts.subList(0, 3));
        pull(parts);
        assertThat(cacher.stats().frames()).isEqualTo(4);
    }

    private static BasicFrame part(long time, int nalUnit) {
        return BasicFrame.of(1, 0, T0 + time, Codec.H264, new byte[] {0, 0, 0, 1, (byte) nalUnit, 1, 2});
    }

    @Test
    void callbacksAndFiltersMayCallAnythingAndThrow() {
        List<ValkkaException> errors = new CopyOnWriteArrayList<>();
        cacher.setErrorCallback(errors::add);
        cacher.setCallback2(range -> {
            cacher.seekStreams(range.middle());
            cacher.playStreams();
            throw new IllegalStateException("a callback that throws");
        });
        cacher.setCallback(time -> {
            times.add(time);
            if (times.size() == 3) {
                cacher.deregisterStream(new FileStreamContext(1, seen::add));
                cacher.registerStream(new FileStreamContext(1, frame -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("a filter that throws");
                }));
            }
        });
        pull(0, 100);
        clock.advanceMillis(1400);
        assertThat(times).containsExactly(T0 + 1980, T0 + 2480, T0 + 2980);
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).hasMessageContaining("a filter that throws").hasMessageContaining("cacher");
        assertThat(cacher.stats().filterErrors()).isGreaterThan(10);
        cacher.setCallback(time -> cacher.stop());
        clock.moveTo(clock.nanoTime() + 1_000_000_000);
        cacher.waitStop();
        assertThat(cacher.isRunning()).isFalse();
        assertThat(cacher.stats().frames()).isZero();
        assertThatThrownBy(cacher::playStreams).hasMessageContaining("has been stopped");
    }

    @Test
    void withoutATimeNothingPassesAndTheCallbackSaysZero() {
        pull(0, 10);
        cacher.playStreams();
        clock.advanceMillis(1000);
        assertThat(passed()).isEmpty();
        assertThat(times).containsExactly(0L, 0L);
        assertThat(cacher.state()).isEqualTo(PlayState.NO_TIME);
    }

    @Test
    void aSeekSendsTheNoticeFirstThenItsFramesAndThenTheTime() {
        List<Integer> order = new CopyOnWriteArrayList<>();
        cacher.deregisterStream(stream);
        cacher.registerStream(new FileStreamContext(1, frame -> order.add(number(frame))));
        cacher.setCallback(time -> order.add(TIME));
        pull(0, 50);
        cacher.seekStreams(T0 + 40 * 6);
        clock.settle();
        cacher.seekStreams(T0 + 40 * 12);
        clock.settle();
        assertThat(order).containsExactly(SETUP, 5, 6, TIME, SEEK, SETUP, 10, 11, 12, TIME);
    }

    @Test
    void slowFiltersDoNotKeepTheTimeOfASeekBackForLong() {
        List<Integer> order = new CopyOnWriteArrayList<>();
        cacher.deregisterStream(stream);
        cacher.registerStream(new FileStreamContext(1, frame -> {
            order.add(number(frame));
            clock.moveTo(clock.nanoTime() + 300_000_000);
        }));
        cacher.setCallback(time -> order.add(TIME));
        pull(0, 50);
        cacher.seekStreams(T0 + 40 * 9);
        clock.settle();
        assertThat(order).containsExactly(SETUP, 5, TIME, 6, 7, 8, 9);
    }

    @Test
    void theTimeCallbackComesOnceWhenTimeHasChangedThoughNothingPlays() {
        pull(0, 50);
        cacher.stopStreams();
        clock.advanceMillis(1000);
        assertThat(times).as("no time, and nothing has changed").isEmpty();
        cacher.seekStreams(T0 + 290);
        cacher.seekStreams(T0 + 40 * 90); // is kept
        clock.advanceMillis(1000);
        assertThat(times).containsExactly(T0 + 290);
        cacher.seekStreams(T0 + 400);
        clock.settle();
        cacher.step();
        clock.settle();
        cacher.stepBack();
        clock.advanceMillis(1000);
        assertThat(times).containsExactly(T0 + 290, T0 + 400, T0 + 440, T0 + 400);
        times.clear();
        cacher.playStreams();
        clock.advanceMillis(720);
        cacher.stopStreams();
        clock.advanceMillis(1000);
        assertThat(times).as("where it has stopped too").containsExactly(T0 + 900, T0 + 1120);
    }

    @Test
    void aStreamIsToldOfASeekAndOfAStopWhenItHasShownSomething() {
        List<Frame> other = new CopyOnWriteArrayList<>();
        cacher.registerStream(new FileStreamContext(2, other::add));
        pull(0, 50);
        cacher.playStreams();
        cacher.stopStreams();
        cacher.seekStreams(T0 + 200);
        assertThat(passed()).as("there is nothing to drop").containsExactly(SETUP, 5);
        cacher.playStreams();
        clock.advanceMillis(100);
        seen.clear();
        cacher.stopStreams();
        cacher.stopStreams();
        clock.settle();
        assertThat(seen).containsExactly(new MarkerFrame(MarkerFrame.Kind.STOP, 1, T0 + 300));
        seen.clear();
        cacher.seekStreams(T0 + 440);
        clock.settle();
        assertThat(seen).startsWith(new MarkerFrame(MarkerFrame.Kind.SEEK, 1, T0 + 440));
        assertThat(passed()).containsExactly(SEEK, SETUP, 10, 11);
        assertThat(other).as("a stream that has shown nothing").isEmpty();
        assertThat(cacher.stats().played()).isEqualTo(1 + 2 + 2);
    }

    @Test
    void aMachineThatSleptGoesOnWhereItWas() {
        pull(0, 50);
        cacher.seekStreams(T0);
        cacher.playStreams();
        clock.advanceMillis(100);
        passed();
        clock.moveTo(clock.nanoTime() + 3_600_000_000_000L);
        assertThat(passed()).containsExactly(3);
        clock.advanceMillis(40);
        assertThat(passed()).containsExactly(4);
    }

    @Test
    void manyPullsAndSeeksLeaveMemoryWhereItBegan() {
        cacher.setMemoryBudget(100 * (picture(1).size() + CachedTrack.FRAME_OVERHEAD));
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            int from = random.nextInt(1000);
            pull(from, from + 30);
            if (i % 10 == 0) {
                cacher.seekStreams(T0 + 40L * (from + random.nextInt(30)), random.nextBoolean());
            }
            seen.clear();
            FileCacheStats stats = cacher.stats();
            assertThat(stats.bytes()).isLessThanOrEqualTo(stats.budget());
        }
        BasicFrame last = picture(5);
        pull(List.of(last));
        WeakReference<BasicFrame> forgotten = new WeakReference<>(last);
        last = null;
        cacher.clear();
        seen.clear();
        assertThat(cacher.stats().bytes()).isZero();
        Await.until("a frame that was cached is garbage", () -> {
            System.gc();
            return forgotten.get() == null;
        });
        assertThat(cacher.describeCache()).doesNotContain("slot");
    }
}
