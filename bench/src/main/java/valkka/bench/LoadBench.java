package valkka.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.fs.WriterStats;
import valkka.testkit.StallingDisk;

/**
 * Many cameras at their own pace, each into a ring of its own, durable, on a disk that stalls. The
 * rows show whether a frame is lost, and whether a camera's thread ever waits. The limit of the CPU
 * row is that of raw writes of as many blocks with the same forces.
 */
final class LoadBench {
    private static final int BLOCKS = 64;
    /** The time in which a camera of 4 Mbit/s fills a block of 1 MiB. */
    private static final long BLOCK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final double MS_PER_S = 1e3;

    private final Scratch scratch;
    private final Effort effort;

    LoadBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.effort = effort;
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Load: %d rings at 4 Mbit/s with BLOCK for %.0f s; every %.0f s all forces stall for %.1f s",
                effort.rings(),
                effort.loadMs() / MS_PER_S,
                effort.stallEveryMs() / MS_PER_S,
                effort.stallMs() / MS_PER_S);
    }

    List<Row> rows() throws Exception {
        Path directory = scratch.fresh("load");
        StallingDisk disk = new StallingDisk(effort.stallEveryMs(), effort.stallMs());
        List<ValkkaSingleFS> rings = new ArrayList<>();
        try {
            for (int i = 0; i < effort.rings(); i++) {
                Path ring = directory.resolve("ring" + i);
                ValkkaSingleFS.newFromDirectory(ring)
                        .blockSize(Recordings.BLOCK_SIZE)
                        .blocks(BLOCKS)
                        .create()
                        .close();
                rings.add(ValkkaSingleFS.loadFromDirectory(disk, ring));
            }
            return measure(rings, disk, directory);
        } finally {
            rings.forEach(ValkkaSingleFS::close);
            Scratch.delete(directory);
        }
    }

    private List<Row> measure(List<ValkkaSingleFS> rings, StallingDisk disk, Path directory) throws Exception {
        List<ValkkaFSWriterThread> writers = new ArrayList<>();
        List<PacedCamera> cameras = new ArrayList<>();
        long nanos = TimeUnit.MILLISECONDS.toNanos(effort.loadMs());
        for (ValkkaSingleFS ring : rings) {
            ValkkaFSWriterThread writer =
                    new ValkkaFSWriterThread("load-writer-" + writers.size(), ring, Durability.BLOCK);
            writer.setSlotId(Recordings.SLOT, Recordings.ID);
            writer.start();
            writers.add(writer);
            // The cameras start one by one: otherwise they would close their blocks together,
            // between two stalls.
            long delay = BLOCK_NANOS * cameras.size() / rings.size();
            cameras.add(new PacedCamera(
                    "load-camera-" + cameras.size(), Recordings.SLOT, writer.getFrameFilter(), delay, nanos));
        }
        Run run = Run.time(() -> {
            cameras.forEach(Thread::start);
            for (PacedCamera camera : cameras) {
                camera.join();
            }
            writers.forEach(ValkkaFSWriterThread::stop);
            return writers.stream()
                    .mapToLong(writer -> writer.stats().bytesWritten())
                    .sum();
        });
        Run raw = Run.time(() -> RawFile.writeForced(
                directory.resolve("ring0/dumpfile"),
                directory.resolve("ring0/blockfile"),
                Recordings.BLOCK_SIZE,
                BLOCKS));
        double rawCpu = raw.cpuSecondsPerGigabyte() * run.bytes() / run.nanos() * 100;
        List<WriterStats> stats =
                writers.stream().map(ValkkaFSWriterThread::stats).toList();
        double[] longest =
                cameras.stream().mapToDouble(PacedCamera::longestRunMs).toArray();
        double[] deepest = stats.stream()
                .mapToDouble(ring -> ring.deepestQueueBytes() / 1e6)
                .toArray();
        return List.of(
                Row.of("frames written", "frames", sum(stats, WriterStats::framesWritten)),
                Row.of("frames lost", "frames", sum(stats, WriterStats::lost)),
                Row.of("deepest queue of a ring", "MB", Sample.of(deepest).max()),
                Row.of(
                        "longest run() of a frame filter",
                        "ms",
                        Sample.of(longest).max()),
                Row.of("longest force", "ms", disk.longestForceMs()),
                Row.of("CPU of all", "% of a core", 100.0 * run.cpuNanos() / run.nanos())
                        .limit(rawCpu));
    }

    private static double sum(List<WriterStats> stats, ToLongFunction<WriterStats> figure) {
        return stats.stream().mapToLong(figure).sum();
    }
}
