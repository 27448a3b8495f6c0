package valkka.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Play, exports, plots and commands ask this rule. */
class GapRuleTest {
    @Test
    void aSilenceOfMoreThanTwoSecondsIsAGap() {
        assertThat(GapRule.isGap(2_000, 40)).isFalse();
        assertThat(GapRule.isGap(2_001, 40)).isTrue();
        assertThat(GapRule.isGap(2_001, 0))
                .as("with an interval that is not known")
                .isTrue();
    }

    @Test
    void aCameraThatSendsAPictureAMinuteHasAGapAfterFiveOfThem() {
        assertThat(GapRule.isGap(60_000, 60_000)).isFalse();
        assertThat(GapRule.isGap(300_000, 60_000)).isFalse();
        assertThat(GapRule.isGap(300_001, 60_000)).isTrue();
    }

    @Test
    void neighboursAreAtMostThreeIntervalsApart() {
        assertThat(GapRule.areNeighbours(120, 40)).isTrue();
        assertThat(GapRule.areNeighbours(121, 40)).isFalse();
    }

    @Test
    void theUsualIntervalIsTheMedianOfThoseBetweenDifferentTimes() {
        assertThat(GapRule.usualInterval(new long[] {0, 0, 0, 40, 40, 40, 80, 120, 120, 9_000}))
                .as("three NAL units of one time are one picture, and a gap does not count for more than an interval")
                .isEqualTo(40);
    }

    @Test
    void fewerThanThreeIntervalsTellNothing() {
        assertThat(GapRule.usualInterval(new long[] {})).isZero();
        assertThat(GapRule.usualInterval(new long[] {0, 60_000, 120_000})).isZero();
        assertThat(GapRule.usualInterval(new long[] {0, 60_000, 120_000, 180_000}))
                .isEqualTo(60_000);
    }
}
