package valkka.play;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import valkka.fs.Block;
import valkka.fs.Bytes;
import valkka.fs.Explanation;

/**
 * What a seek did: which blocks it loaded, at which key frame each stream begins, what passed
 * between the key frame and the time, and how long each stage took. libValkka has no such class.
 *
 * <pre>{@code
 * SeekAnatomy anatomy = fs.explain(SeekAnatomy.seek(fs.getTimeRange().middle()));
 * System.out.println(anatomy);
 * }</pre>
 *
 * <p>The seek is a real one, of a {@link ValkkaFSManager} that is made for it and has nothing in
 * memory. A seek within the blocks in memory reads nothing, and only passes frames.
 *
 * @param asked the requested time, Unix ms
 * @param time the play position: the requested time, or the nearest recorded time
 * @param blocks the loaded blocks, in the order of reading
 * @param starts where each stream begins
 * @param stages what the seek did, one after the other
 */
public record SeekAnatomy(long asked, long time, List<Block> blocks, List<Start> starts, List<Stage> stages) {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /** Makes an anatomy, with copies of the lists. */
    public SeekAnatomy {
        blocks = List.copyOf(blocks);
        starts = List.copyOf(starts);
        stages = List.copyOf(stages);
    }

    /**
     * The beginning of a stream.
     *
     * @param id the stream's
     * @param keyFrame the time of the key frame where decoding starts, Unix ms; -1 where no block
     *     has one at or before the time
     * @param frames the frames that passed, from the key frame to the time
     * @param bytes of these frames
     * @param picturesPassedOver the pictures among them in front of the one that shows at the time:
     *     a decoder needs them, and nobody sees them
     */
    public record Start(long id, long keyFrame, long frames, long bytes, long picturesPassedOver) {}

    /**
     * A stage of a seek.
     *
     * @param name {@code find}: key frames are looked for in the table and in the headers of blocks;
     *     {@code read}: blocks come into memory whole; {@code pass}: the frames from the key frame
     *     to the time pass to the filter
     * @param nanos how long it took
     * @param bytesRead of the dumpfile
     */
    public record Stage(String name, long nanos, long bytesRead) {
        /** Makes a stage; the name must not be null. */
        public Stage {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * Returns the question what a seek does, for {@code fs.explain(seek(time))}. All streams around
     * the time are played. The question throws {@code NOT_FOUND} for an empty recording,
     * {@code GONE} when the frames were overwritten meanwhile, and {@code BUSY} in the callback of a
     * writer, which waits for nobody.
     *
     * @param mstimestamp Unix ms
     */
    public static Explanation<SeekAnatomy> seek(long mstimestamp) {
        return fs -> TracedSeek.of(fs, mstimestamp);
    }

    /** Does the same as {@link #seek(long)}. */
    public static Explanation<SeekAnatomy> seek(Instant time) {
        return seek(time.toEpochMilli());
    }

    /** Returns the bytes that were read from the dumpfile, in all stages. */
    public long bytesRead() {
        return stages.stream().mapToLong(Stage::bytesRead).sum();
    }

    /** Returns how long the seek took, in all stages, in nanoseconds. */
    public long nanos() {
        return stages.stream().mapToLong(Stage::nanos).sum();
    }

    /** Returns a table of the stages, the blocks and the streams, times in UTC. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("seek to ").append(Instant.ofEpochMilli(asked));
        if (time != asked) {
            text.append(", the nearest recorded time is ").append(Instant.ofEpochMilli(time));
        }
        text.append(String.format(Locale.ROOT, "%n%-8s %10s  %12s", "stage", "ms", "bytes read"));
        for (Stage stage : stages) {
            text.append(line(stage));
        }
        text.append(line(new Stage("all", nanos(), bytesRead())));
        text.append(String.format(Locale.ROOT, "%n%-8s %-14s %-14s", "block", "key", "last"));
        for (Block block : blocks) {
            text.append(String.format(
                    Locale.ROOT, "%n%-8d %-14s %-14s", block.number(), clock(block.key()), clock(block.last())));
        }
        text.append(String.format(
                Locale.ROOT,
                "%n%-8s %-14s %9s %7s %12s  %s",
                "id",
                "key frame",
                "before",
                "frames",
                "size",
                "passed over"));
        for (Start start : starts) {
            text.append(line(start));
        }
        return text.toString();
    }

    private static String line(Stage stage) {
        return String.format(Locale.ROOT, "%n%-8s %10.3f  %,12d", stage.name(), stage.nanos() / 1e6, stage.bytesRead());
    }

    private String line(Start start) {
        boolean known = start.keyFrame() >= 0;
        return String.format(
                Locale.ROOT,
                "%n%-8d %-14s %9s %7d %12s  %d pictures",
                start.id(),
                known ? clock(start.keyFrame()) : "none before",
                known ? time - start.keyFrame() + " ms" : "",
                start.frames(),
                Bytes.text(start.bytes()),
                start.picturesPassedOver());
    }

    private static String clock(long mstimestamp) {
        return CLOCK.format(Instant.ofEpochMilli(mstimestamp));
    }
}
