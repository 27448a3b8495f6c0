package valkka.testkit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells a leak from noise. One reading of memory says little: the allocator, the compiler and the
 * garbage collector move it by megabytes. A leak grows with every round of the same work.
 */
public final class Growth {
    private static final int FEWEST = 10;

    private Growth() {}

    /**
     * Returns the growth of the readings in a round: the median of the slopes between every two
     * readings (Theil and Sen). No single reading moves the result, nor does a step that is not
     * repeated.
     *
     * @param readings one after each of at least ten equal rounds, without the first rounds that
     *     warm up
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
