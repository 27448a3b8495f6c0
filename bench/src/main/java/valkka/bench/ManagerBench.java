package valkka.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.fs.Durability;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.play.ValkkaFSManager;

/**
 * A manager of recordings of 4 Mbit/s. The rows show the time from a seek to the first frame when
 * none of its frames is in memory. They also show how far apart pictures of one time in different
 * recordings are played.
 */
final class ManagerBench {
    private static final int RECORDINGS = 4;
    private static final long LEAST_BYTES = 6_000_000;
    private static final long NOT_YET = -1;
    private static final double NANOS_PER_MS = 1e6;

    private final Scratch scratch;
    private final long bytes;
    private final int seeks;
    private final long playMs;

    ManagerBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.bytes = Math.max(LEAST_BYTES, effort.bytes() / 20);
        this.seeks = Math.max(5, effort.searches() / 500);
        this.playMs = 2 * effort.ingestMs();
    }

    static String heading() {
        return "Manager: " + RECORDINGS + " recordings of 4 Mbit/s, blocks of 1 MiB, played in step";
    }

    List<Row> rows() throws Exception {
        List<ValkkaSingleFS> recordings = new ArrayList<>();
        Path directory = scratch.fresh("manager");
        try {
            for (int i = 0; i < RECORDINGS; i++) {
                recordings.add(record(directory.resolve("camera" + i)));
            }
            Sample toFirstFrame = seek(recordings);
            Sample skew = play(recordings);
            return List.of(
                    Row.of("seek outside the cache to the first frame: median", "ms", toFirstFrame),
                    Row.of("  p99", "ms", toFirstFrame.percentile(99)),
                    Row.of("skew between recordings: median", "ms", skew),
                    Row.of("  p99", "ms", skew.percentile(99)));
        } finally {
            recordings.forEach(ValkkaSingleFS::close);
            Scratch.delete(directory);
        }
    }

    /**
     * Makes a recording of the same feed as the others, so that all recordings have pictures of one
     * time.
     */
    private ValkkaSingleFS record(Path directory) throws Exception {
        ValkkaSingleFS fs = Recordings.create(directory, bytes);
        Recordings.write(fs, FrameFeed.camera(), Durability.NONE, bytes);
        return fs;
    }

    private Sample seek(List<ValkkaSingleFS> recordings) throws Exception {
        FirstFrame first = new FirstFrame();
        try (ValkkaFSManager manager = new ValkkaFSManager(recordings)) {
            map(manager, first);
            manager.start();
            TimeRange all = manager.getTimeRange();
            long half = all.duration().toMillis() / 2;
            Random random = new Random(1);
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < seeks; i++) {
                // From one half to the other, and back: never where the cache is.
                long time = all.from() + (i % 2) * half + (long) (random.nextDouble() * half * 3 / 4);
                first.expect(time);
                long start = System.nanoTime();
                manager.seek(time).get();
                millis.add((first.await() - start) / NANOS_PER_MS);
            }
            return Sample.of(millis);
        }
    }

    /**
     * Takes the time of the first frame that is nearer to this seek than to the last. Some frames
     * of the last seek may still be on their way.
     */
    private static final class FirstFrame implements FrameFilter {
        private volatile long target;
        private volatile long before;
        private final AtomicLong at = new AtomicLong();

        void expect(long time) {
            before = target;
            target = time;
            at.set(NOT_YET);
        }

        @Override
        public void run(Frame frame) {
            long time = frame.mstimestamp();
            if (frame instanceof BasicFrame && Math.abs(time - target) < Math.abs(time - before)) {
                at.compareAndSet(NOT_YET, System.nanoTime());
            }
        }

        long await() {
            while (at.get() == NOT_YET) {
                LockSupport.parkNanos(100_000);
            }
            return at.get();
        }
    }

    private Sample play(List<ValkkaSingleFS> recordings) throws Exception {
        Map<Long, long[]> playedAt = new ConcurrentHashMap<>(); // by time of the picture: first, last, how many
        try (ValkkaFSManager manager = new ValkkaFSManager(recordings)) {
            map(manager, frame -> {
                if (frame instanceof BasicFrame) {
                    long now = System.nanoTime();
                    playedAt.merge(
                            frame.mstimestamp(), new long[] {now, now, 1}, (a, b) -> new long[] {a[0], now, a[2] + 1});
                }
            });
            manager.start();
            manager.seek(manager.getTimeRange().from()).get();
            manager.play();
            TimeUnit.MILLISECONDS.sleep(playMs);
        }
        return Sample.of(playedAt.values().stream()
                .filter(times -> times[2] == RECORDINGS)
                .map(times -> (times[1] - times[0]) / NANOS_PER_MS)
                .toList());
    }

    private static void map(ValkkaFSManager manager, FrameFilter filter) {
        for (int i = 0; i < RECORDINGS; i++) {
            manager.map(manager.recordings().get(i), Recordings.ID).readSlot(i, filter);
        }
    }
}
