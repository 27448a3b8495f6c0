package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
    private static final TimeRange RANGE = new TimeRange(1_543_314_164_986L, 1_543_314_168_986L);

    @Test
    void itIsClosedAtBothEnds() {
        assertThat(RANGE.contains(RANGE.from())).isTrue();
        assertThat(RANGE.contains(RANGE.to())).isTrue();
        assertThat(RANGE.contains(RANGE.from() - 1)).isFalse();
        assertThat(RANGE.contains(RANGE.to() + 1)).isFalse();
        assertThat(new TimeRange(5, 5).isEmpty()).isFalse();
        assertThat(new TimeRange(5, 5).contains(5)).isTrue();
    }

    @Test
    void anEmptyOneHoldsNothing() {
        assertThat(TimeRange.EMPTY.isEmpty()).isTrue();
        assertThat(TimeRange.EMPTY.duration()).isZero();
        assertThat(TimeRange.EMPTY.contains(0)).isFalse();
        assertThat(TimeRange.EMPTY.last(Duration.ofSeconds(1))).isEqualTo(TimeRange.EMPTY);
        assertThat(TimeRange.EMPTY).hasToString("empty");
        assertThat(new TimeRange(6, 5).isEmpty()).isTrue();
    }

    @Test
    void itKnowsItsMiddleItsEndAndItsLength() {
        assertThat(RANGE.middle()).isEqualTo(1_543_314_166_986L);
        assertThat(RANGE.duration()).isEqualTo(Duration.ofSeconds(4));
        assertThat(RANGE.last(Duration.ofSeconds(1))).isEqualTo(new TimeRange(1_543_314_167_986L, RANGE.to()));
        assertThat(RANGE.last(Duration.ofDays(1))).isEqualTo(RANGE);
        assertThat(RANGE.last(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(RANGE);
        assertThat(TimeRange.of(RANGE.start(), RANGE.end())).isEqualTo(RANGE);
        assertThat(RANGE.start()).isEqualTo(Instant.parse("2018-11-27T10:22:44.986Z"));
    }

    @Test
    void aRangeOfAllTimesHasALengthAndAMiddle() {
        TimeRange all = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(all.middle()).isEqualTo(-1);
        assertThat(all.duration()).isEqualTo(Duration.ofSeconds(18_446_744_073_709_551L, 615_000_000));
        assertThat(all.toString()).endsWith(" (" + Math.pow(2, 64) / 1000 + " s)");
    }

    @Test
    void itPrintsBothEndsAndTheLength() {
        assertThat(RANGE).hasToString("2018-11-27T10:22:44.986Z to 2018-11-27T10:22:48.986Z (4.0 s)");
    }

    @Test
    void aTimeAsTextHasItsMillisecondsAlwaysAndIsInUtc() {
        assertThat(TimeRange.formatMstimestamp(1543314164986L)).isEqualTo("2018-11-27T10:22:44.986Z");
        assertThat(TimeRange.formatMstimestamp(1543314164000L)).isEqualTo("2018-11-27T10:22:44.000Z");
    }
}
