package valkka.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.media.Pictures;

/**
 * Key frames of a recording as small images. Beside it, FFmpeg's command takes the key frames out
 * of a matroska file of the same access units, scales them alike, and throws them away. This
 * library keeps them as Java's images.
 */
final class PicturesBench {
    private static final int WIDTH = 320;
    private static final int MOST_KEY_FRAMES = 250;

    private final int pairs;

    PicturesBench(int pairs) {
        this.pairs = pairs;
    }

    /**
     * Returns the rows: against FFmpeg with one thread, as this library decodes, and with as many
     * threads as FFmpeg chooses.
     *
     * @param same a file of the same access units
     * @param gopMs the time from one key frame to the next
     */
    List<Row> rows(ValkkaFS fs, long id, Path same, long gopMs) throws Exception {
        TimeRange all = fs.getTimeRange();
        TimeRange range = new TimeRange(all.from(), Math.min(all.to(), all.from() + MOST_KEY_FRAMES * gopMs - 1));
        int keys = Pictures.keyFrames(fs, id, range, MOST_KEY_FRAMES, WIDTH).size();
        Run.Source ours = () -> Run.time(() -> {
            int pictures =
                    Pictures.keyFrames(fs, id, range, MOST_KEY_FRAMES, WIDTH).size();
            if (pictures != keys) {
                throw new ValkkaException(Kind.CORRUPT, pictures + " key frames of " + keys + " were decoded");
            }
            return pictures;
        });
        ToDoubleFunction<Run> rate = run -> keys * 1e9 / run.nanos();
        String figure = "key frames to images of " + WIDTH + " px";
        if (!Ffmpeg.isThere()) {
            ours.next();
            return List.of(Row.of(figure, "1/s", rate.applyAsDouble(ours.next())));
        }
        List<Row> rows = new ArrayList<>();
        for (String threads : List.of("1", "auto")) {
            Run.Source theirs = () -> Run.time(() -> {
                decode(same, range.duration().toMillis(), threads);
                return keys;
            });
            String limit = threads.equals("1") ? "; limit: one thread" : "; limit: all cores";
            rows.add(Pairs.alternate(pairs, ours, theirs).row(figure + limit, "1/s", rate));
        }
        return rows;
    }

    private static void decode(Path file, long millis, String threads) throws Exception {
        Ffmpeg.run(
                "-v",
                "error",
                "-threads",
                threads,
                "-skip_frame",
                "nokey",
                "-t",
                millis + "ms",
                "-i",
                file.toString(),
                "-fps_mode",
                "passthrough",
                "-vf",
                "scale=" + WIDTH + ":-2:flags=area,format=bgr24",
                "-f",
                "null",
                "-");
    }
}
