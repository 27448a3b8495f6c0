package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class FrameClockTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final Instant SENDER = Instant.ofEpochMilli(NOW).minusSeconds(3600);

    private static FrameClock clock(TimeCorrectionType type) {
        return clock(type, new StreamCounters());
    }

    private static FrameClock clock(TimeCorrectionType type, StreamCounters counters) {
        return new FrameClock(type, InstantSource.fixed(Instant.EPOCH), counters);
    }

    @Test
    void theCamerasOwnTimeIsUnknownUntilTheCameraHasToldIt() {
        FrameClock clock = clock(TimeCorrectionType.NONE);

        assertThat(clock.stamp(0, null, NOW)).isEqualTo(FrameClock.UNKNOWN);
        assertThat(clock.stamp(40_000, SENDER, NOW + 40)).isEqualTo(SENDER.toEpochMilli());
        assertThat(clock.stamp(80_000, SENDER.minusSeconds(1), NOW + 80)).isEqualTo(SENDER.toEpochMilli());
    }

    @Test
    void aCameraThatHasNoTimeYetHasToldNone() {
        FrameClock clock = clock(TimeCorrectionType.NONE);

        assertThat(clock.stamp(0, Instant.EPOCH, NOW)).isEqualTo(FrameClock.UNKNOWN);
        assertThat(clock.stamp(0, Instant.parse("1900-01-01T00:00:00Z"), NOW)).isEqualTo(FrameClock.UNKNOWN);
    }

    @Test
    void theArrivalIsTakenAsItIs() {
        FrameClock clock = clock(TimeCorrectionType.DUMMY);

        assertThat(clock.stamp(0, SENDER, NOW)).isEqualTo(NOW);
        assertThat(clock.stamp(40_000, SENDER, NOW + 55)).isEqualTo(NOW + 55);
    }

    @Test
    void theArrivalIsSmoothedByTheTimestamps() {
        FrameClock clock = clock(TimeCorrectionType.SMART);

        assertThat(clock.stamp(0, SENDER, NOW)).isEqualTo(NOW);
        assertThat(clock.stamp(40_000, SENDER, NOW + 55)).isEqualTo(NOW + 40);
    }

    @Test
    void aCameraThatIsLateByMoreThanTenSecondsWasSomewhereElse() {
        FrameClock clock = clock(TimeCorrectionType.SMART);
        clock.stamp(0, null, NOW);
        clock.stamp(40_000, null, NOW + 40);

        assertThat(clock.stamp(80_000, null, NOW + 10_000)).isEqualTo(NOW + 80);
        assertThat(clock.stamp(120_000, null, NOW + 20_000)).isEqualTo(NOW + 20_000);
    }

    @Test
    void timesGoOnGrowingWhenAConnectionBeginsAnew() {
        FrameClock clock = clock(TimeCorrectionType.SMART);
        clock.stamp(5_000_000, null, NOW);
        clock.restart();

        assertThat(clock.stamp(0, null, NOW)).isEqualTo(NOW + 1);
    }

    @Test
    void theOffsetOfTheCamerasClockIsCounted() {
        for (TimeCorrectionType type : TimeCorrectionType.values()) {
            StreamCounters counters = new StreamCounters();
            clock(type, counters).stamp(0, SENDER, NOW);

            assertThat(counters.snapshot(1, "camera").clockOffset()).contains(Duration.ofHours(-1));
        }
    }
}
