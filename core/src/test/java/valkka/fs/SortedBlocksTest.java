package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks in the order of a column, in whatever order they stand in the ring. */
class SortedBlocksTest {
    /** Orders in which a table may have its times: a first lap, a later lap, clocks that were set back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "1 2 3 4",
                "3 4 1 2",
                "4 1 2 3",
                "2 3 4 1",
                "4 3 2 1",
                "2 2 1 1",
                "1 1 1",
                "3 3 1 3",
                "1 3 2 4",
                "3 1 4 2",
                "2 1",
                "2 3 1 2",
                "1 9 9 1",
                "7 8 9 1 2 8"
            })
    void theyAreSorted(String times) {
        long[] column = Arrays.stream(times.split(" "))
                .filter(text -> !text.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        int[] all = IntStream.range(0, column.length).toArray();
        SortedBlocks sorted = new SortedBlocks(block -> column[block], all, column.length);
        assertThat(order(sorted)).isEqualTo(expected(column, all));
        for (long value = -1; value < 11; value++) {
            long least = value;
            assertThat(sorted.firstAtLeast(value)).isEqualTo((int)
                    Arrays.stream(column).filter(time -> time < least).count());
            assertThat(sorted.firstAbove(value)).isEqualTo((int)
                    Arrays.stream(column).filter(time -> time <= least).count());
        }
        assertThat(sorted.firstAbove(Long.MAX_VALUE)).isEqualTo(column.length);
    }

    @Test
    void blocksComeAndGoAnywhere() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            int blocks = 1 + random.nextInt(9);
            long[] column = random.longs(blocks, 0, 1 + random.nextInt(12)).toArray();
            SortedBlocks sorted = new SortedBlocks(block -> column[block], new int[0], blocks);
            boolean[] used = new boolean[blocks];
            for (int step = 0; step < 40; step++) {
                int block = random.nextInt(blocks);
                if (used[block]) {
                    sorted.remove(block);
                } else {
                    column[block] = random.nextInt(12);
                    sorted.add(block);
                }
                used[block] ^= true;
                int[] present = IntStream.range(0, blocks).filter(b -> used[b]).toArray();
                assertThat(order(sorted)).isEqualTo(expected(column, present));
            }
        }
    }

    private static List<Integer> order(SortedBlocks sorted) {
        return IntStream.range(0, sorted.size()).mapToObj(sorted::get).toList();
    }

    private static List<Integer> expected(long[] column, int[] blocks) {
        return IntStream.of(blocks)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(block -> column[block])
                        .thenComparing(block -> block))
                .toList();
    }
}
