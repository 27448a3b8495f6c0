package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Activity;

/**
 * Measures how many of the motions of scripts {@link Activity} finds, at three bit rates. Nothing was
 * chosen on these recordings: the threshold comes from other seeds, and two of the three cameras have
 * another size, another frame rate and another group of pictures. The numbers are in
 * docs/guide/views.md. It encodes an hour and a half of video, so it runs only when it is named:
 *
 * <pre>{@code
 * ./mvnw -pl media -am test -Dtest=ActivityAccuracy -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
class ActivityAccuracy {
    private static final int SECONDS = 600;
    /** The highest bit rate of each camera, in bits for each pixel. */
    private static final double[] BITS_PER_PIXEL = {0.1, 0.2, 0.4};

    @TempDir
    Path temp;

    private static List<ScriptedRecording> cameras(double bitsPerPixel, boolean variable) {
        return List.of(
                camera(256, 144, 8, 24, bitsPerPixel, variable, 20_261),
                camera(480, 270, 12, 36, bitsPerPixel, variable, 20_262),
                camera(320, 180, 10, 20, bitsPerPixel, variable, 20_263));
    }

    private static ScriptedRecording camera(
            int width, int height, int fps, int gop, double bitsPerPixel, boolean variable, long seed) {
        int bitRate = (int) (bitsPerPixel * width * height * fps);
        return new ScriptedRecording(width, height, fps, gop, bitRate, variable, seed);
    }

    /** How many are found depends on the room below the highest bit rate: see what it prints. */
    @Test
    void theMomentsThatAreToldAreTrueOnes() {
        Detection all = new Detection(0, 0, 0, 0);
        for (double bitsPerPixel : BITS_PER_PIXEL) {
            all = all.plus(measured(bitsPerPixel, true));
        }
        assertThat(Detection.lower(all.right(), all.found())).as("%s", all).isGreaterThan(0.85);
    }

    @Test
    void aConstantBitRateHidesMostMotion() {
        for (double bitsPerPixel : BITS_PER_PIXEL) {
            Detection all = measured(bitsPerPixel, false);
            assertThat(all.hit()).as("%s", all).isLessThan(all.motions() / 2);
        }
    }

    private Detection measured(double bitsPerPixel, boolean variable) {
        Detection all = new Detection(0, 0, 0, 0);
        for (ScriptedRecording camera : cameras(bitsPerPixel, variable)) {
            MotionScript script = camera.script(SECONDS);
            Path directory = temp.resolve(camera.seed() + "-" + bitsPerPixel + "-" + variable);
            try (ValkkaSingleFS fs = camera.record(directory, SECONDS, script)) {
                Activity activity = Activity.find(fs, ScriptedRecording.ID, fs.getTimeRange());
                Detection one = Detection.of(activity.moments(), script.moments(fs.getTimeRange()));
                long bytes;
                try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
                    bytes = frames.mapToLong(recorded -> recorded.frame().size())
                            .sum();
                }
                print(camera, bytes * 8 / SECONDS, activity.notes().isEmpty(), one);
                all = all.plus(one);
            }
        }
        System.out.printf(
                Locale.ROOT, "%s, %.1f bits a pixel, in all: %s%n", variable ? "VBR" : "CBR", bitsPerPixel, all);
        return all;
    }

    private static void print(ScriptedRecording camera, long sent, boolean noNotes, Detection detection) {
        System.out.printf(
                Locale.ROOT,
                "  %dx%d, %d pictures a second, at most %d kbit/s, sent %d kbit/s%s: %s%n",
                camera.width(),
                camera.height(),
                camera.fps(),
                camera.bitRate() / 1000,
                sent / 1000,
                noNotes ? "" : " (with a note)",
                detection);
    }
}
