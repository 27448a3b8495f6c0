package valkka.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final int ROUNDS = 20;
    private static final int NOISE = 4000;

    private final Random random = new Random(3);

    @Test
    void aLeakIsToldInNoiseTenTimesAsHighAndWithReadingsThatAreFarOff() {
        List<Long> readings = readings(400);
        readings.set(0, 0L);
        readings.set(7, 10_000_000L);
        readings.set(ROUNDS - 1, 0L);

        assertThat(Growth.perRound(readings)).isCloseTo(400, within(150.0));
    }

    @Test
    void noiseAndOneStepAreNoGrowth() {
        List<Long> step = Stream.concat(
                        Stream.of(1000L, 1000L), IntStream.range(2, ROUNDS).mapToObj(i -> 90_000L))
                .toList();

        assertThat(Growth.perRound(readings(0))).isCloseTo(0, within(150.0));
        assertThat(Growth.perRound(step)).isZero();
    }

    @Test
    void aFewReadingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Growth.perRound(List.of(1L, 2L)))
                .withMessageStartingWith("2 readings tell no growth: take 10 or more");
    }

    private List<Long> readings(int leak) {
        return new ArrayList<>(IntStream.range(0, ROUNDS)
                .mapToObj(i -> 147_396L + (long) leak * i + random.nextInt(NOISE))
                .toList());
    }
}
