package valkka.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.MarkerFrame;
import valkka.fs.Block;
import valkka.fs.Durability;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaSingleFS;
import valkka.play.FileCacheThread;

/**
 * Play: how fast the cache fills, how long a seek in it takes, how late frames pass, and how long a
 * stop takes.
 */
final class PlayBench {
    private static final long MOST_CACHED = 200_000_000;
    private static final long BUDGET = 2 * MOST_CACHED;
    /**
     * The runs until all of the heap has been used once: the system gives memory to a process
     * slowly the first time.
     */
    private static final int WARM_UPS = 15;

    private static final int CACHED_FRAMES = 2_000;
    private static final int STREAMS = 16;
    private static final int STOPS = 20;
    private static final long REST_NANOS = 200_000;
    private static final double NANOS_PER_MS = 1e6;

    private final Scratch scratch;
    private final long bytes;
    private final int pairs;
    private final int seeks;
    private final long playMs;

    PlayBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.bytes = Math.min(MOST_CACHED, effort.bytes());
        this.pairs = effort.pairs();
        this.seeks = Math.max(10, effort.searches() / 100);
        this.playMs = effort.playMs();
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Play: frames of 4 Mbit/s cameras, %.0f s at 25 a second; limit: a reader alone, a thread that only waits",
                effort.playMs() / 1e3);
    }

    List<Row> rows() throws Exception {
        List<Row> rows = new ArrayList<>(fill());
        rows.addAll(seeks());
        double limit = waiting().percentile(99);
        rows.addAll(lateness(1, limit));
        rows.addAll(lateness(STREAMS, limit));
        rows.add(Row.of("stop while 16 streams play (libValkka: 700)", "ms", stops()));
        return rows;
    }

    private List<Row> fill() throws Exception {
        Path directory = scratch.fresh("play");
        try (ValkkaSingleFS fs = Recordings.create(directory, bytes);
                FileCacheThread cacher = new FileCacheThread("bench-cacher")) {
            cacher.setMemoryBudget(BUDGET);
            Recordings.write(fs, FrameFeed.camera(), Durability.BLOCK, bytes);
            Run.Source filling = () -> {
                cacher.clear();
                return pull(fs, cacher.getFrameFilter());
            };
            double first = filling.next().gigabytesPerSecond();
            for (int i = 0; i < WARM_UPS; i++) {
                filling.next();
            }
            Pairs pulls = Pairs.alternate(pairs, filling, () -> pull(fs, frame -> {}));
            return List.of(
                    pulls.row("cache filled by a reader (libValkka: 0.35)", "GB/s", Run::gigabytesPerSecond),
                    pulls.row("  CPU", "s/GB", Run::cpuSecondsPerGigabyte),
                    Row.of("  the first time in a process, its memory new", "GB/s", first),
                    Row.of("cache filled from memory", "GB/s", fromMemory(cacher)));
        } finally {
            Scratch.delete(directory);
        }
    }

    /**
     * Measures the cache's own pace, with frames that are in memory already and that the cache
     * shares.
     */
    private Sample fromMemory(FileCacheThread cacher) throws Exception {
        double[] rates = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            cacher.clear();
            FrameFeed feed = FrameFeed.camera();
            rates[i] = Run.time(() -> Recordings.feed(feed, cacher.getFrameFilter(), bytes))
                    .gigabytesPerSecond();
        }
        return Sample.of(rates);
    }

    private static Run pull(ValkkaSingleFS fs, FrameFilter filter) throws Exception {
        List<Integer> blocks = fs.blocks().stream().map(Block::number).toList();
        try (ValkkaFSReaderThread reader = new ValkkaFSReaderThread("bench-reader", fs, filter)) {
            reader.setSlotId(1, Recordings.ID);
            reader.start();
            return Run.time(() -> reader.pullBlocks(blocks).get().bytes());
        }
    }

    /**
     * Measures from the call to the first frame in the filter. A seek begins when the frames of the
     * seek before have passed, and the player is at rest: else a frame of the seek before passes for
     * the first frame, and it is chance whether the player must be woken.
     */
    private List<Row> seeks() throws Exception {
        AtomicLong arrived = new AtomicLong();
        AtomicLong target = new AtomicLong();
        Semaphore passed = new Semaphore(0);
        try (FileCacheThread cacher = new FileCacheThread("bench-cacher", frame -> {
            if (frame instanceof MarkerFrame) {
                return;
            }
            arrived.compareAndSet(0, System.nanoTime());
            if (frame instanceof BasicFrame && frame.mstimestamp() > target.get() - FrameFeed.FRAME_MS) {
                passed.release();
            }
        })) {
            cacher.setMemoryBudget(BUDGET);
            feed(cacher, 1, CACHED_FRAMES);
            cacher.start();
            TimeRange cached = cacher.getTimeLimits();
            Random random = new Random(1);
            double[] millis = new double[seeks];
            for (int i = -seeks; i < seeks; i++) {
                target.set(cached.from() + random.nextInt((int) (cached.to() - cached.from())));
                arrived.set(0);
                long start = System.nanoTime();
                cacher.seekStreams(target.get());
                if (!passed.tryAcquire(10, TimeUnit.SECONDS)) {
                    throw new TimeoutException("the frames of a seek did not pass within 10 s");
                }
                millis[Math.max(0, i)] = (arrived.get() - start) / NANOS_PER_MS;
                for (long rest = System.nanoTime() + REST_NANOS; System.nanoTime() < rest; ) {
                    Thread.onSpinWait();
                }
            }
            Sample sample = Sample.of(millis);
            return List.of(
                    Row.of("seek in the cache, to the first frame: median (libValkka: 0.03)", "ms", sample),
                    Row.of("  99th percentile (libValkka: 0.14 to 1.2)", "ms", sample.percentile(99)));
        }
    }

    /** Measures the machine's limit: a thread that only waits for moments 40 ms apart. */
    private Sample waiting() {
        int ticks = (int) (playMs / FrameFeed.FRAME_MS);
        double[] late = new double[ticks];
        long start = System.nanoTime();
        for (int i = 0; i < ticks; i++) {
            long due = start + TimeUnit.MILLISECONDS.toNanos((i + 1) * (long) FrameFeed.FRAME_MS);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            late[i] = (System.nanoTime() - due) / NANOS_PER_MS;
        }
        return Sample.of(late);
    }

    private List<Row> lateness(int streams, double limit) throws InterruptedException {
        int frames = (int) (playMs / FrameFeed.FRAME_MS);
        double[][] arrivals = new double[streams][frames];
        AtomicLong start = new AtomicLong();
        AtomicLong from = new AtomicLong();
        CountDownLatch last = new CountDownLatch(streams);
        try (FileCacheThread cacher = new FileCacheThread("bench-cacher", frame -> {
            int index = (int) (frame.mstimestamp() - from.get()) / FrameFeed.FRAME_MS - 1;
            if (frame instanceof BasicFrame && index >= 0 && index < frames) {
                long due = start.get() + TimeUnit.MILLISECONDS.toNanos(frame.mstimestamp() - from.get());
                arrivals[frame.slot() - 1][index] = (System.nanoTime() - due) / NANOS_PER_MS;
                if (index == frames - 1) {
                    last.countDown();
                }
            }
        })) {
            cacher.setMemoryBudget(BUDGET);
            feed(cacher, streams, frames + FrameFeed.FRAMES_IN_GOP + 1);
            cacher.start();
            // The first call of a method loads classes, which is not to count as lateness of all
            // frames.
            cacher.playStreams();
            cacher.stopStreams();
            // The recording begins with a key frame; the first second is over when play begins.
            from.set(cacher.getTimeLimits().from() + FrameFeed.FRAMES_IN_GOP * (long) FrameFeed.FRAME_MS);
            cacher.seekStreams(from.get());
            while (cacher.stats().played() < streams) {
                Thread.onSpinWait();
            }
            start.set(System.nanoTime());
            cacher.playStreams();
            if (!last.await(playMs + 60_000, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("play did not come to its end: " + cacher.stats());
            }
        }
        Sample sample = Sample.of(
                Arrays.stream(arrivals).flatMapToDouble(Arrays::stream).toArray());
        List<Row> rows = new ArrayList<>();
        String what = streams == 1 ? "lateness, 1 stream" : "lateness, " + streams + " streams";
        rows.add(Row.of(what + ": median", "ms", sample));
        rows.add(Row.of("  99th percentile" + (streams == 1 ? " (libValkka: 3 to 5)" : ""), "ms", sample.percentile(99))
                .limit(limit));
        rows.add(Row.of("  worst" + (streams == 1 ? " (libValkka: 29 to 55)" : ""), "ms", sample.max()));
        if (streams > 1) {
            rows.add(Row.of(
                    "skew between them: 99th percentile", "ms", skew(arrivals).percentile(99)));
        }
        return rows;
    }

    /** Returns the times between the first and the last of the streams' frames of one time. */
    private static Sample skew(double[][] arrivals) {
        return Sample.of(IntStream.range(0, arrivals[0].length)
                .mapToDouble(i -> {
                    double[] atOnce =
                            Arrays.stream(arrivals).mapToDouble(a -> a[i]).toArray();
                    return Arrays.stream(atOnce).max().orElseThrow()
                            - Arrays.stream(atOnce).min().orElseThrow();
                })
                .toArray());
    }

    private static Sample stops() {
        double[] millis = new double[STOPS];
        for (int i = 0; i < STOPS; i++) {
            try (FileCacheThread cacher = new FileCacheThread("bench-cacher", frame -> {})) {
                feed(cacher, STREAMS, CACHED_FRAMES / STREAMS);
                cacher.start();
                cacher.seekStreams(cacher.getTimeLimits().from());
                cacher.playStreams();
                while (cacher.stats().played() < STREAMS) {
                    Thread.onSpinWait();
                }
                long start = System.nanoTime();
                cacher.stop();
                millis[i] = (System.nanoTime() - start) / NANOS_PER_MS;
            }
        }
        return Sample.of(millis);
    }

    private static void feed(FileCacheThread cacher, int streams, int frames) {
        FrameFilter filter = cacher.getFrameFilter();
        filter.run(MarkerFrame.start());
        for (int slot = 1; slot <= streams; slot++) {
            FrameFeed feed = FrameFeed.camera();
            for (int i = 0; i < frames; i++) {
                filter.run(feed.next(slot));
            }
        }
        filter.run(MarkerFrame.end());
    }
}
