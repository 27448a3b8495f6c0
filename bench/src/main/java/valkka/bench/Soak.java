package valkka.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.CheckReport;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Export;
import valkka.play.ValkkaFSManager;

/**
 * Does for a long time, and all at once, what people do with recordings: it records cameras, plays
 * two of them, and exports and checks any of them in a loop. Meanwhile it reads what would grow
 * with a leak.
 */
final class Soak {
    private static final int PLAYED = 2;
    private static final int EXPORTED_S = 5;
    private static final int SEEK_S = 30;
    private static final double MB = 1e6;
    /** The compiler and the allocators still grow in the first part of a run. */
    private static final double WARM_UP = 0.25;

    private static final int READINGS = 120;
    private static final long SHORTEST_NANOS = 500_000_000L;

    /** What is read, and how much growth in an hour is no leak. */
    enum Figure {
        HEAP("Java heap, after collection", "MB", 30),
        DIRECT("direct buffers", "MB", 10),
        RESIDENT("memory of the process", "MB", 200),
        HANDLES("open files and sockets", "", 5),
        THREADS("threads", "", 3);

        private final String text;
        private final String unit;
        private final double allowed;

        Figure(String text, String unit, double allowed) {
            this.text = text;
            this.unit = unit;
            this.allowed = allowed;
        }
    }

    private final Scratch scratch;
    private final int cameras;
    private final Duration time;
    private final PrintStream out;
    private final Map<Figure, List<Slope.Reading>> readings = new EnumMap<>(Figure.class);
    private final LongAdder exports = new LongAdder();
    private final LongAdder checks = new LongAdder();
    private final LongAdder played = new LongAdder();
    private final List<String> faults = new ArrayList<>();
    private final Random random = new Random(1);

    Soak(Scratch scratch, int cameras, Duration time, PrintStream out) {
        this.scratch = scratch;
        this.cameras = cameras;
        this.time = time;
        this.out = out;
    }

    /**
     * Runs, and prints the result.
     *
     * @return whether nothing was lost, nothing failed and nothing grows
     */
    boolean run() throws IOException {
        Path directory = scratch.fresh("soak");
        try (CameraServer server = CameraServer.start();
                RingRecorder recorder = RingRecorder.start(directory, server.address(), cameras);
                ValkkaFSManager manager = new ValkkaFSManager(recorder.rings().subList(0, Math.min(PLAYED, cameras)))) {
            manager.recordings()
                    .forEach(fs -> manager.map(fs, Recordings.ID)
                            .readSlot(manager.recordings().indexOf(fs), frame -> played.increment()));
            manager.start();
            recorder.reset();
            work(recorder, manager);
            recorder.stop();
            return tell(recorder);
        } finally {
            Scratch.delete(directory);
        }
    }

    private void work(RingRecorder recorder, ValkkaFSManager manager) throws IOException {
        long start = System.nanoTime();
        long step = Math.max(time.toNanos() / READINGS, SHORTEST_NANOS);
        long next = start + step;
        while (System.nanoTime() - start < time.toNanos()) {
            ValkkaSingleFS fs = recorder.rings().get(random.nextInt(cameras));
            export(fs);
            check(fs);
            seek(manager);
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            next = Math.max(next + step, System.nanoTime());
            double seconds = (System.nanoTime() - start) / 1e9;
            if (seconds > time.toNanos() / 1e9 * WARM_UP) {
                read(seconds);
            }
        }
    }

    /** Does one thing, and keeps a failure for the result. */
    private void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (CompletionException e) {
            faults.add(what + ": " + e.getCause());
        } catch (ValkkaException e) {
            if (e.kind() != Kind.GONE && e.kind() != Kind.NOT_FOUND) {
                faults.add(what + ": " + e.getMessage());
            }
        }
    }

    private void export(ValkkaSingleFS fs) throws IOException {
        Path clip = scratch.fresh("soak.mkv");
        attempt("export", () -> {
            TimeRange last = fs.getTimeRange().last(Duration.ofSeconds(EXPORTED_S));
            if (!last.isEmpty()) { // on a busy machine the first frames come late
                Export.matroska(fs, Recordings.ID, last, clip);
                exports.increment();
            }
        });
        Files.deleteIfExists(clip);
    }

    private void check(ValkkaSingleFS fs) {
        attempt("check", () -> {
            CheckReport report = new ValkkaFSTool(fs).check();
            checks.increment();
            report.findings().forEach(finding -> faults.add("check of " + fs.directory() + ": " + finding));
        });
    }

    private void seek(ValkkaFSManager manager) {
        attempt("play", () -> {
            TimeRange all = manager.getTimeRange();
            if (!all.isEmpty()) {
                long to = all.from()
                        + (long) (random.nextDouble() * all.duration().toMillis());
                manager.seek(to).orTimeout(SEEK_S, TimeUnit.SECONDS).join();
                manager.play();
            }
        });
    }

    private void read(double seconds) {
        System.gc(); // so that what is left is what is held
        put(
                Figure.HEAP,
                seconds,
                megabytes(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()));
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        put(Figure.DIRECT, seconds, megabytes(direct));
        put(Figure.RESIDENT, seconds, megabytes(Machine.residentBytes()));
        put(Figure.THREADS, seconds, ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            put(Figure.HANDLES, seconds, (double) system.getOpenFileDescriptorCount());
        }
    }

    private static double megabytes(long bytes) {
        return bytes / MB;
    }

    private void put(Figure figure, double seconds, double value) {
        readings.computeIfAbsent(figure, any -> new ArrayList<>()).add(new Slope.Reading(seconds, value));
    }

    private boolean tell(RingRecorder recorder) {
        boolean sound = faults.isEmpty();
        out.printf(
                Locale.ROOT,
                "%d cameras for %.1f min: %d pictures recorded, %d lost on the way, %d frames dropped, %d reconnects%n",
                cameras,
                time.toSeconds() / 60.0,
                recorder.pictures(),
                recorder.lost(),
                recorder.dropped(),
                recorder.reconnects());
        out.printf(
                Locale.ROOT, "%d exports, %d checks, %d frames played%n%n", exports.sum(), checks.sum(), played.sum());
        out.printf("%-30s %-3s %10s %10s %12s   %s%n", "", "", "first", "last", "an hour", "95 of 100 between");
        for (Map.Entry<Figure, List<Slope.Reading>> entry : readings.entrySet()) {
            sound &= tell(entry.getKey(), entry.getValue());
        }
        faults.stream().distinct().limit(20).forEach(out::println);
        return sound && recorder.dropped() == 0 && recorder.lost() == 0;
    }

    private boolean tell(Figure figure, List<Slope.Reading> read) {
        if (read.size() < 2) {
            return true; // this system does not tell
        }
        Slope slope = Slope.of(read);
        boolean grows = slope.grows(figure.allowed);
        out.printf(
                Locale.ROOT,
                "%-30s %-3s %10.1f %10.1f %+12.2f   %+.2f .. %+.2f%s%n",
                figure.text,
                figure.unit,
                read.get(0).value(),
                read.get(read.size() - 1).value(),
                slope.perHour(),
                slope.low(),
                slope.high(),
                grows ? "   GROWS" : "");
        return !grows;
    }
}
