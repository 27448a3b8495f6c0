package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlopeTest {
    private static List<Slope.Reading> readings(double perHour, double noise, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, 90)
                .mapToObj(i -> new Slope.Reading(i * 10, 500 + perHour * i * 10 / 3600 + noise * random.nextGaussian()))
                .toList();
    }

    @Test
    void aLeakIsToldFromNoise() {
        Slope slope = Slope.of(readings(100, 5, 1));
        assertThat(slope.perHour()).isCloseTo(100, within(20.0));
        assertThat(slope.low()).isLessThan(100).isPositive();
        assertThat(slope.high()).isGreaterThan(100);
        assertThat(slope.grows(30)).isTrue();
        assertThat(slope.grows(300)).isFalse();
    }

    @Test
    void noiseAloneGrowsSeldom() {
        long wrong = IntStream.range(0, 200)
                .filter(seed -> Slope.of(readings(0, 5, seed)).grows(0))
                .count();
        assertThat(wrong).isBetween(0L, 14L); // 2.5 of 100 are expected
    }
}
