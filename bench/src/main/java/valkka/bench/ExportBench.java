package valkka.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import valkka.camera.VirtualCamera;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;
import valkka.media.Export;

/**
 * Exports a whole recording, and beside it runs {@code ffmpeg -c copy} on a matroska file of the
 * same access units, both from the cache. The pictures are a virtual camera's of 1080p and 4
 * Mbit/s, taken for some seconds and repeated. Repeated pictures are copied like new ones.
 */
final class ExportBench {
    private static final int GOP = 25;
    private static final int MOST_GOPS = 10;
    private static final int PICTURE_MS = 40;
    private static final int PICTURE_BYTES = 20_000;
    private static final long START_MS = 1_700_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scratch scratch;
    private final long pictures;
    private final int pairs;

    ExportBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.pictures = pictures(effort);
        this.pairs = effort.pairs();
    }

    private static long pictures(Effort effort) {
        return Math.min(90_000, Math.max(GOP, effort.bytes() / PICTURE_BYTES / GOP * GOP));
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Export: %.1f minutes of 1080p at 4 Mbit/s, cached; limit: ffmpeg -c copy, -skip_frame nokey",
                pictures(effort) * PICTURE_MS / 60_000.0);
    }

    List<Row> rows() throws Exception {
        Path directory = scratch.fresh("export");
        List<List<BasicFrame>> camera = camera((int) Math.min(MOST_GOPS, pictures / GOP));
        long bytes = 0;
        for (List<BasicFrame> picture : camera) {
            for (BasicFrame frame : picture) {
                bytes += FrameFeed.recordBytes(frame);
            }
        }
        try (ValkkaSingleFS fs = Recordings.create(directory, bytes * pictures / camera.size())) {
            record(fs, camera);
            Path same = directory.resolve("same.mkv");
            Export.matroska(fs, Recordings.ID, fs.getTimeRange(), same);
            Path ours = directory.resolve("ours");
            Path theirs = directory.resolve("theirs");
            List<Row> rows = new ArrayList<>(List.of(
                    row(
                            "mkv",
                            () -> Export.matroska(fs, Recordings.ID, fs.getTimeRange(), ours),
                            ours,
                            same,
                            theirs + ".mkv"),
                    row(
                            "mp4",
                            () -> Export.mp4(fs, Recordings.ID, fs.getTimeRange(), ours),
                            ours,
                            same,
                            theirs + ".mp4")));
            rows.addAll(new PicturesBench(pairs).rows(fs, Recordings.ID, same, (long) GOP * PICTURE_MS));
            return rows;
        } finally {
            Scratch.delete(directory);
        }
    }

    /** Returns the pictures of {@code gops} GOPs, each with its NAL units. */
    private static List<List<BasicFrame>> camera(int gops) throws InterruptedException {
        BlockingQueue<BasicFrame> frames = new LinkedBlockingQueue<>();
        FrameFilter collect = frame -> {
            if (frame instanceof BasicFrame basic) {
                frames.add(basic);
            }
        };
        List<List<BasicFrame>> pictures = new ArrayList<>();
        try (VirtualCamera camera = VirtualCamera.builder()
                        .size(1920, 1080)
                        .fps(1000 / PICTURE_MS)
                        .gop(GOP)
                        .bitRate(4_000_000)
                        .start();
                LiveThread live = new LiveThread("bench-camera")) {
            LiveConnectionContext context =
                    new LiveConnectionContext(LiveConnectionType.RTSP, camera.address(), Recordings.SLOT, collect);
            live.start();
            live.registerStream(context);
            live.playStream(context);
            int keys = 0;
            while (true) {
                BasicFrame frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (frame == null) {
                    throw new ValkkaException(Kind.TIMEOUT, "the virtual camera sent nothing within " + PATIENCE);
                }
                keys += frame.isSeekable() ? 1 : 0;
                if (keys > gops) {
                    return pictures;
                }
                if (pictures.isEmpty() || timeOf(pictures.get(pictures.size() - 1)) != frame.mstimestamp()) {
                    pictures.add(new ArrayList<>());
                }
                pictures.get(pictures.size() - 1).add(frame);
            }
        }
    }

    private static long timeOf(List<BasicFrame> picture) {
        return picture.get(0).mstimestamp();
    }

    private void record(ValkkaSingleFS fs, List<List<BasicFrame>> camera) {
        // With BLOCK no written byte is left to reach the disk during the exports.
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("bench-writer", fs, Durability.BLOCK)) {
            writer.setSlotId(Recordings.SLOT, Recordings.ID);
            writer.start();
            FrameFilter input = writer.getBlockingFrameFilter();
            for (long i = 0; i < pictures; i++) {
                for (BasicFrame frame : camera.get((int) (i % camera.size()))) {
                    input.run(frame.withMstimestamp(START_MS + i * PICTURE_MS));
                }
            }
        }
    }

    /** An export, as a call. */
    @FunctionalInterface
    private interface Exporting {
        Export.Result run();
    }

    private Row row(String figure, Exporting export, Path ours, Path same, String theirs) throws Exception {
        Run.Source exporting = () -> {
            Files.deleteIfExists(ours);
            return Run.time(() -> export.run().bytes());
        };
        if (!Ffmpeg.isThere()) {
            exporting.next();
            return Row.of(figure, "s", exporting.next().nanos() / 1e9);
        }
        Run.Source copying = () -> {
            Files.deleteIfExists(Path.of(theirs));
            return Run.time(() -> {
                Ffmpeg.run("-v", "error", "-i", same.toString(), "-c", "copy", theirs);
                return Files.size(Path.of(theirs));
            });
        };
        Row row = Pairs.alternate(pairs, exporting, copying).row(figure, "s", run -> run.nanos() / 1e9);
        Files.deleteIfExists(ours);
        Files.deleteIfExists(Path.of(theirs));
        return row;
    }
}
