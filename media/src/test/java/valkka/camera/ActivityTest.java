package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Activity;

/**
 * Motion that a script knows, found by the sizes of pictures. The pictures of half an hour at three
 * bit rates are in docs/guide/views.md; here are few, since encoding takes the time.
 */
@Timeout(120)
class ActivityTest {
    private static final int SECONDS = 150;
    /** The lower end of the interval of 95 %, of both precision and recall. */
    private static final double BOUND = 0.75;

    @TempDir
    Path temp;

    private static ScriptedRecording camera(int bitRate) {
        return new ScriptedRecording(320, 180, 10, 20, bitRate, true, 1);
    }

    @Test
    void motionIsFoundAtThreeBitRatesAndLittleElse() {
        Detection all = new Detection(0, 0, 0, 0);
        for (int bitRate : new int[] {60_000, 120_000, 240_000}) {
            MotionScript script = camera(bitRate).script(SECONDS);
            try (ValkkaSingleFS fs = camera(bitRate).record(temp.resolve("" + bitRate), SECONDS, script)) {
                Activity activity = Activity.find(fs, ScriptedRecording.ID, fs.getTimeRange());
                Detection detection = Detection.of(activity.moments(), script.moments(fs.getTimeRange()));
                all = all.plus(detection);
                assertThat(activity.notes()).isEmpty();
                closeToTheScript(activity, script);
            }
        }
        assertThat(Detection.lower(all.right(), all.found())).as("%s", all).isGreaterThan(BOUND);
        assertThat(Detection.lower(all.hit(), all.motions())).as("%s", all).isGreaterThan(BOUND);
    }

    /** Begins and peaks within the two seconds over which sizes are averaged. */
    private static void closeToTheScript(Activity activity, MotionScript script) {
        for (Activity.Moment moment : activity.moments()) {
            List<TimeRange> motions = script.moments(moment.range());
            assertThat(motions)
                    .anySatisfy(
                            motion -> assertThat(moment.peak()).isBetween(motion.from() - 2_000, motion.to() + 2_000));
            assertThat(moment.range().from() - motions.get(0).from()).isBetween(-2_000L, 2_000L);
            assertThat(moment.score()).isGreaterThan(1.15);
        }
    }

    @Test
    void aConstantBitRateTellsLittleAndANoteSaysSo() {
        ScriptedRecording constant = new ScriptedRecording(320, 180, 10, 20, 200_000, false, 1);
        try (ValkkaSingleFS fs = constant.record(temp.resolve("fs"), 40, constant.script(40))) {
            Activity activity = Activity.find(fs, ScriptedRecording.ID, fs.getTimeRange());

            assertThat(activity.notes()).singleElement().asString().contains("variable bit rate");
            assertThat(activity.toString()).contains("almost constant");
        }
    }

    @Test
    void aQuietCameraHasNoMomentsAndWhereThereIsNoInterPictureTheErrorSaysSo() {
        MotionScript never = MotionScript.during();
        try (ValkkaSingleFS fs = camera(120_000).record(temp.resolve("fs"), 20, never)) {
            TimeRange all = fs.getTimeRange();
            Activity activity = Activity.find(fs, ScriptedRecording.ID, all);
            assertThat(activity.moments()).isEmpty();
            assertThat(activity.pictures()).isEqualTo(20 * 10 * 19 / 20);
            assertThat(activity.level(50)).isCloseTo(1, within(0.4));
            assertThat(activity.toString()).startsWith("0 moments of motion in ");

            refused(() -> Activity.find(fs, 7, all), "no picture between key frames");
            TimeRange key = new TimeRange(all.from(), all.from());
            refused(() -> Activity.find(fs, ScriptedRecording.ID, key), "key frames alone");
        }
    }

    private static void refused(ThrowingCallable call, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessageContaining(words);
    }

    @Test
    void aScriptMovesAtTheBeginningOfEachPeriodOrAtTheGivenTimes() {
        MotionScript minutes = MotionScript.every(Duration.ofMinutes(1)).lasting(Duration.ofSeconds(10));
        assertThat(minutes.moments(new TimeRange(65_000, 130_000)))
                .containsExactly(new TimeRange(60_000, 69_999), new TimeRange(120_000, 129_999));
        assertThat(minutes.moments(new TimeRange(70_000, 119_999))).isEmpty();
        assertThat(minutes.progress(65_000)).isCloseTo(0.5, within(0.001));
        assertThat(minutes.progress(70_000)).isEqualTo(-1);

        MotionScript given = MotionScript.during(new TimeRange(500, 599), new TimeRange(100, 199));
        assertThat(given.moments(new TimeRange(0, 550)))
                .isEqualTo(List.of(new TimeRange(100, 199), new TimeRange(500, 599)));
        assertThat(given.number(550)).isEqualTo(1);

        assertThatThrownBy(() -> minutes.lasting(Duration.ofMinutes(1)))
                .hasMessageContaining("shorter than the period");
        assertThatThrownBy(() -> given.lasting(Duration.ofMillis(5))).hasMessageContaining("shorter than the period");
        assertThatThrownBy(() -> MotionScript.every(Duration.ZERO)).hasMessageContaining("longer than 2 ms");
    }

    @Test
    void sharesAreGivenWithWilsonsInterval() {
        assertThat(Detection.lower(9, 10)).isCloseTo(0.596, within(0.001));
        assertThat(Detection.upper(9, 10)).isCloseTo(0.982, within(0.001));
    }
}
