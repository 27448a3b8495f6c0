package valkka.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures from end to end: cameras of 4 Mbit/s by RTSP over TCP, on one live thread, each into a
 * ring of its own. Then it adds cameras until pictures are missing or late. The cameras run in
 * another process of the same machine, which takes a share of its cores too.
 */
final class CamerasBench {
    private static final double MORE = 1.25;
    /**
     * The share of the due pictures that must come. A machine that does not keep up loses no
     * picture at first, and is ever later.
     */
    private static final double KEPT_UP = 0.98;

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
        try (RingRecorder recorder = RingRecorder.start(directory, server.address(), count)) {
            return measure(recorder, duration);
        } finally {
            Scratch.delete(directory);
        }
    }

    private static Result measure(RingRecorder recorder, long duration) {
        recorder.reset();
        long cpu = Machine.cpuNanos();
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration) {
            LockSupport.parkNanos(duration - (System.nanoTime() - start));
        }
        double elapsed = System.nanoTime() - start;
        double percent = (Machine.cpuNanos() - cpu) / elapsed * 100;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        double megabytes = Machine.residentBytes() / 1e6;
        long reconnects = recorder.reconnects();
        recorder.stop();
        return new Result(
                recorder.cameras() * elapsed / 1e9 * CameraProcess.PICTURES_PER_SECOND,
                recorder.pictures(),
                recorder.lost(),
                recorder.dropped(),
                reconnects,
                percent,
                megabytes,
                threads,
                recorder.longestRunMs(),
                recorder.longestSilenceMs());
    }
}
