package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A day of each wrong clock: once settled, every time is within 100 ms of the arrival that the
 * network would not have delayed, and a picture is as far from the one before as it was taken.
 */
class ArrivalClockDayTest {
    private static final long START = 1_700_000_000_000L;
    private static final int PICTURES_PER_SECOND = 25;

    /** What the times of one camera are like. Milliseconds. */
    private static final class Times {
        private final ArrivalClock clock = new ArrivalClock(InstantSource.system(), 10_000);
        private long last = Long.MIN_VALUE;
        private double lastUndelayed;
        private double early;
        private double late;
        private double jump;
        private double delay;
        private long behindArrival;

        static Times of(SimulatedCamera camera) {
            Times times = new Times();
            camera.play(times::picture);
            return times;
        }

        private void picture(long timestampMicros, double arrival, double undelayed, boolean settled) {
            long arrivalMillis = START + (long) arrival;
            long time = clock.stamp(timestampMicros, arrivalMillis);
            assertThat(time).isGreaterThan(last);
            if (settled) {
                double error = time - START - undelayed;
                early = Math.max(early, -error);
                late = Math.max(late, error);
                jump = Math.max(jump, Math.abs(time - last - (undelayed - lastUndelayed)));
                behindArrival += time > arrivalMillis ? 1 : 0;
            }
            delay = Math.max(delay, arrival - undelayed);
            last = time;
            lastUndelayed = undelayed;
        }

        /** Some pictures came seconds late, and the times hide it. */
        void areWithinDespiteStalls(double earlyMs, double lateMs, double jumpMs) {
            assertThat(delay).isGreaterThan(4000);
            areWithin(earlyMs, lateMs, jumpMs);
        }

        void areWithin(double earlyMs, double lateMs, double jumpMs) {
            assertThat(last).isPositive();
            assertThat(early).as("too early").isLessThanOrEqualTo(earlyMs);
            assertThat(late).as("too late").isLessThanOrEqualTo(lateMs);
            assertThat(jump).as("jump").isLessThanOrEqualTo(jumpMs);
        }
    }

    private static SimulatedCamera camera(long seed) {
        return new SimulatedCamera(seed, PICTURES_PER_SECOND);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.84, 0.999, 1, 1.001, 1.2, 2, 3})
    void aClockOfAnotherRate(double rate) {
        Times times = Times.of(camera(1).rate(rate));

        times.areWithin(25, 25, 25);
        assertThat(times.behindArrival).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 0.3", "1, 1", "1, 3", "5, 0.84", "12.5, 2", "25, 0.3", "25, 0.84", "25, 3", "60, 1.1"})
    void stallsAndLostPicturesKeepTheSpacing(double picturesPerSecond, double rate) {
        Times times = Times.of(
                new SimulatedCamera(2, picturesPerSecond).rate(rate).stalls().loss(0.01));

        times.areWithinDespiteStalls(100, 100, 150);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1.5", "1, 1.5", "1, 3", "3, 1.5"})
    void stallsThatTheNetworkWorksOffSlowlyKeepTheSpacing(double rate, double speed) {
        Times.of(camera(2).rate(rate).stalls().catchUp(speed)).areWithinDespiteStalls(100, 100, 100);
    }

    @Test
    void aClockThatDriftsFromASlowToAFastOneInADay() {
        DoubleUnaryOperator rate = second -> 0.3 + 2.7 * second / SimulatedCamera.DAY_S;

        Times.of(camera(3).rate(rate).stalls()).areWithinDespiteStalls(30, 30, 30);
    }

    @ParameterizedTest
    @CsvSource({"3600, 0.1", "600, 0.05"})
    void aClockThatSwings(double periodSeconds, double swing) {
        DoubleUnaryOperator rate = second -> 1 + swing * Math.sin(2 * Math.PI * second / periodSeconds);

        Times.of(camera(4).rate(rate).stalls()).areWithinDespiteStalls(100, 60, 60);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.84, 1, 3})
    void singleTimestampsThatAreHoursOff(double rate) {
        Random random = new Random(5);
        SimulatedCamera.Timestamps outliers = (picture, clock, previous) ->
                random.nextInt(100) == 0 ? clock + (2 * random.nextDouble() - 1) * 36_000_000 : clock;

        Times.of(camera(5).rate(rate).timestamps(outliers).stalls()).areWithinDespiteStalls(100, 100, 100);
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 1_000, 100_000, 36_000_000})
    void aCameraWhoseClockIsSet(double mostMs) {
        Times.of(camera(6).cameraSteps(mostMs)).areWithin(100, 100, 100);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.84, 1, 3})
    void picturesThatShareATimestamp(double rate) {
        SimulatedCamera.Timestamps pairs = (picture, clock, previous) -> picture % 2 == 1 ? previous : clock;

        Times.of(camera(7).rate(rate).timestamps(pairs).stalls()).areWithinDespiteStalls(60, 60, 60);
    }

    @Test
    void picturesInDecodingOrder() {
        SimulatedCamera.Timestamps reordered = (picture, clock, previous) ->
                clock + (picture == 0 ? 0 : new int[] {-1, 2, -1}[(int) (picture % 3)]) * 40;

        Times.of(camera(8).timestamps(reordered).stalls()).areWithinDespiteStalls(60, 60, 60);
    }

    @Test
    void timestampsThatStandStillGiveTheArrival() {
        Times times = Times.of(camera(9).timestamps((picture, clock, previous) -> 4711));

        times.areWithin(1, 81, 81);
    }

    @Test
    void timestampsThatComeToAStandstillGiveTheArrivalAtAnyRateOfPictures() {
        SimulatedCamera.Timestamps still = (picture, clock, previous) -> picture < 1000 ? clock : previous;

        Times.of(camera(9).timestamps(still).loss(0.6).settledFrom(60)).areWithin(1, 81, 81);
    }

    @Test
    void timestampsThatAreGarbageForAWhileGiveTheArrival() {
        Random random = new Random(14);
        SimulatedCamera.Timestamps garbage =
                (picture, clock, previous) -> picture % 10_000 < 9_000 ? clock : random.nextDouble() * 1e12;

        Times.of(camera(14).timestamps(garbage)).areWithin(100, 100, 100);
    }

    @ParameterizedTest
    @CsvSource({"-300, 300", "500, 5000", "-5000, -500"})
    void ourOwnClockIsSet(double leastMs, double mostMs) {
        Times.of(camera(10).wallSteps(leastMs, mostMs)).areWithin(100, 100, 100);
    }

    @Test
    void soundAndPictureStayTogether() {
        SimulatedCamera camera = camera(11).rate(0.84).stalls();
        SimulatedCamera microphone =
                new SimulatedCamera(12, 1000 / 64.0).rate(1.2).stalls();

        Times.of(camera).areWithinDespiteStalls(50, 50, 50);
        Times.of(microphone).areWithinDespiteStalls(50, 50, 50);
    }

    @Test
    void aCameraThatTakesItsRateUpAnewIsFollowed() {
        DoubleUnaryOperator rate = second -> second < 3600 ? 1 : 0.84;
        Times.of(camera(13).seconds(7200).rate(rate).settledFrom(3620)).areWithin(30, 30, 30);
    }

    @Test
    void aBeginningSettlesInTenSeconds() {
        for (int seed = 0; seed < 300; seed++) {
            double rate = 0.3 * Math.pow(10, new Random(seed).nextDouble());

            Times.of(camera(seed).seconds(60).rate(rate)).areWithin(60, 60, 60);
        }
    }
}
