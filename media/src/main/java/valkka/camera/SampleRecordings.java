package valkka.camera;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.Durability;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSBuilder;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/**
 * Makes the small recordings of {@code sample-fs}, the same bytes each time, for users without a
 * camera and for tests. libValkka has no such class.
 */
public final class SampleRecordings {
    /** When they begin. */
    public static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    /** The id of the camera; of the second one in {@code multi}, one more. */
    public static final long ID = 1001;

    private static final long BLOCK_BYTES = 128 * Bytes.KiB;
    private static final int BLOCKS = 16;
    private static final int MOTION_FPS = 10;
    private static final int MOTION_BITS_PER_SECOND = 100_000;
    private static final long START_MS = START.toEpochMilli();

    private SampleRecordings() {}

    /**
     * Writes {@code single}, {@code multi}, {@code gap-and-wrap} and {@code audio} into
     * {@code directory}, and replaces recordings of these names. The json files name their own
     * directory, so that libValkka loads these recordings, too.
     *
     * @return their directories
     * @throws ValkkaException {@code BUSY} when a writer has one of these recordings open,
     *     {@code FULL} or {@code IO} when the disk fails
     */
    public static List<Path> write(Path directory) {
        return List.of(
                single(directory.resolve("single")),
                multi(directory.resolve("multi")),
                gapAndWrap(directory.resolve("gap-and-wrap")),
                audio(directory.resolve("audio")));
    }

    /**
     * Writes a recording of a camera of 320x180 in front of which somebody walks now and then, far
     * faster than it lasts: 10 pictures a second, a key frame each two seconds, and a variable bit
     * rate of at most 100 kbit/s. Replaces a recording that is there.
     *
     * @param script when somebody walks, from {@link #START} on
     * @return the directory
     * @throws ValkkaException {@code BUSY} when a writer has the recording open, {@code FULL} or
     *     {@code IO} when the disk fails
     */
    public static Path motion(Path directory, MotionScript script, Duration length) {
        TestPicture picture = new TestPicture(320, 180, 1, ZoneOffset.UTC, TestPictureNoise.FAINTEST, script);
        long blocks = 4 + length.toSeconds() * MOTION_BITS_PER_SECOND / 8 / BLOCK_BYTES;
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(BLOCK_BYTES)
                        .blocks((int) blocks)
                        .overwrite()
                        .create();
                SampleCamera camera = new SampleCamera(
                        1,
                        picture,
                        new H264Encoder(picture, MOTION_FPS, 2 * MOTION_FPS, MOTION_BITS_PER_SECOND, true))) {
            record(fs, writer -> {
                for (long at = 0; at < length.toMillis(); at += 1000 / MOTION_FPS) {
                    camera.picture(START_MS + at).forEach(writer::run);
                }
            });
        }
        return finished(directory);
    }

    /** One camera for 28 seconds. */
    private static Path single(Path directory) {
        try (ValkkaFS fs = create(ValkkaSingleFS.newFromDirectory(directory));
                SampleCamera camera = new SampleCamera(1, 640, 360, 500_000)) {
            record(fs, writer -> pictures(camera, START_MS, 28, writer));
        }
        return finished(directory);
    }

    /**
     * Two cameras for 28 seconds; the second one's pictures lie half way between the first one's.
     */
    private static Path multi(Path directory) {
        try (ValkkaFS fs = create(ValkkaMultiFS.newFromDirectory(directory));
                SampleCamera first = new SampleCamera(1, 320, 180, 250_000);
                SampleCamera second = new SampleCamera(2, 320, 180, 250_000)) {
            record(fs, writer -> {
                for (long time = START_MS; time < START_MS + 28_000; time += SampleCamera.PICTURE_MS) {
                    first.picture(time).forEach(writer::run);
                    second.picture(time + SampleCamera.PICTURE_MS / 2).forEach(writer::run);
                }
            });
        }
        return finished(directory);
    }

    /**
     * One camera for 40 seconds, a quarter of an hour of nothing, and 20 seconds more: the ring
     * holds the newest half minute or so.
     */
    private static Path gapAndWrap(Path directory) {
        try (ValkkaFS fs = create(ValkkaSingleFS.newFromDirectory(directory));
                SampleCamera before = new SampleCamera(1, 640, 360, 450_000);
                SampleCamera behind = new SampleCamera(1, 640, 360, 450_000)) {
            record(fs, writer -> {
                pictures(before, START_MS, 40, writer);
                pictures(behind, START_MS + 15 * 60_000, 20, writer);
            });
        }
        return finished(directory);
    }

    /** One camera with its sound for 26 seconds. */
    private static Path audio(Path directory) {
        try (ValkkaFS fs = create(ValkkaSingleFS.newFromDirectory(directory));
                SampleCamera camera = new SampleCamera(1, 640, 360, 450_000)) {
            record(fs, writer -> {
                for (long time = START_MS; time < START_MS + 26_000; time += SampleCamera.PICTURE_MS) {
                    camera.picture(time).forEach(writer::run);
                    camera.sound(time).forEach(writer::run);
                }
            });
        }
        return finished(directory);
    }

    private static void pictures(SampleCamera camera, long start, int seconds, FrameFilter writer) {
        for (long time = start; time < start + seconds * 1000L; time += SampleCamera.PICTURE_MS) {
            camera.picture(time).forEach(writer::run);
        }
    }

    private static ValkkaFS create(ValkkaFSBuilder<? extends ValkkaFS> builder) {
        return builder.blockSize(BLOCK_BYTES).blocks(BLOCKS).overwrite().create();
    }

    /** A source that puts its frames into a writer. */
    @FunctionalInterface
    private interface Recording {
        void into(FrameFilter writer);
    }

    private static void record(ValkkaFS fs, Recording recording) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("sample", fs, Durability.NONE)) {
            writer.setSlotId(1, ID);
            writer.setSlotId(2, ID + 1);
            writer.start();
            recording.into(writer.getBlockingFrameFilter());
        }
    }

    /** Leaves a recording alone in its directory. */
    private static Path finished(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path lock :
                    files.filter(file -> file.toString().endsWith(".lock")).toList()) {
                Files.delete(lock);
            }
            return directory;
        } catch (UncheckedIOException | IOException e) {
            throw new ValkkaException(
                    Kind.IO, "finishing the sample recording " + directory + ": " + e.getMessage(), e);
        }
    }
}
