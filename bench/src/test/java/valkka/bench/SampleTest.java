package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Sample.of(9, 1, 5).median()).isEqualTo(5);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Sample.of(1, 9, 4, 6).median()).isEqualTo(5);
    }

    @Test
    void percentilesAreValuesOfTheSample() {
        double[] hundred = new double[100];
        for (int i = 0; i < hundred.length; i++) {
            hundred[i] = 100 - i;
        }
        Sample sample = Sample.of(hundred);

        assertThat(sample.percentile(99)).isEqualTo(99);
        assertThat(sample.percentile(100)).isEqualTo(sample.max()).isEqualTo(100);
        assertThat(sample.percentile(0)).isEqualTo(sample.min()).isEqualTo(1);
        assertThat(Sample.of(7).percentile(99)).isEqualTo(7);
    }

    @Test
    void theCallersArrayStaysInItsOrder() {
        double[] values = {3, 1, 2};
        assertThat(Sample.of(values).min()).isEqualTo(1);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void aSampleOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(Sample::of).withMessageContaining("at least one");
    }
}
