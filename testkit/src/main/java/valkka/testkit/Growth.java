package valkka.testkit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells a leak from noise. One reading of memory says little: it moves by megabytes with what the allocator, the compiler and the
 * garbage collector happen to keep. A leak grows with every round of the same work.
 */
public final class Growth {
    private static final int FEWEST = 10;

    private Growth() {}

    /**
     * Returns by how much the readings grow in a round: the median of the slopes between every two of them (Theil and Sen). No single
     * reading moves the result, nor does a step that is not repeated.
     *
     * @param readings one behind each of at least ten equal rounds, without those that warm up
     */
    public static double perRound(List<Long> readings) {
        if (readings.size() < FEWEST) {
            throw new IllegalArgumentException(
                    readings.size() + " readings tell no growth: take " + FEWEST + " or more, and not " + readings);
        }
        double[] slopes = IntStream.range(0, readings.size())
                .boxed()
                .flatMapToDouble(i -> IntStream.range(i + 1, readings.size())
                        .mapToDouble(j -> (double) (readings.get(j) - readings.get(i)) / (j - i)))
                .sorted()
                .toArray();
        return (slopes[(slopes.length - 1) / 2] + slopes[slopes.length / 2]) / 2;
    }
}
