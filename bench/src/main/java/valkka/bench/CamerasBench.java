package valkka.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;

/**
 * Measures from end to end: cameras of 4 Mbit/s by RTSP over TCP, on one live thread, each into a
 * ring of its own. Then it adds cameras until pictures are missing or late. The cameras run in
 * another process of the same machine, which takes a share of its cores too.
 */
final class CamerasBench {
    private static final int BLOCKS = 64;
    private static final int SLOT = 1;
    private static final long ID = 925412;
    private static final double MORE = 1.25;
    /**
     * The share of the due pictures that must come. A machine that does not keep up loses no
     * picture at first, and is ever later.
     */
    private static final double KEPT_UP = 0.98;

    private static final long STEADY_S = 60;

    private final Scratch scratch;
    private final int cameras;
    private final int steps;
    private final long nanos;

    CamerasBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.cameras = effort.recordedCameras();
        this.steps = effort.cameraSteps();
        this.nanos = TimeUnit.MILLISECONDS.toNanos(effort.loadMs());
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Cameras: %d of 4 Mbit/s by RTSP over TCP into as many rings, BLOCK, for %.0f s",
                effort.recordedCameras(),
                effort.loadMs() / 1e3);
    }

    List<Row> rows() throws Exception {
        try (CameraServer server = CameraServer.start()) {
            Result result = record(server, cameras, nanos);
            List<Row> rows = new ArrayList<>(result.rows());
            int most = result.isComplete() ? cameras : 0;
            for (int step = 1; step <= steps && most > 0; step++) {
                int more = (int) (cameras * Math.pow(MORE, step));
                if (!record(server, more, nanos / 4).isComplete()) {
                    break;
                }
                most = more;
            }
            rows.add(Row.of("most cameras that it keeps up with", "cameras", most));
            return rows;
        }
    }

    /**
     * The result of one run.
     *
     * @param due pictures that the cameras took in that time
     */
    private record Result(
            double due,
            long pictures,
            long lost,
            long dropped,
            long reconnects,
            double cpuPercent,
            double megabytes,
            int threads,
            double longestRunMs,
            double longestSilenceMs) {
        boolean isComplete() {
            return lost + dropped + reconnects == 0 && pictures >= KEPT_UP * due;
        }

        List<Row> rows() {
            return List.of(
                    Row.of("pictures recorded", "pictures", (double) pictures),
                    Row.of("pictures lost on the way", "pictures", (double) lost),
                    Row.of("frames dropped by the writers", "frames", (double) dropped),
                    Row.of("connections lost", "", (double) reconnects),
                    Row.of("CPU of all", "% of a core", cpuPercent),
                    Row.of("memory of the process", "MB", megabytes),
                    Row.of("threads", "", threads),
                    Row.of("longest run() of a frame filter", "ms", longestRunMs),
                    Row.of("longest time between two pictures", "ms", longestSilenceMs));
        }
    }

    private Result record(CameraServer server, int count, long duration) throws Exception {
        Path directory = scratch.fresh("cameras");
        List<ValkkaSingleFS> rings = new ArrayList<>();
        List<ValkkaFSWriterThread> writers = new ArrayList<>();
        List<CameraWatch> watches = new ArrayList<>();
        try (LiveThread live = new LiveThread("bench-live")) {
            live.start();
            for (int i = 0; i < count; i++) {
                ValkkaSingleFS ring = ValkkaSingleFS.newFromDirectory(directory.resolve("ring" + i))
                        .blockSize(Recordings.BLOCK_SIZE)
                        .blocks(BLOCKS)
                        .create();
                rings.add(ring);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("bench-writer-" + i, ring, Durability.BLOCK);
                writers.add(writer);
                writer.setSlotId(SLOT + i, ID);
                writer.start();
                CameraWatch watch = new CameraWatch(writer.getFrameFilter());
                watches.add(watch);
                LiveConnectionContext camera =
                        new LiveConnectionContext(LiveConnectionType.RTSP, server.address(), SLOT + i, watch);
                live.registerStream(camera);
                live.playStream(camera);
            }
            awaitAll(watches);
            return measure(live, writers, watches, duration);
        } finally {
            writers.forEach(ValkkaFSWriterThread::close);
            rings.forEach(ValkkaSingleFS::close);
            Scratch.delete(directory);
        }
    }

    private static void awaitAll(List<CameraWatch> watches) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEADY_S);
        while (!watches.stream().allMatch(watch -> watch.pictures() > CameraProcess.PICTURES_PER_SECOND)) {
            if (System.nanoTime() > deadline) {
                throw new IOException(watches.size() + " cameras did not all deliver within " + STEADY_S + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static Result measure(
            LiveThread live, List<ValkkaFSWriterThread> writers, List<CameraWatch> watches, long duration) {
        watches.forEach(CameraWatch::reset);
        long cpu = Machine.cpuNanos();
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration) {
            LockSupport.parkNanos(duration - (System.nanoTime() - start));
        }
        double elapsed = System.nanoTime() - start;
        double percent = (Machine.cpuNanos() - cpu) / elapsed * 100;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        double megabytes = Machine.residentBytes() / 1e6;
        long reconnects = live.stats().streams().stream()
                .mapToLong(stream -> stream.reconnects())
                .sum();
        live.stop();
        writers.forEach(ValkkaFSWriterThread::stop);
        return new Result(
                watches.size() * elapsed / 1e9 * CameraProcess.PICTURES_PER_SECOND,
                watches.stream().mapToLong(CameraWatch::pictures).sum(),
                watches.stream().mapToLong(CameraWatch::lost).sum(),
                writers.stream().mapToLong(writer -> writer.stats().lost()).sum(),
                reconnects,
                percent,
                megabytes,
                threads,
                max(watches, CameraWatch::longestRunMs),
                max(watches, CameraWatch::longestSilenceMs));
    }

    private static double max(List<CameraWatch> watches, ToDoubleFunction<CameraWatch> figure) {
        return watches.stream().mapToDouble(figure).max().orElse(0);
    }
}
