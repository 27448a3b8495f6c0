package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalClockTest {
    private static final long START = 1_700_000_000_000L;
    private static final long MAX_LAG = 10_000;

    private long now = START;
    private final ArrivalClock clock = new ArrivalClock(() -> Instant.ofEpochMilli(now), MAX_LAG);

    /** The stamp of a picture that arrives {@code arrival} ms behind the start, with a pts in ms; START taken off. */
    private long stamp(long arrival, long pts) {
        now = START + arrival;
        return clock.stamp(pts * 1000) - START;
    }

    @Test
    void theFirstPictureHasItsArrivalAndTheNextOnesTheCamerasSpacing() {
        assertThat(stamp(0, 777)).isZero();
        assertThat(stamp(43, 777 + 40)).isEqualTo(40);
        assertThat(stamp(95, 777 + 80)).isEqualTo(80);
    }

    @Test
    void jitterIsSmoothedAway() {
        Random random = new Random(3);
        long before = stamp(0, 0);
        for (int i = 1; i < 2000; i++) {
            long time = stamp(40L * i + random.nextInt(30), 40L * i);
            assertThat(time).isBetween(before + 1, now - START);
            if (i > 100) {
                assertThat(time - before).isBetween(36L, 44L);
            }
            before = time;
        }
    }

    @Test
    void aCameraThatCameLateFirstIsNeverStampedIntoTheFuture() {
        assertThat(stamp(500, 0)).isEqualTo(500);
        for (int i = 1; i < 100; i++) {
            assertThat(stamp(500 + 10L * i, 40L * i)).isBetween(500L, 500 + 10L * i);
        }
    }

    @Test
    void aJumpBackIsNoJumpOfTheTime() {
        stamp(0, 100_000);
        stamp(40, 100_040);
        assertThat(stamp(81, 0)).isEqualTo(80);
        assertThat(stamp(123, 40)).isEqualTo(120);
    }

    @Test
    void aJumpAheadIsNoJumpOfTheTime() {
        stamp(0, 0);
        stamp(40, 40);
        assertThat(stamp(80, 100_000_000)).isEqualTo(80);
        assertThat(stamp(125, 100_000_040)).isEqualTo(120);
    }

    @Test
    void theSecondTimestampMayBeAnything() {
        stamp(0, 0);
        assertThat(stamp(40, 100_000_000)).isEqualTo(40);
        assertThat(stamp(85, 100_000_040)).isEqualTo(80);
    }

    @Test
    void aLagOverTheBoundSetsANewAnchor() {
        stamp(0, 0);
        assertThat(stamp(MAX_LAG + 40, 40)).isBetween(40L, 41L);
        assertThat(stamp(MAX_LAG + 200, 80)).isEqualTo(MAX_LAG + 200);
    }

    @Test
    void aStallOfTheNetworkLeavesTheSpacingAsItWas() {
        stamp(0, 0);
        for (int i = 1; i <= 50; i++) {
            assertThat(stamp(2000, 40L * i)).isBetween(40L * i, 40L * i + i);
        }
    }

    @Test
    void twoClocksOfDifferentSpeedStayTogether() {
        for (long i = 0; i < 100_000; i++) {
            long arrival = 40 * i + i * 40 / 1000; // the camera's clock is 0.1 % slow
            assertThat(arrival - stamp(arrival, 40 * i)).isBetween(0L, 15L);
        }
        now = START;
        ArrivalClock fast = new ArrivalClock(() -> Instant.ofEpochMilli(now), MAX_LAG);
        for (long i = 0; i < 100_000; i++) {
            now = START + 40 * i - i * 40 / 1000;
            assertThat(now - fast.stamp(40_000 * i)).isBetween(0L, 1L);
        }
    }

    @Test
    void picturesOutOfOrderNeverTurnTimeBack() {
        long[] pts = {0, 120, 40, 80, 240, 160, 200};
        long before = -1;
        for (int i = 0; i < pts.length; i++) {
            long time = stamp(40L * i, pts[i]);
            assertThat(time).isBetween(before + 1, 40L * i);
            before = time;
        }
    }

    @Test
    void aReconnectGoesOnFromTheNewArrival() {
        stamp(0, 500);
        stamp(40, 540);
        clock.restart();
        assertThat(stamp(3000, 10)).isEqualTo(3000);
        assertThat(stamp(3041, 50)).isEqualTo(3040);
    }

    @Test
    void aWallClockThatIsSetBackLeavesPicturesAMillisecondApartUntilItCatchesUp() {
        assertThat(stamp(3_600_000, 0)).isEqualTo(3_600_000);
        for (int i = 1; i <= 2_000; i++) {
            assertThat(stamp(40L * i, 40L * i)).isEqualTo(3_600_000 + i);
        }
        assertThat(stamp(3_700_000, 3_700_000)).isEqualTo(3_700_000);
    }

    @Test
    void picturesThatComeAtOnceAreKeptApart() {
        for (int i = 0; i < 250; i++) {
            assertThat(stamp(0, 40L * i)).isEqualTo(i);
        }
    }

    @Test
    void aFloodOfPicturesDoesNotRunAwayWithTheTime() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(stamp(i / 100, i)).isLessThanOrEqualTo(i / 100 + 250);
        }
    }

    @Test
    void timeNeverDecreasesWhateverTheCameraSays() {
        Random random = new Random(9);
        long before = Long.MIN_VALUE;
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(1000) == 0) {
                clock.restart();
            }
            long arrival = now - START + random.nextInt(100) - (random.nextInt(500) == 0 ? 5000 : 0);
            long time = stamp(arrival, random.nextInt(10) == 0 ? random.nextLong() / 4000 : arrival);
            assertThat(time).isGreaterThanOrEqualTo(before);
            before = time;
        }
    }

    @Test
    void withoutSmoothingTheTimeIsTheArrival() {
        now = START + 7;
        assertThat(clock.stampByArrival()).isEqualTo(START + 7);
        now = START + 3;
        assertThat(clock.stampByArrival()).isEqualTo(START + 8);
    }
}
