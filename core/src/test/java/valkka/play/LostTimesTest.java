package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import valkka.fs.TimeRange;

class LostTimesTest {
    private static final int TIMES = 60;

    @Test
    void rangesThatTouchAreOne() {
        PlayedRecording.LostTimes ranges = new PlayedRecording.LostTimes();
        ranges.add(new TimeRange(10, 19));
        ranges.add(new TimeRange(30, 39));
        ranges.add(new TimeRange(20, 25));
        assertThat(ranges.within(new TimeRange(0, 100))).containsExactly(new TimeRange(10, 25), new TimeRange(30, 39));
        ranges.remove(new TimeRange(12, 35));
        assertThat(ranges.within(new TimeRange(0, 38))).containsExactly(new TimeRange(10, 11), new TimeRange(36, 38));
    }

    @Test
    void whateverIsAddedAndRemovedItHoldsTheSameTimesAsASetOfThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            PlayedRecording.LostTimes ranges = new PlayedRecording.LostTimes();
            BitSet times = new BitSet();
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(TIMES);
                int to = Math.min(TIMES, from + random.nextInt(12) - 1);
                boolean add = random.nextInt(3) > 0;
                if (add) {
                    ranges.add(new TimeRange(from, to));
                } else {
                    ranges.remove(new TimeRange(from, to));
                }
                times.set(from, Math.max(from, to + 1), add);
                assertHolds(ranges, times, "seed " + seed);
            }
        }
    }

    private static void assertHolds(PlayedRecording.LostTimes ranges, BitSet times, String where) {
        List<Integer> held = IntStream.range(0, TIMES + 1)
                .filter(time -> !ranges.within(new TimeRange(time, time)).isEmpty())
                .boxed()
                .toList();
        assertThat(held).as(where).isEqualTo(times.stream().boxed().toList());
        List<TimeRange> all = ranges.within(new TimeRange(0, TIMES));
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).from()).as(where).isGreaterThan(all.get(i - 1).to() + 1);
        }
        for (int time = 0; time <= TIMES; time++) {
            int next = times.nextSetBit(time);
            int last = times.previousSetBit(time);
            assertThat(ranges.firstFrom(time))
                    .as(where)
                    .isEqualTo(next < 0 ? OptionalLong.empty() : OptionalLong.of(next));
            assertThat(ranges.lastTo(time))
                    .as(where)
                    .isEqualTo(last < 0 ? OptionalLong.empty() : OptionalLong.of(last));
        }
    }
}
