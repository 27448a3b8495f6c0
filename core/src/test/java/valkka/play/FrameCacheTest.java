package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.TimeRange;

/** What the cache says it has lost. Pictures every 40 ms, every fifth one a key picture. */
class FrameCacheTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};
    private static final long FRAME = SPS.length + CachedTrack.FRAME_OVERHEAD;

    private final List<FrameCache.Loss> losses = new ArrayList<>();
    private final FrameCache cache = new FrameCache(10 * FRAME);

    FrameCacheTest() {
        cache.onLoss(losses::add);
    }

    private static BasicFrame picture(int slot, int number) {
        return BasicFrame.of(slot, 0, time(number), Codec.H264, number % 5 == 0 ? SPS : SLICE);
    }

    private static long time(int number) {
        return T0 + 40L * number;
    }

    private void pull(int slot, int from, int to, int playsAt) {
        cache.endRun();
        for (int number = from; number < to; number++) {
            cache.add(picture(slot, number), time(playsAt), true);
        }
        cache.endRun();
    }

    private static FrameCache.Loss loss(int slot, long from, long to) {
        return new FrameCache.Loss(slot, new TimeRange(from, to));
    }

    @Test
    void whatWasPlayedIsLostUpToWhatIsLeft() {
        pull(1, 0, 10, 0);
        assertThat(losses).isEmpty();
        pull(1, 10, 11, 7);
        assertThat(losses).containsExactly(loss(1, time(0), time(5) - 1));
        assertThat(cache.limits(1)).isEqualTo(new TimeRange(time(5), time(10)));
    }

    @Test
    void whatFindsNoRoomIsLostFromTheLastCachedFrameOn() {
        pull(1, 0, 12, 0);
        assertThat(losses).containsExactly(loss(1, time(9) + 1, time(10)), loss(1, time(9) + 1, time(11)));
        assertThat(cache.limits(1).to()).isEqualTo(time(9));
    }

    @Test
    void aLossLiesOnOneSideOfPlayThoughPlayIsInAGap() {
        pull(1, 0, 5, 0);
        pull(1, 100, 105, 0);
        cache.setBudget(6 * FRAME, time(50), true);
        assertThat(losses).containsExactly(loss(1, time(50) + 1, time(104)));
        cache.setBudget(4 * FRAME, time(102), true);
        assertThat(losses)
                .as("one key frame with all behind it is played: nothing may go")
                .hasSize(1);
        pull(1, 105, 106, 50);
        assertThat(losses).last().isEqualTo(loss(1, time(50) + 1, time(105)));
    }

    @Test
    void aSmallerBudgetTakesThePastOfPlayFirstWhicheverWayPlayGoes() {
        assertThat(leftOfThreeGroups(true)).isEqualTo(new TimeRange(time(5), time(14)));
        assertThat(leftOfThreeGroups(false))
                .as("backwards, the pictures of later times are the past")
                .isEqualTo(new TimeRange(time(0), time(9)));
    }

    /** Play is in the middle one of three groups of pictures, and there is room for two. */
    private TimeRange leftOfThreeGroups(boolean forward) {
        cache.clear();
        cache.setBudget(15 * FRAME, time(7), forward);
        pull(1, 0, 15, 7);
        cache.setBudget(10 * FRAME, time(7), forward);
        return cache.limits(1);
    }

    @Test
    void whatGoesForAnEarlierFrameIsLostAndWhatBuildsOnItIsNotTaken() {
        cache.endRun();
        for (int number = 0; number < 8; number++) {
            cache.add(picture(1, number), time(0), true);
        }
        cache.add(picture(2, 0), time(0), true);
        cache.add(picture(2, 1), time(0), true);
        cache.add(picture(2, 2), time(0), true); // the pictures 5 to 7 of slot 1 go for it
        assertThat(losses).containsExactly(loss(1, time(4) + 1, time(7)));
        cache.add(picture(1, 8), time(0), true);
        assertThat(cache.limits(1))
                .as("there is room, but its key frame has gone")
                .isEqualTo(new TimeRange(time(0), time(4)));
        cache.add(picture(1, 10), time(0), true);
        assertThat(cache.limits(1).to()).isEqualTo(time(10));
    }

    @Test
    void aFrameThatIsThereAlreadyNeedsNoRoomAndWhatFollowsItIsTakenAgain() {
        pull(1, 0, 12, 0);
        losses.clear();
        long refused = cache.refused();
        pull(1, 3, 10, 0); // full to the last byte
        assertThat(losses).isEmpty();
        assertThat(cache.refused()).isEqualTo(refused);
        pull(1, 8, 12, 7); // what was played makes room
        assertThat(cache.limits(1)).isEqualTo(new TimeRange(time(5), time(11)));
    }

    @Test
    void soundAloneIsTakenAgainWhenThereIsRoomWithoutAKeyFrame() {
        for (int i = 0; i < 20; i++) {
            cache.add(BasicFrame.of(1, 1, time(i), Codec.PCMA, SLICE), time(0), true);
        }
        assertThat(cache.refused()).isPositive();
        cache.add(BasicFrame.of(1, 1, time(20), Codec.PCMA, SLICE), time(15), true);
        assertThat(cache.limits(1).to()).isEqualTo(time(20));
    }

    @Test
    void everyFrameThatCameIsInTheCacheOrALossTellsOfIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            FrameCache some = new FrameCache((5 + random.nextInt(40)) * FRAME);
            Map<Integer, PlayedRecording.LostTimes> lost = new HashMap<>();
            some.onLoss(loss -> {
                lost.computeIfAbsent(loss.slot(), slot -> new PlayedRecording.LostTimes())
                        .add(loss.times());
                CachedTrack track = some.track(loss.slot());
                FrameGroup behind =
                        track == null ? null : track.after(loss.times().from() - 1);
                assertThat(behind == null || behind.time() >= loss.times().to())
                        .as("none is cached there, seed %d", seed)
                        .isTrue();
            });
            Set<BasicFrame> came = new HashSet<>();
            for (int pull = 0; pull < 15; pull++) {
                int from = random.nextInt(60);
                int playsAt = random.nextInt(80);
                boolean forward = random.nextBoolean();
                some.endRun();
                for (int i = 0; i < 30; i++) {
                    BasicFrame frame = picture(1 + random.nextInt(2), from + i);
                    came.add(frame);
                    some.add(frame, time(playsAt), forward);
                }
                some.endRun();
                if (random.nextInt(5) == 0) {
                    some.setBudget((5 + random.nextInt(40)) * FRAME, time(playsAt), random.nextBoolean());
                }
            }
            for (BasicFrame frame : came) {
                some.endRun();
                CachedTrack track = some.track(frame.slot());
                boolean cached = track != null && track.comesAgain(frame);
                PlayedRecording.LostTimes ofSlot = lost.getOrDefault(frame.slot(), new PlayedRecording.LostTimes());
                boolean told = !ofSlot.within(new TimeRange(frame.mstimestamp(), frame.mstimestamp()))
                        .isEmpty();
                assertThat(cached || told).as("%s, seed %d", frame, seed).isTrue();
            }
        }
    }
}
